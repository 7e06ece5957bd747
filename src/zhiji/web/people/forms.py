from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.core.casefile import model
from zhiji.external import library
from zhiji.web.fields import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.cases.models import Party

WORDS = library.vocabulary()


class PartyForm(forms.Form):
    name = forms.CharField(label="姓名或名称")
    role = OneOf(WORDS.terms["party_role"], label="身份")
    kind = OneOf(WORDS.terms["party_kind"], label="类别")
    id_no = forms.CharField(label="证件号码或统一社会信用代码", required=False)
    named = forms.BooleanField(label="实名，或可以联系到", required=False, initial=True)
    wants_written_reply = forms.BooleanField(label="要求书面回复", required=False)

    def party(self) -> model.Party:
        said = self.cleaned_data
        return model.Party(id="", **{**said, "id_no": said["id_no"] or None})


class OfficerForm(forms.Form):
    officer = OneOf((), label="承办人")

    def __init__(self, *given: Any, colleagues: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["officer"] = OneOf(colleagues, label="承办人")


def as_said(party: Party) -> dict[str, Any]:
    """The party as the form's initial values."""
    return {name: getattr(party, name) for name in PartyForm.base_fields}
