from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.compliance.narrowing import CaseFilter, Order, Progress
from zhiji.external import library
from zhiji.rulebook.queries import current
from zhiji.web.fields import DayField, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.datastructures import MultiValueDict

    from zhiji.organisation.models import Unit

WORDS = library.vocabulary()
FIRST = ("q", "act", "stage", "open")
"""Always in view; the others are folded away unless one of them is used."""


class FindForm(forms.Form):
    """What a list of cases is narrowed to; it stands in the address, so that a list can be passed on."""

    q = forms.CharField(
        label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "编号、当事人、案名、地点"})
    )
    act = OneOf(WORDS.acts, label="执法行为", required=False)
    stage = OneOf(WORDS.stages, label="阶段", required=False)
    open = forms.BooleanField(label="只看有问题的", required=False)
    party = forms.CharField(label="当事人", required=False)
    since = DayField(label="发生日期从", required=False)
    until = DayField(label="发生日期到", required=False)
    place = forms.CharField(label="发生地点", required=False)
    event = OneOf(WORDS.events, label="事件类型", required=False)
    officer = forms.CharField(label="执法人员或证号", required=False)
    unit = OneOf((), label="承办机构", required=False)
    device = forms.CharField(label="设备编号", required=False)
    regulation = OneOf((), label="适用制度", required=False)
    progress = OneOf([str(one) for one in Progress], label="进展", required=False)
    sort = forms.ChoiceField(choices=[(str(one), str(one)) for one in Order], label="排序", required=False)

    def __init__(self, data: MultiValueDict[str, Any], *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        book = current()
        regulations = [(key, book.regulation(key).title) for key in book.ids()]
        self.fields["unit"] = OneOf([(str(unit.pk), unit.name) for unit in units], label="承办机构", required=False)
        self.fields["regulation"] = OneOf(regulations, label="适用制度", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "结束的日期早于开始的日期，请改正其中一个。")
        return said

    @property
    def wanted(self) -> CaseFilter:
        """What was asked for, without the parts that were not understood."""
        said = {name: value for name, value in self._said.items() if name != "sort"}
        return CaseFilter(
            words=said.pop("q", ""),
            only_open=said.pop("open", False),
            unit=int(said.pop("unit", "") or 0) or None,
            **said,
        )

    @property
    def order(self) -> str:
        return str(self._said.get("sort") or Order.NEWEST)

    @property
    def narrowed_by(self) -> list[str]:
        """Names of the fields that narrow: never what was typed."""
        return sorted(name for name, value in self._said.items() if value and name != "sort")

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def unfolded(self) -> bool:
        return any(self._said.get(field.name) for field in self.further) or not self.is_valid()

    @property
    def _said(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
