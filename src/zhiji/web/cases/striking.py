"""The page on which something of a case is 作废: what it is, what would be lost to the case, and why it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from zhiji.cases import striking
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for
from zhiji.cases.references import part_of
from zhiji.cases.words import part_words
from zhiji.evidence.actions import strike_recording
from zhiji.evidence.queries import recordings_of
from zhiji.organisation.permissions import Verb
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import long_text, refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.cases.models import Case, NamedPart
    from zhiji.web.access import SignedIn

HELP = "作废不是删除：它不再算作本案的事实，清单会重新判断；原来的内容、作废的人、时间和理由一直留着。"


class StrikeForm(forms.Form):
    reason = long_text("作废的理由", rows=3, help_text="例如：登记到了别的案件；时间填错，已另行登记。")


def strike(request: SignedIn, number: str, ref: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    part = part_of(case.pk, ref)
    if part is None:
        raise Http404(f"案件 {number} 没有编号为“{ref}”的内容，或已经作废；请回案件页刷新后再看。")
    words, form = part_words(part), StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _strike(case, part, form.cleaned_data["reason"], request)
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{words}已作废。")
            return redirect("case", number)
    shown = {"case": case, "form": form, "title": f"作废：{words}", "verb": "作废", "help": HELP}
    return render(request, "cases/add.html", shown)


def _strike(case: Case, part: NamedPart, reason: str, request: SignedIn) -> None:
    recording = recordings_of(case).filter(ref=part.ref).first()
    if recording:
        strike_recording(recording, reason, by=request.user.actor, at=now())
    else:
        striking.strike(part, reason, by=request.user.actor, at=now())
