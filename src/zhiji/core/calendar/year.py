"""A year drawn month by month, and what a notice changes in it."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiji.core.calendar.notices import Notice
    from zhiji.core.calendar.working_days import WorkingCalendar

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Day:
    """`mark`: 休 or 班 where a notice says so, else empty. `changed`: working before and not now, or the reverse."""

    date: date
    works: bool
    mark: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday; None for days of the neighbouring months."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]


def draw_year(year: int, calendar: WorkingCalendar, before: WorkingCalendar) -> tuple[Month, ...]:
    return tuple(Month(month, _weeks(year, month, calendar, before)) for month in MONTHS)


def changes(notice: Notice, calendar: WorkingCalendar, before: WorkingCalendar) -> tuple[Day, ...]:
    """The days of a notice's year, and of the December before it, that change their kind with it."""
    first, last = date(notice.year - 1, 12, 1), date(notice.year, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in (_day(one, calendar, before) for one in days) if day.changed)


def _weeks(
    year: int, month: int, calendar: WorkingCalendar, before: WorkingCalendar
) -> tuple[tuple[Day | None, ...], ...]:
    weeks = Calendar().monthdatescalendar(year, month)
    return tuple(tuple(_day(day, calendar, before) if day.month == month else None for day in week) for week in weeks)


def _day(day: date, calendar: WorkingCalendar, before: WorkingCalendar) -> Day:
    works, notice = calendar.is_working(day), calendar.notice_of(day)
    mark = ("班" if works else "休") if notice else ""
    return Day(day, works, mark, changed=works != before.is_working(day))
