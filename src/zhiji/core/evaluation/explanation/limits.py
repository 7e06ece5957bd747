"""How a limit was counted: from when, over which rest days, with which stops of the clock, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core.calendar import local_day
from zhiji.core.evaluation.counting import Counting
from zhiji.core.evaluation.dues import SET_IN_THE_ORDER, start_of_due
from zhiji.core.evaluation.explanation.model import Counted, RestDay
from zhiji.core.evaluation.index import WHOLE_CASE
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.limits import Limit
    from zhiji.core.regulations.model import Due, Span

WEEKDAYS = "一二三四五六日"
STARTS = {
    "event": "结束",
    "event.start": "开始",
    "record.made_at": "记录制作完成",
    "returned_at": "返回单位",
    "concluded_at": "案件办结",
    "access": "利用",
    "approval": "批准",
}


def counted(due: Due | None, limit: Limit, working: WorkingCalendar, index: CaseIndex, target: Target) -> Counted:
    """`limit`: what the rule itself counted."""
    if due is None:
        return Counted("", _end(target), None, limit.due_at, limit.owed_from, provisional=limit.provisional)
    since = start_of_due(due)(index, target)
    span = due.within or due.before
    runs = span is not None and span.amount and since is not None and limit.due_at is not None
    skipped = tuple(_skipped(due, since, limit.due_at, working, index)) if runs and since and limit.due_at else ()
    stopped = (
        _counting(due, due.within, working).stopped(since, index) if due.within and due.excluding and since else ()
    )
    return Counted(
        *(write_limit(due), _start(due, target), since, limit.due_at, limit.owed_from, skipped, tuple(stopped)),
        provisional=limit.provisional,
    )


def _end(target: Target) -> str:
    """From when something without a limit of its own is owed."""
    if target.event is not None:
        return f"{target.event.type}结束"
    if target.id == WHOLE_CASE:
        return STARTS["concluded_at"]
    return f"{target.about}制作" if target.record else target.about


def _start(due: Due, target: Target) -> str:
    """From what it counts, backwards or on; or with what it coincides."""
    if due.words == SET_IN_THE_ORDER:
        return "看责令改正写明的期限，没有写明的看环节结束"
    if due.yearly is not None:
        return "看案件办结的次年，没有办结的看立案的次年"
    point = _point(due, target)
    if due.before is not None:
        return f"从{point}往前数" if due.before.amount else f"须在{point}之前"
    return f"从{point}起算" if due.within is not None and due.within.amount else f"看{point}"


def _point(due: Due, target: Target) -> str:
    if due.start in {"event", "event.start"} and target.event:
        return f"{target.event.type}{STARTS['event.start' if due.before is not None else due.start]}"
    return STARTS.get(due.start or "", due.start or "这件事")


def _skipped(
    due: Due, since: datetime, due_at: datetime, working: WorkingCalendar, index: CaseIndex
) -> Iterator[RestDay]:
    """In working days all rest days on the way; else those on which the limit would have ended."""
    first, last = local_day(since), local_day(due_at)
    if due.before is not None:
        if due.before.unit is Unit.WORKING_DAYS:
            yield from _rest_days(last + timedelta(days=1), first, working)
    elif due.within is not None and due.within.unit is Unit.WORKING_DAYS:
        yield from _rest_days(first + timedelta(days=1), last, working)
    elif due.within is not None and due.within.unit is not Unit.HOURS and due.roll:
        unrolled = _counting(due, due.within, working).unrolled(since, index)
        yield from _rest_days(local_day(unrolled.at), last, working)


def _counting(due: Due, span: Span, working: WorkingCalendar) -> Counting:
    return Counting(span, working, roll=due.roll, pauses=due.excluding)


def _rest_days(first: date, end: date, working: WorkingCalendar) -> Iterator[RestDay]:
    """From `first`, before `end`."""
    for number in range((end - first).days):
        day = first + timedelta(days=number)
        if not working.is_working(day):
            notice = working.notice_of(day)
            weekday = f"周{WEEKDAYS[day.weekday()]}"
            yield RestDay(day, f"放假，{notice.number}" if notice and day in notice.off else weekday)
