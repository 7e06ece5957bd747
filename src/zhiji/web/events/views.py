from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from zhiji.cases import actions
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, event_of
from zhiji.compliance.facts import case_file
from zhiji.compliance.moves import GateClosedError, record_event
from zhiji.core.procedure import next_steps
from zhiji.external import library
from zhiji.organisation.permissions import Verb
from zhiji.trail.errors import StaleRow
from zhiji.web.events.forms import EventForm, as_said, first_guess
from zhiji.web.events.gate import reason_in, shown_gate
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.versions import as_seen, told_of_change

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn


def new(request: SignedIn, number: str) -> HttpResponse:
    """First the kind, which decides what is asked; then the form of that kind."""
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    words = library.vocabulary()
    kind = words.canonical("event", request.GET.get("type", ""))
    if kind is None:
        usual = next_steps(case_file(case))
        return render(request, "events/kinds.html", {"case": case, "usual": usual, "stages": _kinds_by_stage()})
    file, at = case_file(case), now()
    form = EventForm(
        request.POST or None, file=file, kind=kind, initial=first_guess(file, at, request.GET.get("of", ""))
    )
    gate = None
    if request.method == "POST" and form.is_valid():
        try:
            row = record_event(case, form.event(), reason=reason_in(request), by=request.user, at=at)
        except GateClosedError as closed:
            gate = shown_gate(closed.gate, form.event().start, request.user, at)
            form.add_error(None, str(closed))
        except CaseError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{kind}已登记，清单已按它更新。")
            return redirect(f"{_case_page(number)}#{row.ref}")
    shown = {"case": case, "form": form, "kind": kind, "verb": "登记", "gate": gate}
    return render(request, "events/form.html", shown)


def amend(request: SignedIn, number: str, ref: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    row, file = as_seen(request, event_of(case, ref)), case_file(case)
    event = next(each for each in file.events if each.id == ref)
    form = EventForm(request.POST or None, file=file, kind=event.type, initial=as_said(event))
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_event(row, form.event(), by=request.user.actor, at=now())
        except CaseError as error:
            refuse(form, error)
        except StaleRow:
            form.add_error(None, told_of_change(row))
        else:
            messages.success(request, f"{event.type}已更新，原来的内容留在账本里。")
            return redirect(f"{_case_page(number)}#{ref}")
    shown = {"case": case, "form": form, "kind": event.type, "verb": "保存", "row": row}
    return render(request, "events/form.html", shown)


def _kinds_by_stage() -> dict[str, list[str]]:
    stages: dict[str, list[str]] = {}
    for kind in library.vocabulary().events.values():
        stages.setdefault(kind.stage, []).append(kind.name)
    return stages


def _case_page(number: str) -> str:
    return reverse("case", args=[number])
