from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.cases.approving import AGREED, REFUSED, Decision
from zhiji.cases.discussing import CHOICES, Voice, discuss, votes_of
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, event_of
from zhiji.organisation.permissions import Verb
from zhiji.organisation.queries import accounts
from zhiji.organisation.roles import Role
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import OneOf, Radio, long_text, refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn

LEADERS = (Role.HEAD, Role.DEPUTY, Role.UNIT_HEAD, Role.LEGAL)
"""Who may sit in a discussion, highest first."""


class DiscussionForm(forms.Form):
    """One line a leader: absent, or what he said."""

    decision = Radio((AGREED, REFUSED), label="讨论结论")
    conclusion = long_text("结论的内容", help_text="写明讨论形成的处理意见。")

    def __init__(self, *given: Any, leaders: Sequence[Account], **options: Any) -> None:
        super().__init__(*given, **options)
        self._leaders = leaders
        for leader in leaders:
            self.fields[f"choice_{leader.pk}"] = OneOf(CHOICES, label=f"{leader.name}的意见", required=False)
            self.fields[f"opinion_{leader.pk}"] = forms.CharField(label=f"{leader.name}的理由", required=False)

    @property
    def lines(self) -> list[tuple[Account, forms.BoundField, forms.BoundField]]:
        return [(each, self[f"choice_{each.pk}"], self[f"opinion_{each.pk}"]) for each in self._leaders]

    @property
    def voices(self) -> list[Voice]:
        said = self.cleaned_data
        return [
            Voice(each, said[f"choice_{each.pk}"], said[f"opinion_{each.pk}"])
            for each in self._leaders
            if said[f"choice_{each.pk}"]
        ]


def show(request: SignedIn, number: str, ref: str) -> HttpResponse:
    """Enter what was said, or read it once it is entered."""
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    event = event_of(case, ref)
    entered = votes_of(case).get(ref)
    if entered:
        names = dict(case.officers.values_list("ref", "name"))
        said = [(names.get(vote.by, vote.by), vote) for vote in entered]
        approval = case.approvals.filter(of=ref).last()
        return render(request, "discussions/said.html", {"case": case, "said": said, "approval": approval})
    form = DiscussionForm(request.POST or None, leaders=_leaders())
    if request.method == "POST" and form.is_valid():
        concluded = Decision(form.cleaned_data["decision"], form.cleaned_data["conclusion"])
        try:
            discuss(event, form.voices, concluded, by=request.user.actor, at=now())
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, "集体讨论的意见和结论已登记。")
            return redirect("case", number)
    return render(request, "discussions/form.html", {"case": case, "form": form, "event": event})


def _leaders() -> list[Account]:
    found = [account for account in accounts().filter(is_active=True) if account.has_role(*LEADERS)]
    return sorted(found, key=lambda account: min(LEADERS.index(role) for role in LEADERS if account.has_role(role)))
