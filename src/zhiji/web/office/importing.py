"""A table of officers: shown first with what each line would do, taken on only then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.shortcuts import render

from zhiji.organisation import staff_table
from zhiji.organisation.errors import OrganisationError
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.office.acting import acted, done
from zhiji.web.office.forms import ACTS, KeptTableForm, TableForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn


def from_table(request: SignedIn) -> HttpResponse:
    """First the file; then, from the preview, the same text again to be taken on."""
    kept = KeptTableForm(request.POST if "text" in request.POST else None)
    if kept.is_bound and acted(request, kept, lambda said: _take_on(request, said["text"])):
        return done(request, "表格已导入。", "staff-list")
    if kept.is_bound:
        return _preview(request, kept, str(kept.data["text"]))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        try:
            text = staff_table.read_table(file.read(), file.name)
            return _preview(request, KeptTableForm(initial={"text": text}), text)
        except OrganisationError as refusal:
            refuse(form, refusal)
    return render(request, "office/import.html", {"form": form, "columns": staff_table.COLUMNS})


def _take_on(request: SignedIn, text: str) -> int:
    return staff_table.take_on(staff_table.read_lines(text, ACTS), by=request.user.actor, at=now())


def _preview(request: SignedIn, form: KeptTableForm, text: str) -> HttpResponse:
    lines = staff_table.read_lines(text, ACTS)
    shown = {
        "form": form,
        "lines": lines,
        "steps": dict(Counter(line.step for line in lines if line.step)),
        "faults": sum(bool(line.problems) for line in lines),
    }
    return render(request, "office/preview.html", shown)
