from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.cases.approving import AGREED, REFUSED
from zhiji.core.procedure import REVIEW_POINTS, SOUND
from zhiji.external import library
from zhiji.web.cases.subjects import subjects
from zhiji.web.fields import OneOf, SomeOf, long_text

if TYPE_CHECKING:
    from zhiji.core.casefile import CaseFile

GIVEN_BACK = "退回"
REVIEWER = "法制机构"


class RequestForm(forms.Form):
    of = OneOf((), label="就哪个环节、文书或查阅送审")
    roles = SomeOf(
        library.vocabulary().approval_roles, label="依次送给", help_text="从低到高逐级送：一级同意了，自动送下一级。"
    )
    matter = forms.CharField(label="请批事项", required=False, help_text="例如：立案、延长至 2 个工作日、结案。")
    reason = long_text("说明", required=False, help_text="写明事实、理由和承办人意见，审批人会看到。")

    def __init__(self, *given: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["of"] = OneOf(subjects(file).items(), label="就哪个环节、文书或查阅送审")


class DecisionForm(forms.Form):
    opinion = long_text("您的意见", required=False, help_text="会原样记入案卷。不同意、退回须写理由。")
    decision = forms.ChoiceField(
        choices=[(word, word) for word in (AGREED, REFUSED, GIVEN_BACK)], widget=forms.HiddenInput
    )

    def __init__(self, *given: Any, role: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self._points = dict(enumerate(REVIEW_POINTS)) if role == REVIEWER else {}
        for number, point in self._points.items():
            widget = forms.TextInput(attrs={"placeholder": SOUND})
            self.fields[f"point_{number}"] = forms.CharField(label=point, required=False, widget=widget)

    @property
    def points(self) -> list[forms.BoundField]:
        return [self[f"point_{number}"] for number in self._points]

    @property
    def review(self) -> dict[str, str]:
        """What was found at each point."""
        return {point: self.cleaned_data[f"point_{number}"] or SOUND for number, point in self._points.items()}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        decision, opinion = said.get("decision"), said.get("opinion", "").strip()
        if decision in {REFUSED, GIVEN_BACK} and not opinion:
            self.add_error("opinion", f"{decision}须写明理由，好让承办人知道怎么改。")
        if decision == AGREED and any(said.get(f"point_{number}") for number in self._points):
            self.add_error(None, "审核要点里还写着问题：请改为退回或不同意，或把已解决的问题清空。")
        return said
