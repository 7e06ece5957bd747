"""Which days are working days (工作日): Monday to Friday unless the State Council's notice says otherwise."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.calendar.notices import Notice

SATURDAY = 5


class WorkingCalendar:
    """Working days, known for the years with a notice; elsewhere (未公布) weekends alone are rest days."""

    __slots__ = ("_off", "_working", "_years", "years")

    def __init__(self, years: frozenset[int], off: frozenset[date], working: frozenset[date]) -> None:
        self.years = years
        self._off = off
        self._working = working
        self._years: dict[int, tuple[date, ...]] = {}  # filled as asked for: the working days of each year

    @classmethod
    def from_notices(cls, notices: Iterable[Notice]) -> WorkingCalendar:
        """Where two notices speak of one day, the later year's governs: it is the newer word."""
        off: set[date] = set()
        working: set[date] = set()
        years: set[int] = set()
        for notice in sorted(notices, key=lambda notice: notice.year):
            off = (off - notice.working) | notice.off
            working = (working - notice.off) | notice.working
            years.add(notice.year)
        return cls(frozenset(years), frozenset(off), frozenset(working))

    def knows(self, day: date) -> bool:
        """Whether the notice for the year of `day` is loaded."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        if day.weekday() < SATURDAY:
            return day not in self._off
        return day in self._working

    def is_holiday(self, day: date) -> bool:
        """Whether a notice gives the day off; an ordinary weekend is no holiday."""
        return day in self._off

    def after(self, day: date, count: int) -> date:
        """The `count`th working day after `day` (count ≥ 1), `day` itself not counted."""
        year = day.year
        index = bisect_right(self._days(year), day) + count - 1
        while index >= len(self._days(year)):
            index -= len(self._days(year))
            year += 1
        return self._days(year)[index]

    def before(self, day: date, count: int) -> date:
        """The `count`th working day before `day` (count ≥ 1), `day` itself not counted."""
        year = day.year
        index = bisect_left(self._days(year), day) - count
        while index < 0:
            year -= 1
            index += len(self._days(year))
        return self._days(year)[index]

    def on_or_after(self, day: date) -> date:
        """`day`, or where it is a rest day the next working day (民法典第二百零三条)."""
        return day if self.is_working(day) else self.after(day, 1)

    def _days(self, year: int) -> tuple[date, ...]:
        days = self._years.get(year)
        if days is None:
            span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            days = tuple(day for day in map(date.fromordinal, span) if self.is_working(day))
            self._years[year] = days
        return days
