"""Cases judged by what the office judges by: its regulations and, where it has taken them into use, national laws.

Every version is compiled once for each process and calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.compliance.holidays import working_calendar
from zhiji.core.calendar import local_day
from zhiji.core.evaluation import Judge, compile_regulation, judge_all
from zhiji.core.evaluation.explanation import UnknownError, explain
from zhiji.core.regulations import Version
from zhiji.external import library
from zhiji.rulebook.queries import current

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judgement
    from zhiji.core.evaluation.explanation import Explanation
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
        judges = self._judges(file)
        if not judges:
            return None
        own, *of_laws = (
            _versioned(found, judge.regulation, file)
            for found, judge in zip(judge_all(judges, file, at=at), judges, strict=True)
        )
        return own.joined(of_laws)

    def judge_by(self, regulation: Regulation, file: CaseFile, *, at: datetime) -> Judgement:
        """By this version alone, whatever governs the case."""
        return _versioned(_compiled(regulation, self.working).judge(file, at=at), regulation, file)

    def explain(self, asked: str, file: CaseFile, *, at: datetime) -> Explanation:
        """Why a requirement says what it says of one subject: `fuzhou-cg/11-2@e1`. Raises `UnknownError`."""
        judges = self._judges(file)
        if not judges:
            raise UnknownError(f"没有制度“{file.case.regulation}”，无从说明")
        [found] = explain(judges, file, asked, at=at)
        return found

    def _judges(self, file: CaseFile) -> list[Judge]:
        return [_compiled(regulation, self.working) for regulation in self.rules.speaking_of(file.case)]


def _versioned(judgement: Judgement, regulation: Regulation, file: CaseFile) -> Judgement:
    return replace(judgement, versions=(Version.of(regulation, local_day(file.case.opened_at)),))


@lru_cache(maxsize=64)
def _compiled(regulation: Regulation, working: WorkingCalendar) -> Judge:
    return compile_regulation(regulation, library.vocabulary(), working)


def yardstick() -> Yardstick:
    """As it is now; a few queries."""
    return Yardstick(current(), working_calendar())


def judge(file: CaseFile, *, at: datetime) -> Judgement | None:
    """One case, by the present yardstick."""
    return yardstick().judge(file, at=at)
