from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from zhiji.compliance.trials import regulation_of
from zhiji.core.calendar import local_day
from zhiji.core.regulations import ArticleNotFoundError, article_of
from zhiji.external import laws
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.queries import current, wording
from zhiji.web.now import now
from zhiji.web.regulations.comparing import FILTERS, filters, matters, sections
from zhiji.web.regulations.laws import in_use
from zhiji.web.regulations.reading import articles, held_counts
from zhiji.web.regulations.shelf import shelf, spans
from zhiji.web.regulations.trials import find_trial

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.core.regulations import Regulation
    from zhiji.rulebook.queries import Rulebook
    from zhiji.web.access import SignedIn


def index(request: SignedIn) -> HttpResponse:
    book, use = current(), in_use()
    listed = [(each, use.get(each.regulation.id)) for each in shelf(book, laws.law_ids(), now())]
    return render(request, "regulations/index.html", {"regulations": shelf(book, book.ids(), now()), "laws": listed})


def show(request: SignedIn, regulation: str) -> HttpResponse:
    """`regulation`: a reference; by itself the newest version."""
    book = current()
    found = _found(book, regulation)
    return render(
        request,
        "regulations/show.html",
        {
            "regulation": found,
            "own": book.is_own(found),
            "versions": spans(book.versions(found.id), now()),
            "articles": articles(found, wording(found)),
            "held": held_counts(found.requirements),
            "others": [book.regulation(key) for key in book.ids() if key != found.id],
        },
    )


def choose(request: SignedIn, regulation: str) -> HttpResponse:
    """`?other=`: what the form on a regulation's page picked to be set beside it."""
    return compare(request, regulation, request.GET.get("other", regulation))


def compare(request: SignedIn, regulation: str, other: str) -> HttpResponse:
    """`?show=`: differing, one-sided or same; anything else shows all."""
    book = current()
    first, second = _found(book, regulation), _found(book, other)
    address = reverse("regulation-compare", args=[first.reference, second.reference])
    return compared(request, first, second, {"address": address})


def compare_draft(request: SignedIn, pk: int) -> HttpResponse:
    """What a draft says beside the version of today."""
    trial = find_trial(pk)
    book, draft = current(), regulation_of(trial)
    governing = book.regulation(trial.against, on=local_day(now()))
    return compared(request, governing, draft, {"address": reverse("trial-compare", args=[pk]), "trial": trial})


def compared(request: SignedIn, first: Regulation, second: Regulation, context: dict[str, Any]) -> HttpResponse:
    found = matters(first, second)
    asked = request.GET.get("show", "")
    chosen = asked if asked in FILTERS else ""
    shown = {"sections": sections(found, chosen), "filters": filters(found), "chosen": chosen}
    pair = {"pair": (first, second), "versions": first.id == second.id}
    return render(request, "regulations/compare.html", {**context, **pair, **shown})


def article(request: SignedIn, regulation: str, article: str) -> HttpResponse:
    """The whole article that a citation such as 第五条（二） belongs to; what stands on just that part is marked."""
    law = _found(current(), regulation)
    try:
        number = article_of(article)
    except ArticleNotFoundError as error:
        raise Http404(str(error)) from error
    found = next((each for each in articles(law, wording(law)) if each.number == number), None)
    if found is None:
        raise Http404(f"{law.title}没有{number}，请从制度页面查找。")
    return render(request, "regulations/article.html", {"regulation": law, "article": found, "cited": article})


def _found(book: Rulebook, name: str) -> Regulation:
    try:
        return book.find(name)
    except RulebookError as error:
        raise Http404(str(error)) from error
