from __future__ import annotations

from typing import Any

from django import forms

from zhiji.core.ledger.entry import EntryType
from zhiji.trail.browsing import Filter
from zhiji.trail.errors import NoSuchEntry

_TYPES: dict[object, EntryType] = {kind.value: kind for kind in EntryType}


class EntryFilterForm(forms.Form):
    """All in the address, so that a page can be passed on."""

    type = forms.ChoiceField(
        label="做了什么", required=False, choices=[("", "全部"), *((kind.value, kind.label) for kind in EntryType)]
    )
    day = forms.DateField(label="哪一天", required=False, widget=forms.DateInput({"type": "date"}))
    case = forms.RegexField(r"\A[0-9a-f]{64}\Z", label="案件密钥", required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def wanted(self) -> Filter:
        """Whatever does not fit is as if it were not there."""
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        kind, case = said.get("type"), said.get("case")
        return Filter(_TYPES.get(kind), said.get("day"), bytes.fromhex(case) if case else None)


class SpanForm(forms.Form):
    """Two sizes between which the log should have grown and nothing else."""

    old = forms.IntegerField(label="从第几条时", min_value=1)
    new = forms.IntegerField(label="到第几条时", min_value=1)

    def sizes(self, most: int) -> tuple[int, int]:
        """Raises NoSuchEntry, which says what to do."""
        if not self.is_valid():
            raise NoSuchEntry("请写两个条数，例如 100 和 200。")
        old, new = self.cleaned_data["old"], self.cleaned_data["new"]
        if not old <= new <= most:
            raise NoSuchEntry(f"前一个条数不能大于后一个，后一个不能大于已签名的 {most} 条。")
        return old, new
