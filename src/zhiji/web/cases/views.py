from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.cases import actions, changes
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for
from zhiji.compliance import gates, moves
from zhiji.core.casefile import model
from zhiji.documents.queries import document_of
from zhiji.evidence.queries import recordings_of
from zhiji.organisation.permissions import Verb
from zhiji.organisation.queries import officers
from zhiji.web.cases.forms import NewCaseForm
from zhiji.web.cases.page import case_page
from zhiji.web.documents import views as documents
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.people.views import colleagues, warn
from zhiji.web.recordings import views as recordings

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from zhiji.cases.models import Case
    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn


def new(request: SignedIn) -> HttpResponse:
    at = now()
    form = NewCaseForm(request.POST or None, colleagues=colleagues(request.user, at=at), now=at)
    if request.method == "POST" and form.is_valid():
        try:
            case = _open(form, request.user, at)
        except CaseError as error:
            refuse(form, error)
        else:
            warn(request, case, case.officers.select_related("officer"))
            messages.success(request, f"案件 {case.number} 已建立，下面是它的清单。")
            return redirect("case", case.number)
    return render(request, "cases/new.html", {"form": form})


def show(request: SignedIn, number: str) -> HttpResponse:
    return render(request, "cases/show.html", case_page(request.user, case_for(request.user, number), now()))


def record(request: SignedIn, number: str, ref: str) -> HttpResponse:
    """A document or a recording: an id of the case does not tell which."""
    case = case_for(request.user, number)
    recording = recordings_of(case).filter(ref=ref).first()
    if recording:
        return recordings.show(request, case, recording)
    return documents.show(request, case, document_of(case, ref))


def close(request: SignedIn, number: str) -> HttpResponse:
    """办结, then 归档: each once, and in this order."""
    case = case_for(request.user, number, Verb.CONCLUDE)
    error = None
    if request.method == "POST":
        by, at, reason = request.user.actor, now(), request.POST.get("reason", "")
        try:
            if request.POST.get("step") == "archive":
                actions.archive(case, by=by, at=at)
            else:
                moves.conclude(case, reason=reason, by=by, at=at)
        except CaseError as refusal:
            error = str(refusal)
        else:
            return redirect("case", number)
    gate = None if case.concluded_at else gates.before_conclusion(case, now())
    shown = {"error": error, "lacking": gate.lacking if gate else (), "reason": request.POST.get("reason", "")}
    return render(request, "cases/close.html", {**case_page(request.user, case, now()), **shown})


def _open(form: NewCaseForm, account: Account, at: datetime) -> Case:
    """The case with its party, its officers and its first event, or nothing of it."""
    said, by = form.cleaned_data, account.actor
    with changes.together():
        case = actions.open_case(form.draft(str(account.unit or "")), unit=account.unit, by=by, at=at)
        party = actions.add_party(case, form.first_party(), by=by, at=at)
        wanted = [account.officer] if account.officer else []
        wanted += (officer for officer in officers() if str(officer.pk) == said["partner"])
        rows = [actions.add_officer(case, officer, by=by, at=at) for officer in wanted]
        event = model.Event(
            id="",
            type=said["origin"],
            start=said["start"],
            place=said["place"] or None,
            officers=tuple(row.ref for row in rows),
            parties=(party.ref,),
        )
        actions.record_event(case, event, by=by, at=at)
    return case
