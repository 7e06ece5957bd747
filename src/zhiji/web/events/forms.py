from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.core.casefile import model
from zhiji.core.vocabulary import FactKind
from zhiji.external import library
from zhiji.web.cases.subjects import subjects
from zhiji.web.fields import DayField, MomentField, OneOf, SomeOf, YesNo

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.casefile.model import Event, FactValue
    from zhiji.core.vocabulary import FactType

WORDS = library.vocabulary()
DUTIES = WORDS.terms["officer_duty"]
WITH_DUTIES = frozenset({"听证", "集体讨论", "询问", "送达", "强制执行", "现场检查"})
"""Events at which people act in different capacities."""

SERVING = frozenset({"送达", "整改复查", "听证报告", "延长查封扣押", "解除查封扣押", "先行登记保存处理"})
"""Events that say little without what they serve (`of`)."""


class EventForm(forms.Form):
    """One kind of event: who, where, when, and the facts that rules ask of it."""

    start = MomentField(label="开始时间")
    end = MomentField(label="结束时间", required=False, help_text="还在进行的先不填，结束后再补。")
    place = forms.CharField(label="地点", required=False)
    officers = SomeOf((), label="执法人员", required=False)
    parties = SomeOf((), label="当事人和其他有关人员", required=False)
    av_notice_at = MomentField(
        label="告知音像记录的时间", required=False, help_text="开始录制前告知对方正在录音录像的时刻；没有告知就不填。"
    )
    returned_at = MomentField(label="返回单位的时间", required=False)
    of = OneOf((), label="对应的环节或文书", required=False, help_text="例如送达对应所送达的文书，复查对应责令改正。")
    traits = SomeOf(WORDS.traits, label="情形", required=False)

    def __init__(self, *given: Any, file: CaseFile, kind: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self.kind = WORDS.events[kind]
        self._file = file
        self.fields["officers"] = SomeOf(
            [(officer.id, officer.name) for officer in file.officers], label="执法人员", required=False
        )
        self.fields["parties"] = SomeOf(
            [(party.id, f"{party.name}（{party.role}）") for party in file.parties],
            label="当事人和其他有关人员",
            required=False,
        )
        self.fields["of"] = OneOf(
            subjects(file).items(), label="对应的环节或文书", required=False, help_text=self.fields["of"].help_text
        )
        for name, fact in self.kind.facts.items():
            self.fields[f"fact_{name}"] = _fact_field(WORDS.fact_label(name), fact)
        if kind in WITH_DUTIES:
            for officer in file.officers:
                self.fields[f"duty_{officer.id}"] = OneOf(DUTIES, label=f"{officer.name}的分工", required=False)

    @property
    def main(self) -> list[forms.BoundField]:
        facts = [f"fact_{name}" for name in self.kind.facts]
        served = ["of"] if self.kind.name in SERVING else []
        return [self[name] for name in ("start", "end", "place", *served, "officers", "parties", *facts)]

    @property
    def further(self) -> list[forms.BoundField]:
        """What few events need; folded away unless something stands in it."""
        shown = {field.name for field in self.main}
        return [field for field in self.visible_fields() if field.name not in shown]

    @property
    def further_used(self) -> bool:
        return any(field.errors or field.value() for field in self.further)

    @property
    def further_named(self) -> str:
        """What the fold holds, in a few words."""
        names = {"av_notice_at": "告知音像记录", "returned_at": "返回单位", "of": "对应的文书", "traits": "情形"}
        return "、".join(dict.fromkeys(names.get(field.name, "分工") for field in self.further))

    def event(self) -> Event:
        said = self.cleaned_data
        return model.Event(
            id="",
            type=self.kind.name,
            start=said["start"],
            end=said["end"],
            place=said["place"] or None,
            officers=tuple(said["officers"]),
            parties=tuple(said["parties"]),
            facts=self._facts(),
            traits=tuple(said["traits"]),
            duties={ref: (duty,) for ref, duty in self._duties().items()},
            av_notice_at=said["av_notice_at"],
            returned_at=said["returned_at"],
            of=said["of"] or None,
        )

    def _facts(self) -> dict[str, FactValue]:
        said = {name: self.cleaned_data[f"fact_{name}"] for name in self.kind.facts}
        dated = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}
        return {name: value for name, value in dated.items() if value not in (None, "")}

    def _duties(self) -> dict[str, str]:
        said = {officer.id: self.cleaned_data.get(f"duty_{officer.id}") for officer in self._file.officers}
        return {ref: duty for ref, duty in said.items() if duty}


def as_said(event: Event) -> dict[str, Any]:
    """The event as the form's initial values."""
    said = {name: getattr(event, name) for name in ("start", "end", "place", "av_notice_at", "returned_at", "of")}
    said |= {name: list(getattr(event, name)) for name in ("officers", "parties", "traits")}
    said |= {f"fact_{name}": value for name, value in event.facts.items()}
    return said | {f"duty_{ref}": duties[0] for ref, duties in event.duties.items() if duties}


def first_guess(file: CaseFile, now: datetime, of: str) -> dict[str, Any]:
    """What is known before anything is typed: now, the officers, the person whom the case is about."""
    concerned = [party.id for party in file.parties if party.role in {"当事人", "申请人"}]
    return {
        "start": now,
        "place": file.case.place,
        "officers": [officer.id for officer in file.officers[:2]],
        "parties": concerned[:1],
        "of": of,
    }


def _fact_field(label: str, fact: FactType) -> forms.Field:
    if fact.kind is FactKind.YES_NO:
        return YesNo(label=label)
    if fact.kind is FactKind.DAY:
        return DayField(label=label, required=False)
    return OneOf(fact.terms, label=label, required=False)
