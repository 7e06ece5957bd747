from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.external import library
from zhiji.web.cases.subjects import subjects
from zhiji.web.fields import OneOf, long_text

if TYPE_CHECKING:
    from zhiji.core.casefile import CaseFile


class RequestForm(forms.Form):
    of = OneOf((), label="就哪个环节、文书或查阅送审")
    role = OneOf(library.vocabulary().approval_roles, label="送给哪一级")
    matter = forms.CharField(label="请批事项", required=False, help_text="例如：立案、延长至 2 个工作日、结案。")
    reason = long_text("说明", required=False, help_text="写明事实、理由和承办人意见，审批人会看到。")

    def __init__(self, *given: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["of"] = OneOf(subjects(file).items(), label="就哪个环节、文书或查阅送审")


class DecisionForm(forms.Form):
    opinion = long_text("您的意见", required=False, help_text="会原样记入案卷。不同意须写理由。")
    decision = forms.ChoiceField(choices=[("同意", "同意"), ("不同意", "不同意")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("decision") == "不同意" and not said.get("opinion", "").strip():
            self.add_error("opinion", "不同意须写明理由，好让承办人知道怎么改。")
        return said
