"""What each way of relating a case asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.cases.relations import GROUNDS
from zhiji.organisation.queries import units
from zhiji.web.fields import OneOf, Radio, SomeOf, long_text

if TYPE_CHECKING:
    from zhiji.cases.models import Case


class RelationForm(forms.Form):
    """Every way needs its reason; it stands last."""

    def __init__(self, *given: Any, case: Case, **options: Any) -> None:
        super().__init__(*given, **options)
        self.case = case
        self.fields["reason"] = long_text("理由", rows=3)


class OtherCaseForm(RelationForm):
    other = forms.CharField(label="另一案件的编号", help_text="例如 C-2026-0012。")


class SplitForm(RelationForm):
    title = forms.CharField(label="新案名称")
    parties = SomeOf((), label="分到新案的当事人", help_text="他们仍留在本案；不再属于本案的，随后可在本案作废。")

    def __init__(self, *given: Any, case: Case, **options: Any) -> None:
        super().__init__(*given, case=case, **options)
        choices = [(party.ref, f"{party.name}（{party.role}）") for party in case.parties.all()]
        self.fields["parties"] = SomeOf(choices, label="分到新案的当事人", help_text=self.fields["parties"].help_text)


class HandOverForm(RelationForm):
    unit = OneOf((), label="移交给")

    def __init__(self, *given: Any, case: Case, **options: Any) -> None:
        super().__init__(*given, case=case, **options)
        choices = [(str(unit.pk), unit.name) for unit in units() if unit.pk != case.unit_id]
        self.fields["unit"] = OneOf(choices, label="移交给")


class ReferForm(RelationForm):
    agency = forms.CharField(label="移送给哪个机关")
    ground = Radio(tuple(GROUNDS), label="移送的原因")
