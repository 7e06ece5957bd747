from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhiji.organisation import posts, queries
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.posts import Absence
from zhiji.web.now import now
from zhiji.web.office.acting import acted, done, form_page
from zhiji.web.office.forms import StandInForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn

PAGE = 30


def index(request: SignedIn) -> HttpResponse:
    page = Paginator(queries.stand_ins(), PAGE).get_page(request.GET.get("page"))
    return render(request, "office/stand_ins.html", {"page": page, "at": now()})


def new(request: SignedIn) -> HttpResponse:
    at, active = now(), queries.who_may_stand_in()
    form = StandInForm(request.POST or None, rows={"absent": active, "substitute": active}, initial={"since": at})
    by = request.user.actor
    if acted(request, form, lambda said: posts.appoint_stand_in(Absence(**said), by=by, at=at)):
        said = form.cleaned_data
        return done(request, f"{said['substitute']}将代理{said['absent']}的{said['role']}。", "stand-in-list")
    return form_page(
        request,
        form,
        "设置代理",
        "设置代理",
        back="stand-in-list",
        help="代理人在这段时间里以“某某（代某某）”的名义办理，记录和账本里都看得出来；自己送审的事不能自己批。",
    )


@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    row = queries.found(queries.stand_ins(), pk)
    try:
        posts.end_stand_in(row, by=request.user.actor, at=now())
    except OrganisationError as refusal:
        return render(request, "error.html", {"title": "没有结束", "sentence": str(refusal)}, status=409)
    return done(request, "代理已结束。", "stand-in-list")
