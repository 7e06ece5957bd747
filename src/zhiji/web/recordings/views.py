from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for
from zhiji.compliance.facts import case_file
from zhiji.evidence import actions
from zhiji.evidence.errors import EvidenceError
from zhiji.evidence.queries import intake_for, recording_for, recordings_of, waiting, watchings
from zhiji.organisation.permissions import Verb, may
from zhiji.trail import queries as trail
from zhiji.web.cases.lanes import lanes
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.recordings.forms import AssignForm, UploadForm
from zhiji.web.recordings.tapes import tape_of, tapes

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from zhiji.cases.models import Case
    from zhiji.evidence.models import Recording
    from zhiji.web.access import SignedIn


def upload(request: SignedIn, number: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.TAKE_IN)
    file = case_file(case)
    form = UploadForm(file=file, initial={"event": request.GET.get("event", "")})
    return render(request, "recordings/upload.html", {"case": case, "form": form})


def show(request: SignedIn, case: Case, recording: Recording) -> HttpResponse:
    """Reached through the record's address, which stands for documents and recordings alike."""
    recording = recording_for(request.user, recording.pk)
    tape = tape_of(recording)
    probe = recording.file.probe if recording.file else None
    return render(
        request,
        "recordings/show.html",
        {
            "case": case,
            "recording": recording,
            "probe": probe,
            "frame": f"{1 / probe.fps:.4f}" if probe and probe.fps else "",
            "tape": tape,
            "watchings": watchings(recording)[::-1],
            "entry": trail.entry_of(recording, 1),
            "at": now(),
            "may_strike": may(request.user, Verb.HANDLE_CASE) and not case.archived_at,
            **_beside(case, recording),
        },
    )


def intakes(request: SignedIn) -> HttpResponse:
    return render(request, "recordings/intakes.html", {"intakes": waiting(request.user)})


def assign(request: SignedIn, intake: int) -> HttpResponse:
    arrived = intake_for(request.user, intake)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        about = {key: said[key] for key in ("event", "medium") if said[key]}
        try:
            case = case_for(request.user, said["case"], Verb.ASSIGN)
            actions.assign(arrived, case=case, by=request.user.actor, at=now(), **about)
        except (CaseError, EvidenceError) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{arrived.name} 已归入 {case.number}。")
            return redirect("intake-list")
    return render(request, "recordings/assign.html", {"intake": arrived, "form": form})


def _beside(case: Case, recording: Recording) -> dict[str, Any]:
    """The event of the recording and everything that was recorded of it, as lengths on one axis."""
    file = case_file(case)
    event = next((event for event in file.events if event.id == recording.event), None)
    if event is None:
        return {"event": None, "lanes": None, "others": ()}
    same = [row for row in recordings_of(case) if row.event == event.id]
    known = tapes(case)
    lengths = [known[row.ref] for row in same if row.ref in known]
    written = any(record.event == event.id and record.doc_type for record in file.records)
    return {"event": event, "lanes": lanes(event, lengths, (), written=written), "others": same}
