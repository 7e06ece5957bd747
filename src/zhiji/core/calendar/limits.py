"""Time limits (期限), counted as 民法典 201–203 and the wording of each limit say.

Every function takes the aware moment a limit starts from and gives a `Deadline` in legal time. The day a limit
starts does not count; a limit in days ends with its last day, at 23:59:59.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from zhiji.core.calendar.moments import SHANGHAI, local_day

if TYPE_CHECKING:
    from zhiji.core.calendar.working_days import WorkingCalendar

END_OF_DAY = time(23, 59, 59, tzinfo=SHANGHAI)


class Deadline(NamedTuple):
    """`provisional`: counted through days whose holidays are not announced yet (未公布，暂按周末计算)."""

    at: datetime
    provisional: bool = False


def add_hours(start: datetime, hours: int) -> Deadline:
    """N 小时内: N × 60 minutes from the moment; nights and holidays do not stop it."""
    return Deadline(start.astimezone(SHANGHAI) + timedelta(hours=hours))


def add_working_days(start: datetime, days: int, calendar: WorkingCalendar) -> Deadline:
    """N 个工作日内 (N ≥ 1): the end of the Nth working day after the day of `start`."""
    first = local_day(start)
    last = calendar.after(first, days)
    return Deadline(_end_of(last), not _known(calendar, first, last))


def add_days(start: datetime, days: int, calendar: WorkingCalendar, *, roll: bool = True) -> Deadline:
    """N 日内: calendar days; with `roll` a last day that is a rest day gives way to the next working day."""
    return _ending(local_day(start) + timedelta(days=days), calendar, roll=roll)


def add_months(start: datetime, months: int, calendar: WorkingCalendar, *, roll: bool = True) -> Deadline:
    """N 个月内: the corresponding day, or the month's last where it has none (民法典 202). A year is 12 months."""
    return _ending(_months_after(local_day(start), months), calendar, roll=roll)


def yearly(start: datetime, month: int, day: int) -> Deadline:
    """每年 M 月 D 日前: that date, the year after `start`."""
    year = local_day(start).year + 1
    return Deadline(_end_of(_clipped(year, month, day)))


def days_before(event: datetime, days: int) -> Deadline:
    """N 日前: the last day on which it is still in time, counted back; the event's own day is not counted."""
    return Deadline(_end_of(local_day(event) - timedelta(days=days)))


def working_days_before(event: datetime, days: int, calendar: WorkingCalendar) -> Deadline:
    """N 个工作日前 (N ≥ 1): as `days_before`, in working days."""
    last = local_day(event)
    first = calendar.before(last, days)
    return Deadline(_end_of(first), not _known(calendar, first, last))


def _ending(last: date, calendar: WorkingCalendar, *, roll: bool) -> Deadline:
    if not roll:
        return Deadline(_end_of(last))
    rolled = calendar.on_or_after(last)
    return Deadline(_end_of(rolled), not _known(calendar, last, rolled))


def _known(calendar: WorkingCalendar, first: date, last: date) -> bool:
    return all(year in calendar.years for year in range(first.year, last.year + 1))


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return _clipped(day.year + years, month + 1, day.day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY)
