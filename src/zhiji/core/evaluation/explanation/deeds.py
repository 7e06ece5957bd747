"""Deeds considered: the subject itself, with what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI
from zhiji.core.evaluation import deeds
from zhiji.core.evaluation.conditions import facts_hold
from zhiji.core.evaluation.explanation.conditions import facts_shown
from zhiji.core.evaluation.explanation.model import Considered
from zhiji.core.evaluation.explanation.seeing import event_seen, itself_seen, record_seen
from zhiji.core.evaluation.explanation.words import moment, person

if TYPE_CHECKING:
    from zhiji.core.evaluation.explanation.seeing import Considering
    from zhiji.core.evaluation.index import CaseIndex, Target


def _itself(_: deeds.ItselfPart, __: CaseIndex, target: Target) -> list[Considered]:
    return [itself_seen(target, True, f"时间是{moment(target.moment)}")]


def _storing(part: deeds.StoringPart, _: CaseIndex, target: Target) -> list[Considered]:
    record = target.record
    stored = record is not None and record.stored_at is not None
    where = (record and record.stored_in) or "没有写明的地方"
    why = f"{moment(record.stored_at)}存入{where}" if record and stored else "没有写明存放的时间"
    return [itself_seen(target, stored and where in part.stores, why)]


def _kept_out_of(part: deeds.KeptOutOfPart, _: CaseIndex, target: Target) -> list[Considered]:
    where = target.record.stored_in if target.record else None
    return [itself_seen(target, where not in part.stores, f"存放于{where}" if where else "没有写明存放在哪里")]


def _unaltered(_: deeds.UnalteredPart, __: CaseIndex, target: Target) -> list[Considered]:
    altered = target.record is not None and target.record.altered
    return [itself_seen(target, not altered, "写明有过删改" if altered else "没有删改")]


def _copies_approved(_: deeds.CopiesApprovedPart, __: CaseIndex, target: Target) -> list[Considered]:
    copies = target.record.copies if target.record else ()
    unapproved = [f"{moment(one.at)}给{one.to}的一份未经批准" for one in copies if not one.approved]
    whole = f"{len(copies)}份复制件都经批准" if copies else "没有复制过"
    return [itself_seen(target, not unapproved, "；".join(unapproved) or whole)]


def _working_hours(part: deeds.WorkingHoursPart, _: CaseIndex, target: Target) -> list[Considered]:
    event = target.event
    if event is None:
        return [itself_seen(target, True, "不是一个环节")]
    start = event.start.astimezone(SHANGHAI)
    wrong = "在夜间" if part.is_at_night(event) else "在法定节假日" if part.is_on_holiday(event) else ""
    return [itself_seen(target, not wrong, f"{moment(start)}开始，{wrong or '不在夜间，也不在法定节假日'}")]


def _copy_kept(_: deeds.CopyKeptPart, index: CaseIndex, target: Target) -> list[Considered]:
    records = [index.records[one] for one in target.access.records] if target.access else []
    return [
        record_seen(one, "留有复制件" if one.copies else "没有留存复制件", counts=bool(one.copies)) for one in records
    ]


def _handler(_: deeds.HandlerPart, index: CaseIndex, target: Target) -> list[Considered]:
    handler = target.access.handler if target.access else None
    return [itself_seen(target, bool(handler), f"由{person(handler, index)}办理" if handler else "没有写明由谁办理")]


def _full_course(_: deeds.FullCoursePart, __: CaseIndex, target: Target) -> list[Considered]:
    whole = target.record is not None and target.record.full_course
    return [itself_seen(target, whole, "记录了全程" if whole else "没有记录全程")]


def _av_notice(_: deeds.AvNoticePart, __: CaseIndex, target: Target) -> list[Considered]:
    told = target.event.av_notice_at if target.event else None
    return [itself_seen(target, told is not None, f"{moment(told)}告知" if told else "没有写明告知过")]


def _facts(part: deeds.FactsPart, index: CaseIndex, target: Target) -> list[Considered]:
    chosen = part.find(index, target).done
    return [
        event_seen(
            one,
            facts_hold(part.wanted, one.facts) and chosen is not None,
            facts_shown(part.wanted, one.facts, index),
        )
        for one in part.events(index, target)
    ]


def _at_most(part: deeds.AtMostPart, index: CaseIndex, target: Target) -> list[Considered]:
    alike = part.alike(index, target)
    return [
        Considered(one.id, one.about, one.moment, place < part.most, f"第{place + 1}次，{moment(one.moment)}")
        for place, one in enumerate(alike)
    ]


DEEDS: Considering = {
    deeds.ItselfPart: _itself,
    deeds.StoringPart: _storing,
    deeds.KeptOutOfPart: _kept_out_of,
    deeds.UnalteredPart: _unaltered,
    deeds.CopiesApprovedPart: _copies_approved,
    deeds.WorkingHoursPart: _working_hours,
    deeds.CopyKeptPart: _copy_kept,
    deeds.HandlerPart: _handler,
    deeds.FullCoursePart: _full_course,
    deeds.AvNoticePart: _av_notice,
    deeds.FactsPart: _facts,
    deeds.AtMostPart: _at_most,
}
