"""Moments and days in legal time.

Legal time is Asia/Shanghai: +08:00, no daylight saving since 1991. A moment without an offset is refused, because
nobody can say later which clock it meant.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

# Every limit that a rule can name stays inside what `datetime` can hold when it is counted from these years.
FIRST_YEAR, LAST_YEAR = 1900, 2200
EXAMPLE = "2026-03-02T09:30:00+08:00"
_WALL = len("2026-03-02T09:30:00")  # the usual length of what the clock shows
_WALL_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - what a clock in Shanghai shows
_MIDNIGHT = _WALL_MIDNIGHT.replace(tzinfo=SHANGHAI)


class MomentError(ValueError):
    """The text is no moment or day; the message is a Chinese sentence that says what to write instead."""


def read_moment(text: str) -> datetime:
    """ISO 8601 with an offset, as an aware datetime in `SHANGHAI`. Raises `MomentError`.

    Moments of one and the same zone object are compared many times faster than those of equal ones.
    """
    try:
        if text[_WALL:] == "+08:00":
            wall = datetime.fromisoformat(text[:_WALL])
            if wall.tzinfo is None and FIRST_YEAR <= wall.year <= LAST_YEAR:
                return _MIDNIGHT + (wall - _WALL_MIDNIGHT)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MomentError(f"“{text[:40]}”不是时间，请写成带时区的 ISO 8601，例如“{EXAMPLE}”") from None
    if moment.tzinfo is None:
        raise MomentError(f"时间“{text}”没有时区，请写明，例如“{moment.isoformat(timespec='seconds')}+08:00”")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise MomentError(f"时间“{text}”不在 {FIRST_YEAR}—{LAST_YEAR} 年之间，请核对年份")
    return moment.astimezone(SHANGHAI)


def read_day(text: str) -> date:
    """YYYY-MM-DD. Raises `MomentError`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise MomentError(f"“{text[:40]}”不是日期，请写成年-月-日，例如“2026-03-09”")
    return day


def local_day(moment: datetime) -> date:
    """The day in legal time on which an aware `moment` falls."""
    return moment.astimezone(SHANGHAI).date()
