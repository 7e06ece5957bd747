"""Past cases judged by what governs them and by another text: what the text would change, before it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.cases.models import Case
from zhiji.compliance.facts import case_files
from zhiji.compliance.judging import yardstick
from zhiji.core.calendar import local_day
from zhiji.core.rejudging import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.regulations import Regulation
    from zhiji.core.rejudging import Change

BATCH = 200


def compared(draft: Regulation, against: str, at: datetime) -> Iterator[tuple[CaseFile, tuple[Change, ...]]]:
    """Every case of the office under the regulation `against`, with what changes under the draft; a batch at a time.

    Each is judged twice as of `at`: by the version in force when it opened, and by the draft. Laws are left aside.
    """
    by = yardstick()
    for files in _batches(against):
        for file in files:
            governing = by.rules.regulation(against, on=local_day(file.case.opened_at))
            before, after = (by.judge_by(one, file, at=at) for one in (governing, draft))
            yield file, changes(before, after)


def case_count(regulation_id: str) -> int:
    return Case.objects.filter(regulation=regulation_id).count()


def _batches(regulation_id: str) -> Iterator[list[CaseFile]]:
    """By key: each batch is one reading, however many cases there are."""
    last = 0
    while batch := list(Case.objects.filter(regulation=regulation_id, pk__gt=last).order_by("pk")[:BATCH]):
        yield case_files(batch)
        last = batch[-1].pk
