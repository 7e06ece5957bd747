"""Moments and time limits in the words people use: 今天 17:30 前，还剩 3 小时 20 分."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI, local_day

if TYPE_CHECKING:
    from datetime import date

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NEAR_DAYS = {-1: "昨天", 0: "今天", 1: "明天"}
LAST_SECOND = time(23, 59, 59)
MIDNIGHT = "24:00"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit as shown. `used`: per cent of the time gone by, where its start is known."""

    tone: str  # "" far, "wait" today, "late" over
    when: str
    left: str
    exact: datetime
    used: int | None = None


def clock(due_at: datetime, now: datetime, *, start: datetime | None = None) -> Clock:
    if now > due_at:
        return Clock("late", f"逾期 {span(now - due_at)}", f"应于 {moment(due_at, now)} 前", due_at)
    tone = "wait" if local_day(due_at) <= local_day(now) or due_at - now < timedelta(hours=24) else ""
    used = round((now - start) / (due_at - start) * 100) if start and start <= now < due_at else None
    return Clock(tone, f"{moment(due_at, now)} 前", f"还剩 {span(due_at - now)}", due_at, used)


def moment(at: datetime, now: datetime) -> str:
    """今天 12:58, 周五 11-20 24:00, 12-03 09:00, 2027-02-10 09:00."""
    return f"{day(local_day(at), local_day(now))} {hour(at)}"


def day(of: date, today: date) -> str:
    near = NEAR_DAYS.get((of - today).days)
    if near:
        return near
    if of.year != today.year:
        return of.isoformat()
    in_this_week = of.isocalendar()[:2] == today.isocalendar()[:2] and of > today
    return f"{WEEKDAYS[of.weekday()]} {of:%m-%d}" if in_this_week else f"{of:%m-%d}"


def hour(at: datetime) -> str:
    """The end of a day is its 24:00, as a notice would say it."""
    local = at.astimezone(SHANGHAI)
    return MIDNIGHT if local.time().replace(microsecond=0) == LAST_SECOND else f"{local:%H:%M}"


def long_day(of: date) -> str:
    return f"{of.month} 月 {of.day} 日 {WEEKDAYS[of.weekday()]}"


def span(length: timedelta) -> str:
    """The two largest units: 3 小时 20 分, 1 天 14 小时, 9 天."""
    minutes = int(length.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days > 6:
        return f"{days} 天"
    parts = ((days, "天"), (hours, "小时"), (minutes, "分"))
    words = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(words) or "不到 1 分"
