"""The fact from which a finding follows: the event, record or access that the requirement speaks of, or the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.conditions import facts_shown
from zhiji.core.evaluation.explanation.words import belonging, kind_of, listed, moment

if TYPE_CHECKING:
    from zhiji.core.casefile import Access, Case, Event, Record
    from zhiji.core.evaluation.index import CaseIndex, Target


def trigger(index: CaseIndex, target: Target) -> str:
    if target.record is not None:
        return f"{_record(target.record, index)}{_traits(target)}"
    if target.event is not None:
        return f"{_event(target.event, index)}{_traits(target)}"
    if target.access is not None:
        return _access(target.access)
    return f"{_case(index.case)}{_traits(target)}"


def _event(event: Event, index: CaseIndex) -> str:
    ended = f"，{moment(event.end)}结束" if event.end else "，没有写明结束"
    facts = f"，{facts_shown(event.facts, event.facts, index)}" if event.facts else ""
    return f"{event.type}（{event.id}）：{moment(event.start)}开始{ended}{facts}"


def _record(record: Record, index: CaseIndex) -> str:
    return (
        f"{kind_of(record)}（{record.id}）：{record.medium}，{moment(record.made_at)}制作，{belonging(record, index)}"
    )


def _access(access: Access) -> str:
    return f"{access.kind}（{access.id}）：{moment(access.at)}，{access.requester_kind}{access.requester}，涉及{listed(access.records)}"


def _case(case: Case) -> str:
    concluded = f"{moment(case.concluded_at)}办结" if case.concluded_at else "没有办结"
    return f"本案：{case.act}，{case.procedure or '没有写明程序'}，{moment(case.opened_at)}立案，{concluded}"


def _traits(target: Target) -> str:
    return f"，特征：{listed(sorted(target.traits))}" if target.traits else ""
