"""The regulations, compiled once for each process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.core.evaluation import Judge, compile_regulation
from zhiji.external import library

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judgement


def judge(file: CaseFile, *, at: datetime) -> Judgement | None:
    """What the case's regulation says of it; None where the library does not hold that regulation."""
    regulation = file.case.regulation
    return _judge(regulation).judge(file, at=at) if regulation in library.regulation_ids() else None


@lru_cache
def _judge(regulation_id: str) -> Judge:
    return compile_regulation(library.regulation(regulation_id), library.vocabulary(), library.working_calendar())
