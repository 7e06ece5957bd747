"""Cases judged by what the office judges by: its regulations and, where it has taken them into use, national laws.

Every version is compiled once for each process and calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.compliance.holidays import working_calendar
from zhiji.core.calendar import local_day
from zhiji.core.evaluation import Judge, compile_regulation
from zhiji.core.regulations import Version
from zhiji.external import library
from zhiji.rulebook.queries import current

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judgement
    from zhiji.core.regulations import Regulation
    from zhiji.rulebook.queries import Rulebook


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What cases are judged by, read once however many cases are judged: rules, and the working days to count in."""

    rules: Rulebook
    working: WorkingCalendar

    def judge(self, file: CaseFile, *, at: datetime) -> Judgement | None:
        """What its regulation says of the case, as it was in force when the case opened, and after it the laws in use.

        None where the rulebook does not hold that regulation.
        """
        governing, *laws = self.rules.speaking_of(file.case) or (None,)
        if governing is None:
            return None
        found = self.judge_by(governing, file, at=at)
        return found.joined([self.judge_by(law, file, at=at) for law in laws])

    def judge_by(self, regulation: Regulation, file: CaseFile, *, at: datetime) -> Judgement:
        """By this version alone, whatever governs the case."""
        version = Version.of(regulation, local_day(file.case.opened_at))
        return replace(_compiled(regulation, self.working).judge(file, at=at), versions=(version,))


@lru_cache(maxsize=64)
def _compiled(regulation: Regulation, working: WorkingCalendar) -> Judge:
    return compile_regulation(regulation, library.vocabulary(), working)


def yardstick() -> Yardstick:
    """As it is now; a few queries."""
    return Yardstick(current(), working_calendar())


def judge(file: CaseFile, *, at: datetime) -> Judgement | None:
    """One case, by the present yardstick."""
    return yardstick().judge(file, at=at)
