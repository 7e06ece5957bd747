from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.core.casefile import model
from zhiji.external import library
from zhiji.rulebook.queries import current
from zhiji.web.fields import MomentField, OneOf, Radio

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WORDS = library.vocabulary()
ORIGINS = (
    "案源登记",
    "投诉举报接收",
    "申请接收",
    "启动检查",
    "双随机抽取",
    "日常巡查",
    "现场检查",
)
"""The events with which a case may begin."""


class NewCaseForm(forms.Form):
    """Three questions: what is it, whom does it concern, where does it come from."""

    act = Radio(WORDS.acts, label="执法行为")
    procedure = OneOf(WORDS.procedures, label="程序", required=False, help_text="只有行政处罚分普通程序和简易程序。")
    title = forms.CharField(label="案件名称", help_text="写明当事人和事由，例如：榕记小馆未正常使用油烟净化设施案。")
    party = forms.CharField(label="姓名或名称")
    party_role = OneOf(WORDS.terms["party_role"], label="身份")
    party_kind = OneOf(WORDS.terms["party_kind"], label="类别")
    origin = OneOf(ORIGINS, label="从哪里来", help_text="它会成为案件的第一个环节，其余事项可在案件页上补全。")
    start = MomentField(label="时间")
    place = forms.CharField(label="地点", required=False)
    partner = OneOf((), label="另一名承办人", required=False, help_text="执法须两人以上；可在案件页上再加。")

    def __init__(self, *given: Any, colleagues: Iterable[tuple[str, str]], now: datetime, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["partner"] = OneOf(colleagues, label="另一名承办人", required=False)
        self.initial.setdefault("start", now)
        book = current()
        regulations = [(key, book.regulation(key).title) for key in book.ids()]
        self.fields["regulation"] = OneOf(regulations, label="适用制度")
        self.order_fields(["act", "procedure", "regulation"])

    @property
    def questions(self) -> list[tuple[str, list[forms.BoundField]]]:
        groups = {
            "这是什么行为？": ("act", "procedure", "regulation", "title"),
            "涉及谁？": ("party", "party_role", "party_kind"),
            "从哪里来？": ("origin", "start", "place", "partner"),
        }
        return [(question, [self[name] for name in names]) for question, names in groups.items()]

    def draft(self, unit: str) -> model.Case:
        said = self.cleaned_data
        return model.Case(
            id="",
            title=said["title"],
            regulation=said["regulation"],
            act=said["act"],
            unit=unit,
            opened_at=said["start"],
            procedure=said["procedure"] or None,
            place=said["place"] or None,
        )

    def first_party(self) -> model.Party:
        said = self.cleaned_data
        return model.Party(id="", role=said["party_role"], kind=said["party_kind"], name=said["party"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("act") == "行政处罚" and not said.get("procedure"):
            self.add_error("procedure", "行政处罚须选普通程序或简易程序。")
        elif said.get("act") != "行政处罚":
            said["procedure"] = ""
        return said
