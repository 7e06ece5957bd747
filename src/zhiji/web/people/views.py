from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.cases import actions
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, party_of, visible
from zhiji.core.calendar import local_day
from zhiji.organisation.permissions import Verb
from zhiji.organisation.queries import officers, shortcoming
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.people.forms import OfficerForm, PartyForm, as_said
from zhiji.web.versions import as_seen, told_of_change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpResponse

    from zhiji.cases.models import Case, CaseOfficer
    from zhiji.organisation.models import Account, Officer
    from zhiji.web.access import SignedIn

ENOUGH = 2
"""Officers that an act needs (行政处罚法第四十二条)."""


def show(request: SignedIn, number: str) -> HttpResponse:
    case = case_for(request.user, number)
    staff = list(case.officers.all())
    qualified = sum(officer.qualified for officer in staff)
    return render(
        request,
        "people/show.html",
        {
            "case": case,
            "parties": list(case.parties.all()),
            "officers": staff,
            "lacking": max(ENOUGH - qualified, 0),
            "may_handle": not case.archived_at and visible(request.user, Verb.HANDLE_CASE).filter(pk=case.pk).exists(),
        },
    )


def add_party(request: SignedIn, number: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    form = PartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_party(case, form.party(), by=request.user.actor, at=now())
        except CaseError as error:
            refuse(form, error)
        else:
            return redirect("people", number)
    return render(request, "cases/add.html", {"case": case, "form": form, "title": "添加当事人", "verb": "添加"})


def amend_party(request: SignedIn, number: str, ref: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    row = as_seen(request, party_of(case, ref))
    form = PartyForm(request.POST or None, initial=as_said(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_party(row, form.party(), by=request.user.actor, at=now())
        except CaseError as error:
            refuse(form, error)
        except StaleRow:
            form.add_error(None, told_of_change(row))
        else:
            return redirect("people", number)
    shown = {"case": case, "form": form, "title": "更正当事人", "verb": "保存", "row": row}
    return render(request, "cases/add.html", shown)


def add_officer(request: SignedIn, number: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    form = OfficerForm(request.POST or None, colleagues=colleagues(request.user, at=now(), act=case.act))
    if request.method == "POST" and form.is_valid():
        try:
            officer = officers().get(pk=form.cleaned_data["officer"])
            row = actions.add_officer(case, officer, by=request.user.actor, at=now())
        except CaseError as error:
            refuse(form, error)
        else:
            warn(request, case, [row])
            return redirect("people", number)
    return render(request, "cases/add.html", {"case": case, "form": form, "title": "添加承办人", "verb": "添加"})


def colleagues(account: Account, *, at: datetime, act: str | None = None) -> list[tuple[str, str]]:
    """Officers whom this account may put beside itself, those of its own unit first, with what speaks against each."""
    others = [one for one in officers().prefetch_related("certificates") if one.pk != account.officer_id]
    others.sort(key=lambda officer: officer.unit_id != account.unit_id)
    return [(str(officer.pk), _named(officer, act, local_day(at))) for officer in others]


def warn(request: SignedIn, case: Case, staff: Iterable[CaseOfficer]) -> None:
    """Say who was put on a case though something speaks against it: the decision stays the office's."""
    names = set(case.parties.values_list("name", flat=True))
    for row in staff:
        if row.officer and not row.qualified:
            why = shortcoming(row.officer, case.act, local_day(now()))
            messages.warning(request, f"{row.name}{why}，他参加的环节会判为人员不合要求；请换人，或先办理执法证。")
        if row.name in names:
            messages.warning(request, f"承办人{row.name}与本案当事人同名，请核对是否应当回避。")


def _named(officer: Officer, act: str | None, day: date) -> str:
    why = shortcoming(officer, act, day)
    return f"{officer.name}（{officer.unit}）" + (f"——{why}" if why else "")
