from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from zhiji.core.regulations import ArticleNotFoundError, article_of
from zhiji.external import library
from zhiji.web.regulations.comparing import FILTERS, filters, matters, sections
from zhiji.web.regulations.reading import articles, held_counts

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.core.regulations import Regulation
    from zhiji.web.access import SignedIn


def index(request: SignedIn) -> HttpResponse:
    found = [library.regulation(key) for key in library.regulation_ids()]
    return render(request, "regulations/index.html", {"regulations": found})


def show(request: SignedIn, regulation: str) -> HttpResponse:
    law = _regulation(regulation)
    return render(
        request,
        "regulations/show.html",
        {
            "regulation": law,
            "articles": articles(law.id),
            "held": held_counts(law.requirements),
            "others": [library.regulation(key) for key in library.regulation_ids() if key != law.id],
        },
    )


def compare(request: SignedIn, regulation: str, other: str) -> HttpResponse:
    """`?show=`: differing, one-sided or same; anything else shows all."""
    first, second = _regulation(regulation), _regulation(other)
    found = matters(first.id, second.id)
    asked = request.GET.get("show", "")
    chosen = asked if asked in FILTERS else ""
    shown = {"sections": sections(found, chosen), "filters": filters(found), "chosen": chosen}
    return render(request, "regulations/compare.html", {"first": first, "pair": (first, second), **shown})


def article(request: SignedIn, regulation: str, article: str) -> HttpResponse:
    """The whole article that a citation such as 第五条（二） belongs to; what stands on just that part is marked."""
    law = _regulation(regulation)
    try:
        number = article_of(article)
    except ArticleNotFoundError as error:
        raise Http404(str(error)) from error
    found = next((each for each in articles(law.id) if each.number == number), None)
    if found is None:
        raise Http404(f"{law.title}没有{number}，请从制度页面查找。")
    return render(request, "regulations/article.html", {"regulation": law, "article": found, "cited": article})


def _regulation(regulation_id: str) -> Regulation:
    try:
        return library.regulation(regulation_id)
    except library.LibraryError as error:
        raise Http404(str(error)) from error
