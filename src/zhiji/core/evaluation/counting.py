"""Counting a span of time from a moment, without the days on which the clock stood still (不计入期限)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core import calendar
from zhiji.core.calendar import local_day
from zhiji.core.regulations.model import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from zhiji.core.calendar import Deadline, WorkingCalendar
    from zhiji.core.evaluation.index import CaseIndex
    from zhiji.core.regulations.model import Pause, Span

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Counting:
    """A span as a rule words it; `roll`: a last day that is a rest day gives way to the next working day."""

    span: Span
    working: WorkingCalendar
    roll: bool = True
    pauses: tuple[Pause, ...] = ()

    def from_(self, start: datetime, index: CaseIndex) -> Deadline | None:
        """The last moment in time; None while the clock stands still.

        As with limits themselves, the day on which a pause begins still counts, and the day on which it ends is its
        last.
        """
        if not self.pauses:
            return self.after(start)
        first, extra = local_day(start), len(self.stopped(start, index))
        last = local_day(self._after(start, extra, roll=False).at)
        if any(ended is None and first <= begun < last for begun, ended in self._courses(index)):
            return None
        return self._after(start, extra, roll=self.roll)

    def stopped(self, start: datetime, index: CaseIndex) -> list[date]:
        """The days of the span on which the clock stood still: by each the span is longer."""
        courses = ((begun, ended) for begun, ended in self._courses(index) if ended is not None)
        days = self._excluded(local_day(start), courses)
        return days[: self._days_within(days, start)]

    def unrolled(self, start: datetime, index: CaseIndex) -> Deadline:
        """The last moment before a rest day gives way to the next working day."""
        return self._after(start, len(self.stopped(start, index)), roll=False)

    def _courses(self, index: CaseIndex) -> list[tuple[date, date | None]]:
        return [course for pause in self.pauses for course in courses_of(pause, index)]

    def after(self, start: datetime) -> Deadline:
        """The last moment in time, where no pause is to be looked for."""
        return self._after(start, 0, roll=self.roll)

    def _excluded(self, first: date, courses: Iterable[tuple[date, date]]) -> list[date]:
        days = {
            begun + timedelta(days=number) for begun, ended in courses for number in range(1, (ended - begun).days + 1)
        }
        in_working_days = self.span.unit is Unit.WORKING_DAYS
        return sorted(day for day in days if day > first and (not in_working_days or self.working.is_working(day)))

    def _days_within(self, days: list[date], start: datetime) -> int:
        """How many of the days fall within the span, which each of them makes longer by one."""
        extra = 0
        for day in days:
            if day > local_day(self._after(start, extra, roll=False).at):
                break
            extra += 1
        return extra

    def _after(self, start: datetime, extra: int, *, roll: bool) -> Deadline:
        amount, unit, working = self.span.amount, self.span.unit, self.working
        if unit is Unit.HOURS:
            return calendar.add_hours(start, amount)
        if unit is Unit.WORKING_DAYS:
            return calendar.add_working_days(start, amount + extra, working)
        if unit is Unit.DAYS:
            return calendar.add_days(start, amount + extra, working, roll=roll)
        months = amount * (MONTHS_A_YEAR if unit is Unit.YEARS else 1)
        if not extra:
            return calendar.add_months(start, months, working, roll=roll)
        return calendar.add_days(calendar.add_months(start, months, working, roll=False).at, extra, working, roll=roll)


def courses_of(pause: Pause, index: CaseIndex) -> list[tuple[date, date | None]]:
    """The days on which each such pause began and ended; None: it has not ended."""
    ends = index.events_by_type.get(pause.last, [])
    found: list[tuple[date, date | None]] = []
    for event in index.events_by_type.get(pause.first, ()):
        last = next((one for one in ends if one is event or one.start > event.start), None)
        found.append((local_day(event.start), local_day(last.ended) if last else None))
    return found
