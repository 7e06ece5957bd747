"""The regulations, compiled once for each process and calendar."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.compliance.holidays import working_calendar
from zhiji.core.calendar import local_day
from zhiji.core.evaluation import Judge, compile_regulation
from zhiji.core.regulations import Version, read_reference
from zhiji.external import library

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judgement


def judge(file: CaseFile, *, at: datetime, working: WorkingCalendar | None = None) -> Judgement | None:
    """What the case's regulation says of it, as it was in force when the case opened; None where there is none such.

    working: the working days to count in, asked for once where many cases are judged; None: as they are now.
    """
    if file.case.regulation not in library.regulation_ids():
        return None
    opened = local_day(file.case.opened_at)
    found = _judge(file.case.regulation, opened, working or working_calendar())
    return replace(found.judge(file, at=at), versions=(Version.of(found.regulation, opened),))


def _judge(regulation_id: str, on: date, working: WorkingCalendar) -> Judge:
    return _compiled(library.regulation(regulation_id, on=on).reference, working)


@lru_cache
def _compiled(reference: str, working: WorkingCalendar) -> Judge:
    wanted = read_reference(reference)
    return compile_regulation(library.regulation(wanted.id, on=wanted.day), library.vocabulary(), working)
