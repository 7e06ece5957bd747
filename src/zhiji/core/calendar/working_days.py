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

    __slots__ = ("_notices", "_off", "_since", "_working", "_years", "years")

    def __init__(self, notices: Iterable[Notice] = ()) -> None:
        """Where two notices speak of one day, the later year's governs: it is the newer word."""
        self._notices = {notice.year: notice for notice in notices}
        self.years = frozenset(self._notices)
        self._off: frozenset[date] = frozenset()
        self._working: frozenset[date] = frozenset()
        for _, notice in sorted(self._notices.items()):
            self._off = (self._off - notice.working) | notice.off
            self._working = (self._working - notice.off) | notice.working
        self._since: tuple[date, WorkingCalendar] | None = None
        self._years: dict[int, tuple[date, ...]] = {}  # filled as asked for: the working days of each year

    def amended(self, notice: Notice, on: date) -> WorkingCalendar:
        """The calendar with a notice put in force on that day, in the place of an earlier one for the same year.

        It governs the days after: up to `on`, every day and every limit that ran out stay what they were.
        """
        new = WorkingCalendar([*(one for one in self._notices.values() if one.year != notice.year), notice])
        new._off = _until(self._off, on) | (new._off - _until(new._off, on))
        new._working = _until(self._working, on) | (new._working - _until(new._working, on))
        new._since = (on, self)
        return new

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Those in force, one a year, by year."""
        return tuple(notice for _, notice in sorted(self._notices.items()))

    def notice_of(self, day: date) -> Notice | None:
        """The notice that gives the day off, or makes it a working day; None: the day of the week alone decides."""
        if self._since is not None and day <= self._since[0]:
            return self._since[1].notice_of(day)
        speaking = (notice for notice in self._notices.values() if day in notice.off or day in notice.working)
        return max(speaking, key=lambda notice: notice.year, default=None)

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
        """The `count`th working day before `day` (count ≥ 1), `day` itself not counted.

        A notice put in force meanwhile moves no such day that had passed, and moves none into the past.
        """
        if self._since is None:
            return self._counted_back(day, count)
        on, earlier = self._since
        was = earlier.before(day, count)
        return was if was <= on else max(self._counted_back(day, count), on)

    def on_or_after(self, day: date) -> date:
        """`day`, or where it is a rest day the next working day (民法典第二百零三条)."""
        return day if self.is_working(day) else self.after(day, 1)

    def _counted_back(self, day: date, count: int) -> date:
        year = day.year
        index = bisect_left(self._days(year), day) - count
        while index < 0:
            year -= 1
            index += len(self._days(year))
        return self._days(year)[index]

    def _days(self, year: int) -> tuple[date, ...]:
        days = self._years.get(year)
        if days is None:
            span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            days = tuple(day for day in map(date.fromordinal, span) if self.is_working(day))
            self._years[year] = days
        return days


def _until(days: frozenset[date], last: date) -> frozenset[date]:
    return frozenset(day for day in days if day <= last)
