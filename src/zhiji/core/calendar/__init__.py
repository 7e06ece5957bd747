"""Working days and time limits, from dates handed in."""

from zhiji.core.calendar.limits import (
    Deadline,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    days_before,
    working_days_before,
    yearly,
)
from zhiji.core.calendar.moments import SHANGHAI, MomentError, local_day, read_day, read_moment
from zhiji.core.calendar.notices import Notice, NoticeError, doubts, read_notice
from zhiji.core.calendar.working_days import WorkingCalendar
from zhiji.core.calendar.year import Day, Month, changes, draw_year

__all__ = [
    "SHANGHAI",
    "Day",
    "Deadline",
    "MomentError",
    "Month",
    "Notice",
    "NoticeError",
    "WorkingCalendar",
    "add_days",
    "add_hours",
    "add_months",
    "add_working_days",
    "changes",
    "days_before",
    "doubts",
    "draw_year",
    "local_day",
    "read_day",
    "read_moment",
    "read_notice",
    "working_days_before",
    "yearly",
]
