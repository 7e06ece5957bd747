"""A holiday notice comes into force through two people: one enters it, another compares it with the paper and confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from zhiji.compliance.errors import HolidayError
from zhiji.compliance.holidays import waiting_for, working_calendar
from zhiji.compliance.models import HolidayNotice
from zhiji.core.calendar import NoticeError, changes, local_day, read_notice
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.calendar import Notice
    from zhiji.trail.actor import Actor

PROPOSED, CONFIRMED, WITHDRAWN = "holidays.proposed", "holidays.confirmed", "holidays.withdrawn"


def propose(text: str, *, by: Actor, at: datetime) -> HolidayNotice:
    """Enter a notice, written as docs/formats/calendar.md says. Raises HolidayError."""
    notice = _read(text)
    _require_useful(notice, at)
    row = HolidayNotice(
        year=notice.year,
        title=notice.title,
        number=notice.number,
        issued=notice.issued,
        off=sorted(day.isoformat() for day in notice.off),
        working=sorted(day.isoformat() for day in notice.working),
        text=text,
        proposed_by=by.person,
        proposed_by_name=by.name,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            tracked.create(row)
            _record(row, PROPOSED, by=by, at=at)
    except IntegrityError as error:
        raise HolidayError(f"{notice.year} 年已有一份待确认的放假通知，请先确认或撤回它。") from error
    return row


def confirm(year: int, *, by: Actor, at: datetime) -> HolidayNotice:
    """Put the waiting notice in force for the days after this one. Raises HolidayError, also for who entered it."""
    row = waiting_for(year)
    if by.person == row.proposed_by:
        raise HolidayError(f"这份通知是{row.proposed_by_name}录入的，须由另一个人对照原件确认。")
    _require_useful(row.notice, at)
    with transaction.atomic():
        tracked.update(row, confirmed_by=by.person, confirmed_by_name=by.name, confirmed_at=at)
        _record(row, CONFIRMED, by=by, at=at)
    return row


def withdraw(year: int, *, by: Actor, at: datetime) -> HolidayNotice:
    """Take back the waiting notice, which stays to be seen. Raises HolidayError."""
    row = waiting_for(year)
    with transaction.atomic():
        tracked.update(row, withdrawn_at=at)
        _record(row, WITHDRAWN, by=by, at=at)
    return row


def _read(text: str) -> Notice:
    try:
        return read_notice(text)
    except NoticeError as error:
        raise HolidayError(f"{error}。") from error


def _require_useful(notice: Notice, at: datetime) -> None:
    today = local_day(at)
    if notice.issued > today:
        raise HolidayError(f"发布：{notice.issued} 还没有到，请核对发布日期。")
    if max(notice.off | notice.working) <= today:
        raise HolidayError(f"{notice.year} 年的放假安排都已过去：确认只管以后的日子，过去的不再改动。")
    now = working_calendar()
    if notice.year in now.years and not changes(notice, now.amended(notice, today), now):
        raise HolidayError(f"{notice.number} 与现行的安排没有差别，不必录入。")


def _record(row: HolidayNotice, step: str, *, by: Actor, at: datetime) -> None:
    trail.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[row], facts={"step": step, "year": row.year})
