"""One entry of a rule file, with what it inherits from its article, as a `Requirement`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhiji.core.regulations import conditions, demands, kinds
from zhiji.core.regulations.dues import NOT_BEFORE, PAUSES, read_due, read_not_before
from zhiji.core.regulations.limits import read_keep
from zhiji.core.regulations.model import (
    ApprovalDemand,
    Condition,
    Exemption,
    HoldsIn,
    Keep,
    Kind,
    ReportDemand,
    Requirement,
    Subject,
    SubjectKind,
)
from zhiji.core.regulations.subjects import COUNTS_FROM, MATTER_OF, SUBJECTS, media_spoken_of, read_subject
from zhiji.core.regulations.terms import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.regulations.model import Due
    from zhiji.core.regulations.nodes import Value
    from zhiji.core.regulations.terms import Terms

NONE = "无"
ANSWERED = {"由系统落实": HoldsIn.SYSTEM, "由机关落实": HoldsIn.OFFICE, "仅作说明": HoldsIn.TEXT}
MATTERS = {"环节": "event", "记录": "record", "利用": "access", "案件": "case"}
BASES = ("常识", "转引")
OBLIGING = {"应当", "原则上应当", "必要时"}
ASKING = {*demands.READERS, "应为", "期限", NOT_BEFORE, "应经审批", "应报告", "保存期限", "类别"}
DUE_INSTEAD, GOVERNED_BY, ELSEWHERE = "期限改为", "改按", "从其规定"
KEYS = (
    *("要旨", "情态", "类别", "阶段", *SUBJECTS, "条件", *demands.READERS, "应为", "期限"),
    *(PAUSES, NOT_BEFORE, "应经审批", "审批事项", "审批先于", "应报告", "报告事项", "保存期限", "例外"),
    *(*ANSWERED, "解读", "依据来源"),
)


@dataclass(frozen=True, slots=True)
class Inherited:
    """What stands above an entry and holds for it too: the nearer word wins, conditions add up."""

    values: Mapping[str, Value] = field(default_factory=dict)
    conditions: Mapping[str, Value] = field(default_factory=dict)

    def under(self, own: Mapping[str, Value]) -> Inherited:
        values = dict(self.values)
        for names in (SUBJECTS.keys() - {"记录"}, ANSWERED.keys()):  # only one of each holds: the nearer one
            if own.keys() & names:
                values = {key: value for key, value in values.items() if key not in names}
        condition = own["条件"].fields() if "条件" in own else {}
        values |= {key: value for key, value in own.items() if key != "条件"}
        return Inherited(values, {**self.conditions, **condition})


@dataclass(frozen=True, slots=True)
class Entry:
    """One obligation as written: where it stands and all it says."""

    place: Value
    regulation: str
    serial: str
    article: str
    said: Inherited
    terms: Terms

    def requirement(self) -> Requirement:
        values = self.said.values
        subject = read_subject(values, self.terms)
        events = subject.names if subject.kind is SubjectKind.EVENT else ()
        holds_in, answered_by = self._answered()
        modality = self._modality(holds_in)
        demand = demands.read_demand(values, self.terms, events)
        kind = self._kind(demand.events, modality, holds_in)
        due = read_due(values.get("期限"), COUNTS_FROM[subject.kind], self.terms, values)
        self._check_that_something_is_asked(holds_in, modality)
        self._check_that_waiting_stands_alone()
        return Requirement(
            id=f"{self.regulation}/{self.serial}",
            article=self.article,
            gist=self._text("要旨") or "",
            holds_in=holds_in,
            kind=kind,
            modality=modality,
            stage=self._stage(events),
            subject=subject,
            when=self._condition(self.said.conditions, subject),
            demand=replace(
                demand,
                media=demand.media or media_spoken_of(values, subject, kind, self.terms),
                not_before=read_not_before(values, subject.kind, self.terms),
            ),
            due=due,
            approval=self._approval(subject),
            report=self._report(subject),
            keep=self._keep(),
            unless=self._exemptions(subject, due),
            reading=self._text("解读"),
            answered_by=answered_by,
            basis=self._basis(),
        )

    def _check_that_something_is_asked(self, holds_in: HoldsIn, modality: str | None) -> None:
        if holds_in is HoldsIn.CASE and modality in OBLIGING and not ASKING & self.said.values.keys():
            self.place.wrong(
                "没有写要求什么（应有记录、应有文书、应载明……）；"
                f"案卷里看不出的，写{'、'.join(f'“{key}”' for key in ANSWERED)}之一"
            )

    def _check_that_waiting_stands_alone(self) -> None:
        """It binds only once its period has begun; what else is asked must not wait for that."""
        others = [key for key in ASKING - {NOT_BEFORE, "类别"} if key in self.said.values]
        if NOT_BEFORE in self.said.values and others:
            self.said.values[NOT_BEFORE].wrong(f"“{NOT_BEFORE}”请单写一项，不与“{min(others)}”写在一起")

    def _text(self, key: str) -> str | None:
        value = self.said.values.get(key)
        return value.text() if value else None

    def _answered(self) -> tuple[HoldsIn, str | None]:
        given = [key for key in ANSWERED if key in self.said.values]
        if not given:
            return HoldsIn.CASE, None
        if len(given) > 1:
            self.said.values[given[1]].wrong(f"“{'”和“'.join(given)}”只能写一个")
        return ANSWERED[given[0]], self._text(given[0])

    def _modality(self, holds_in: HoldsIn) -> str | None:
        value = self.said.values.get("情态")
        if value is None:
            return None if holds_in is HoldsIn.TEXT else "应当"
        return None if value.content == NONE else self.terms.one(value, "modality")

    def _kind(self, events: tuple[str, ...], modality: str | None, holds_in: HoldsIn) -> Kind:
        value = self.said.values.get("类别")
        name = value.text() if value else None
        if value and name is not None and name not in kinds.NAMES:
            value.wrong(f"没有“{name}”这一类别{nearest(name, kinds.NAMES)}")
        return kinds.NAMES.get(name or "") or kinds.default_kind(self.said.values, events, modality, holds_in)

    def _stage(self, events: tuple[str, ...]) -> str | None:
        value = self.said.values.get("阶段")
        if value is not None:
            return None if value.content == NONE else self.terms.one(value, "stage")
        stages = {self.terms.vocabulary.stage_of(event) for event in events if event != "*"}
        return stages.pop() if len(stages) == 1 else None

    def _condition(self, values: Mapping[str, Value], subject: Subject) -> Condition:
        events = subject.names if subject.kind is SubjectKind.EVENT else ()
        condition = conditions.read_condition(values, self.terms, events)
        if condition.facts and subject.kind in {SubjectKind.CASE, SubjectKind.ACCESS}:
            self.place.wrong("条件里写了环节的事实，却没有写是哪个环节；请写“环节”，或者写在“另有环节”里")
        return condition

    def _basis(self) -> str | None:
        value = self.said.values.get("依据来源")
        text = value.text() if value else None
        if value is not None and text is not None and text not in BASES:
            value.wrong(f"“{text}”不能作依据来源；可写：{'、'.join(BASES)}")
        return text

    def _approval(self, subject: Subject) -> ApprovalDemand | None:
        values = self.said.values
        before = values.get("审批先于")
        if "应经审批" not in values:
            if before:
                before.wrong("写了“审批先于”，还要写“应经审批”")
            return None
        return ApprovalDemand(
            roles=self.terms.several(values["应经审批"], "approval_role"),
            of=self._matter("审批事项", subject),
            precedes=self.terms.several(before, "event", "document", "access_kind") if before else (),
        )

    def _report(self, subject: Subject) -> ReportDemand | None:
        value = self.said.values.get("应报告")
        if value is None:
            return None
        return ReportDemand(self.terms.several(value, "approval_role"), self._matter("报告事项", subject))

    def _matter(self, key: str, subject: Subject) -> str:
        """What is approved or reported: the subject, unless the entry says otherwise."""
        value = self.said.values.get(key)
        text = value.text() if value else None
        if value is None or text is None:
            return MATTER_OF[subject.kind]
        if text not in MATTERS:
            value.wrong(f"“{text}”不能作{key}{nearest(text, MATTERS)}")
        return MATTERS.get(text, "event")

    def _keep(self) -> Keep | None:
        value = self.said.values.get("保存期限")
        text = value.text() if value else None
        if value is None or text is None:
            return None
        keep = read_keep(text)
        if keep is None:
            value.wrong(f"读不懂保存期限“{text}”；可写：永久、长期、与案卷同期、按有关规定，或者 2年、不少于6个月")
        return keep

    def _exemptions(self, subject: Subject, due: Due | None) -> tuple[Exemption, ...]:
        value = self.said.values.get("例外")
        return tuple(self._exemption(item, subject, due) for item in value.items()) if value else ()

    def _exemption(self, value: Value, subject: Subject, due: Due | None) -> Exemption:
        given = dict(value.fields())
        outcomes = {key: given.pop(key) for key in (DUE_INSTEAD, GOVERNED_BY, ELSEWHERE) if key in given}
        if len(outcomes) > 1:
            value.wrong(f"“{'”和“'.join(outcomes)}”只能写一个")
        if not given:
            value.wrong("没有写在什么情形下例外")
        start = due.start if due and due.start else COUNTS_FROM[subject.kind]
        governed = outcomes[GOVERNED_BY].texts() if GOVERNED_BY in outcomes else ()
        return Exemption(
            when=self._condition(given, subject),
            due=read_due(outcomes.get(DUE_INSTEAD), start, self.terms, self.said.values),
            governed_by=tuple(f"{self.regulation}/{serial}" for serial in governed),
            elsewhere=bool(outcomes[ELSEWHERE].yes()) if ELSEWHERE in outcomes else False,
        )
