from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.core.casefile import model
from zhiji.external import library
from zhiji.web.cases.subjects import event_words
from zhiji.web.fields import MomentField, OneOf, Radio, SomeOf, long_text

if TYPE_CHECKING:
    from zhiji.core.casefile import CaseFile
    from zhiji.web.documents.asked import Asked

WORDS = library.vocabulary()
ORGAN = "行政机关"


class DocumentForm(forms.Form):
    """A 文书 of one kind: what every document has, then what the regulation asks of this one."""

    event = OneOf((), label="属于哪个环节", required=False)
    number = forms.CharField(label="文号", required=False)
    made_at = MomentField(label="制作时间")
    made_by = OneOf((), label="制作人", required=False)
    text = long_text("正文", rows=10, required=False, help_text="事实、问答、意见等，一段一行。")

    def __init__(self, *given: Any, file: CaseFile, kind: str, asked: Asked, **options: Any) -> None:
        super().__init__(*given, **options)
        self.kind, self._asked = kind, asked
        self.fields["event"] = OneOf(
            [(event.id, event_words(event)) for event in file.events], label="属于哪个环节", required=False
        )
        self.fields["made_by"] = OneOf(
            [(officer.id, officer.name) for officer in file.officers], label="制作人", required=False
        )
        for name in asked.fields:
            self.fields[f"field_{name}"] = forms.CharField(label=name, required=False)
        if asked.points:
            self.fields["covers"] = SomeOf(
                asked.points, label="正文已写明", required=False, help_text="制度要求写明的内容，写了哪几项就勾哪几项。"
            )

    def record(self) -> model.Record:
        said = self.cleaned_data
        return model.Record(
            id="",
            event=said["event"] or None,
            medium="文书",
            made_at=said["made_at"],
            doc_type=self.kind,
            number=said["number"] or None,
            made_by=said["made_by"] or None,
            covers=tuple(said.get("covers", ())),
            fields={name: said[f"field_{name}"] for name in self._asked.fields if said[f"field_{name}"]},
        )


def as_said(record: model.Record, text: str) -> dict[str, Any]:
    """The document as the form's initial values."""
    said = {name: getattr(record, name) for name in ("event", "number", "made_at", "made_by")}
    fields = {f"field_{name}": value for name, value in record.fields.items()}
    return said | fields | {"text": text, "covers": list(record.covers)}


class SignatureForm(forms.Form):
    by = OneOf((), label="谁")
    kind = Radio(
        WORDS.terms["signature_kind"],
        label="怎样",
        initial="签名",
        help_text="拒签的，请在情况记录里写明，并同时录像。",
    )
    at = MomentField(label="时间")
    each_page = forms.BooleanField(label="逐页签名", required=False)

    def __init__(self, *given: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*given, **options)
        people = [(party.id, f"{party.name}（{party.role}）") for party in file.parties]
        people += [(officer.id, f"{officer.name}（执法人员）") for officer in file.officers]
        self.fields["by"] = OneOf([*people, (ORGAN, "行政机关（印章）")], label="谁")

    def signature(self) -> model.Signature:
        return model.Signature(**self.cleaned_data)
