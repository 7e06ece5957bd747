"""A `Due` of a rule, counted in a case: from when, and until when."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.core import calendar
from zhiji.core.evaluation.counting import Counting
from zhiji.core.evaluation.limits import Limit
from zhiji.core.regulations.model import Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Due, Span

    Limiter: TypeAlias = Callable[[CaseIndex, Target], Limit]

DAYS_REMEMBERED = 1024  # of each limit in days, those from which it was last counted
SERVICE = "送达"
ON_THE_SPOT = "当场"  # a word, not a figure; but what comes on another day did not come on the spot
SET_IN_THE_ORDER = "改正期限"  # a limit in words to which the order itself gives the date, as a fact of that name

STARTS: dict[str, Callable[[CaseIndex, Target], datetime | None]] = {
    "event": lambda _, target: target.event.ended if target.event else None,
    "event.start": lambda _, target: target.event.start if target.event else None,
    "record.made_at": lambda _, target: target.record.made_at if target.record else None,
    "returned_at": lambda _, target: target.event.returned_at if target.event else None,
    "concluded_at": lambda index, _: index.case.concluded_at,
    "access": lambda _, target: target.access.at if target.access else None,
    "approval": lambda index, target: max((approval.at for approval in index.approvals(target)), default=None),
}


def compile_due(due: Due, working: WorkingCalendar) -> Limiter:
    if due.before is not None:
        return _before(due, due.before, working)
    if due.yearly is not None:
        return _yearly(due.yearly)
    if due.words == SET_IN_THE_ORDER:
        return _set_in_the_order(due)
    if due.within is None or (not due.within.amount and due.within.unit is not Unit.HOURS):
        return _at_that_moment(due)
    return _within(due, due.within, working) if due.within.amount else _on_the_spot(due)


def _within(due: Due, span: Span, working: WorkingCalendar) -> Limiter:
    start_of = start_of_due(due)
    counting = Counting(span, working, roll=due.roll, pauses=due.excluding)
    to_the_minute = span.unit is Unit.HOURS
    from_day = lru_cache(DAYS_REMEMBERED)(lambda day: Limit.until(counting.after(_end_of_day(day))))

    def limit(index: CaseIndex, target: Target) -> Limit:
        start = start_of(index, target)
        if start is None:
            return Limit(index.case.concluded_at)
        if counting.pauses:
            deadline = counting.from_(start, index)
            return Limit.until(deadline) if deadline else Limit(index.case.concluded_at)
        return Limit.until(counting.after(start)) if to_the_minute else from_day(calendar.local_day(start))

    return limit


def _before(due: Due, span: Span, working: WorkingCalendar) -> Limiter:
    """So long before something happens; with a span of 0, simply before it."""
    amount = span.amount + due.clear  # for whole days between, the day of the act itself does not count either
    start_of = start_of_due(due)

    def limit(index: CaseIndex, target: Target) -> Limit:
        happens = start_of(index, target)
        if happens is None:
            return Limit(index.case.concluded_at)
        if not span.amount:
            return Limit.before(happens)
        if span.unit is Unit.WORKING_DAYS:
            return Limit.until(calendar.working_days_before(happens, amount, working), happens)
        return Limit.until(calendar.days_before(happens, amount), happens)

    return limit


def _on_the_spot(due: Due) -> Limiter:
    """当场: no later than the end of the event named."""
    start_of = _start_of(due.start)

    def limit(index: CaseIndex, target: Target) -> Limit:
        end = start_of(index, target)
        return Limit.before(end) if end else Limit(index.case.concluded_at)

    return limit


def _at_that_moment(due: Due) -> Limiter:
    """No figure: owed once that moment has come and the subject is over; never too late, but for 当场."""
    if due.start is None:
        return lambda _, target: target.limit
    start_of = _start_of(due.start)

    def limit(index: CaseIndex, target: Target) -> Limit:
        start = start_of(index, target)
        moment = start or index.case.concluded_at
        if moment is None:
            return Limit(None)
        on_the_spot = start is not None and due.words == ON_THE_SPOT
        latest = _end_of_day(moment.astimezone(calendar.SHANGHAI)) if on_the_spot else None
        return Limit(max(moment, target.limit.owed_from or moment), latest)

    return limit


def _set_in_the_order(due: Due) -> Limiter:
    undated = _at_that_moment(due)

    def limit(index: CaseIndex, target: Target) -> Limit:
        day = target.event.facts.get(SET_IN_THE_ORDER) if target.event else None
        if not isinstance(day, str):
            return undated(index, target)
        return Limit.until(calendar.Deadline(_end_of_day(calendar.read_day(day))))

    return limit


def _yearly(month_and_day: str) -> Limiter:
    month, day = map(int, month_and_day.split("-"))
    return lambda index, _: Limit.until(calendar.yearly(index.case.concluded_at or index.case.opened_at, month, day))


def start_of_due(due: Due) -> Callable[[CaseIndex, Target], datetime | None]:
    """The moment from which it counts, or backwards from which."""
    if due.before is not None:
        return _start_of("event.start" if due.start == "event" else due.start, ended=False)
    return _start_of(due.start)


def _start_of(name: str | None, *, ended: bool = True) -> Callable[[CaseIndex, Target], datetime | None]:
    """The moment a limit counts from; of an event named by its type its end, or its start."""
    if name is None or name in STARTS:
        return STARTS[name] if name else lambda *_: None
    if name.endswith(SERVICE) and name != SERVICE:
        return _served(name.removesuffix(SERVICE), ended=ended)

    def start(index: CaseIndex, target: Target) -> datetime | None:
        event = index.nearest_event(name, target)
        return None if event is None else event.ended if ended else event.start

    return start


def _served(name: str, *, ended: bool) -> Callable[[CaseIndex, Target], datetime | None]:
    """When a document was served, or something in that way: the last time before the subject.

    A document that was served only later was served then; service in some way after the subject has no bearing on it.
    """

    def start(index: CaseIndex, target: Target) -> datetime | None:
        here = target.event.start if target.event else target.record.made_at if target.record else None
        services = index.events_by_type.get(SERVICE, [])
        of_document = [one for one in services if any(paper.doc_type == name for paper in index.served_papers(one))]
        found = of_document or [one for one in services if one.facts.get("way") == name]
        earlier = [event for event in found if here is not None and event.start < here]
        event = next(iter((*reversed(earlier), *of_document)), None)
        return None if event is None else event.ended if ended else event.start

    return start


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), calendar.SHANGHAI)
