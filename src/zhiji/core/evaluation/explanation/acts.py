"""Events, approvals, reports and people considered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import ApprovalPart, ExtensionPart
from zhiji.core.evaluation.explanation.model import Considered
from zhiji.core.evaluation.explanation.papers import media_seen
from zhiji.core.evaluation.explanation.seeing import approval_seen, event_seen, record_seen
from zhiji.core.evaluation.explanation.words import any_of, event_named, kind_of, listed, moment, person
from zhiji.core.evaluation.occurrences import ARCHIVING, AddresseePart, EventsPart
from zhiji.core.evaluation.papers import SigningOffPart
from zhiji.core.evaluation.people import reaches
from zhiji.core.evaluation.reports import ReportPart
from zhiji.core.evaluation.staffing import ImpartialHostPart, OfficersPart
from zhiji.core.evaluation.waiting import WaitingPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zhiji.core.casefile import Approval, Event
    from zhiji.core.evaluation.explanation.seeing import Considering
    from zhiji.core.evaluation.index import CaseIndex, Target


def _events(part: EventsPart, index: CaseIndex, target: Target) -> list[Considered]:
    asked = part.asked.of(index, target)
    events = [one for name in part.asked.types for one in index.events_by_type.get(name, ())]
    found = [event_seen(one, *_event_verdict(part, one, index, target, belongs=one in asked)) for one in events]
    archived = index.case.archived_at
    if not found and archived is not None and ARCHIVING in part.asked.types:
        return [Considered("case", "案件", archived, True, f"案件写明归档于{moment(archived)}")]
    return found


def _event_verdict(
    part: EventsPart, event: Event, index: CaseIndex, target: Target, *, belongs: bool
) -> tuple[bool, str]:
    if not belongs:
        if target.record is not None:
            return False, "不是针对这份记录的"
        if not part.asked.belongs(event, index, target):
            return False, "针对的是另一个环节"
        return False, f"结束于{moment(event.ended)}，早于{target.about}开始，没有写明针对它"
    if part.to and not part.arrives(event, index):
        return False, f"参加的是{listed(person(one, index) for one in event.parties)}，没有到{any_of(part.to)}"
    return True, f"{moment(event.start)}开始"


def _addressee(part: AddresseePart, index: CaseIndex, target: Target) -> list[Considered]:
    event = target.event
    events = (event, *index.serving(event)) if event else ()
    return [
        event_seen(one, reaches(one, part.to, index), f"参加的是{listed(person(who, index) for who in one.parties)}")
        for one in events
    ]


def _approval(part: ApprovalPart, index: CaseIndex, target: Target) -> list[Considered]:
    given = {one.id: one for one in part.given(index, target)}.values()
    chosen = part.find(index, target).evidence
    found = [_judged(one, part.objection(one, target), chosen) for one in given]
    others = [one for one in index.file.approvals if one not in given and one.role in part.enough]
    elsewhere = [approval_seen(one, f"批的是{_of(one, index)}，不是这里的", counts=False) for one in others]
    forms = [record_seen(one, "文书栏目里写明了意见") for one in part.forms(index, target) if one.id in chosen]
    return [*found, *elsewhere, *forms]


def _judged(approval: Approval, objection: str, chosen: tuple[str, ...]) -> Considered:
    if objection:
        return approval_seen(approval, objection, counts=False)
    when = f"{approval.decision}，{moment(approval.at)}"
    return approval_seen(
        approval, when if approval.id in chosen else f"{when}；另一份更早，以更早的为准", counts=approval.id in chosen
    )


def _of(approval: Approval, index: CaseIndex) -> str:
    if approval.of in index.events:
        return event_named(index.events[approval.of])
    record = index.records.get(approval.of)
    return f"{kind_of(record)}（{record.id}）" if record else "本案" if approval.of == index.case.id else approval.of


def _signing_off(part: SigningOffPart, index: CaseIndex, target: Target) -> list[Considered]:
    found = {(one.id, one.name): one for one in media_seen(part.written, index, target)}
    return list((found | {(one.id, one.name): one for one in _approval(part.approval, index, target)}).values())


def _extension(part: ExtensionPart, index: CaseIndex, target: Target) -> list[Considered]:
    return extensions(part.lengthening.on(index, target), part.lengthening.objection)


def extensions(approvals: Iterable[Approval], objection_of: Callable[[Approval], str]) -> list[Considered]:
    found = []
    for one in approvals:
        objection = objection_of(one)
        found.append(approval_seen(one, objection or f"{one.decision}，{moment(one.at)}", counts=not objection))
    return found


def _report(part: ReportPart, index: CaseIndex, target: Target) -> list[Considered]:
    reports = index.reports(target)
    return [
        Considered(
            target.id if one.to in part.enough else "", f"向{one.to}报告", one.at, one.to in part.enough, moment(one.at)
        )
        for one in reports
    ]


def _officers(part: OfficersPart, index: CaseIndex, target: Target) -> list[Considered]:
    return [
        Considered(one.id, one.name, None, not part.objection(one), part.objection(one) or "符合")
        for one in part.concerned(index, target)
    ]


def _impartial_host(part: ImpartialHostPart, index: CaseIndex, target: Target) -> list[Considered]:
    investigators = part.investigators(index, target)
    return [
        Considered(
            one,
            person(one, index),
            None,
            one not in investigators,
            "参加了调查" if one in investigators else "没有参加调查",
        )
        for one in part.hosts(target)
    ]


def _waiting(part: WaitingPart, index: CaseIndex, target: Target) -> list[Considered]:
    start, event = part.start_of(index, target), target.event
    deadline = part.counting.from_(start, index) if start else None
    if event is None or start is None or deadline is None:
        return []
    waited = event.start > deadline.at
    why = f"{moment(event.start)}开始，期间从{moment(start)}起算，到{moment(deadline.at)}届满"
    return [event_seen(event, waited, why)]


ACTS: Considering = {
    EventsPart: _events,
    AddresseePart: _addressee,
    ApprovalPart: _approval,
    ExtensionPart: _extension,
    ReportPart: _report,
    OfficersPart: _officers,
    ImpartialHostPart: _impartial_host,
    WaitingPart: _waiting,
    SigningOffPart: _signing_off,
}
