"""The working days that limits are counted in: the notices that come with the product, amended by those confirmed here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Max

from zhiji.compliance.errors import HolidayError
from zhiji.compliance.models import HolidayNotice
from zhiji.core.calendar import changes, doubts, draw_year, local_day
from zhiji.external import library

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from zhiji.core.calendar import Day, Month, Notice, WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """As it is now: one query, so that what one process confirms all others count by."""
    in_force = HolidayNotice.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    return _amended(tuple((row.notice, local_day(row.confirmed_at)) for row in in_force if row.confirmed_at))


@lru_cache(maxsize=8)
def _amended(confirmed: tuple[tuple[Notice, date], ...]) -> WorkingCalendar:
    calendar = library.working_calendar()
    for notice, on in confirmed:
        calendar = calendar.amended(notice, on)
    return calendar


def taken_in() -> QuerySet[HolidayNotice]:
    """Every notice that was entered here, the newest first."""
    return HolidayNotice.objects.order_by("-proposed_at", "-pk")


def waiting() -> QuerySet[HolidayNotice]:
    return taken_in().filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)


def waiting_for(year: int) -> HolidayNotice:
    """Raises HolidayError."""
    found = waiting().filter(year=year).first()
    if found is None:
        years = "、".join(str(row.year) for row in waiting()) or "无"
        raise HolidayError(f"没有待确认的 {year} 年放假通知；待确认的年份：{years}。")
    return found


def last_confirmed_at() -> datetime | None:
    moment: datetime | None = HolidayNotice.objects.aggregate(last=Max("confirmed_at"))["last"]
    return moment


@dataclass(frozen=True, slots=True)
class Drawn:
    """A year as it is, or as the waiting notice would make it."""

    title: str
    months: tuple[Month, ...]


def drawn(year: int, at: datetime) -> Drawn:
    now, row = working_calendar(), waiting().filter(year=year).first()
    if row is not None:
        return Drawn(f"{row.number}（{row.standing}）", draw_year(year, now.amended(row.notice, local_day(at)), now))
    notice = next((one for one in now.notices if one.year == year), None)
    return Drawn(notice.number if notice else "未公布，暂按周末计算", draw_year(year, now, now))


def what_changes(row: HolidayNotice, at: datetime) -> tuple[Day, ...]:
    """The days that would be counted otherwise if the notice were confirmed at that moment."""
    now, notice = working_calendar(), row.notice
    return changes(notice, now.amended(notice, local_day(at)), now)


def doubts_about(row: HolidayNotice) -> list[str]:
    """What whoever confirms should look at twice."""
    return doubts(row.notice)
