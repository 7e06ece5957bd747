"""Terms of keeping: permanent over long and with the file over a period; the longest that any requirement sets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core import calendar
from zhiji.core.calendar import SHANGHAI
from zhiji.core.evaluation.conditions import compile_condition
from zhiji.core.evaluation.dues import STARTS
from zhiji.core.evaluation.findings import Finding, Retention, Status
from zhiji.core.evaluation.index import AUDIO_VISUAL, WRITTEN

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhiji.core.casefile import Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Keep, Requirement

PERMANENT, LONG, WITH_THE_FILE = "permanent", "long", "case"
RANKS = {PERMANENT: 3, LONG: 2, WITH_THE_FILE: 1}
LASTING = {PERMANENT: {PERMANENT}, LONG: {PERMANENT, WITH_THE_FILE}, WITH_THE_FILE: {PERMANENT, WITH_THE_FILE}}
"""What the custodian may have set for a term without a figure."""
LABELS = {PERMANENT: "永久", LONG: "长期", WITH_THE_FILE: "与案卷同期"}
PERIOD = re.compile(r"(?P<amount>\d+)(?P<unit>[ym])")
MONTHS = {"y": 12, "m": 1}
UNITS = {"y": "年", "m": "个月"}


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it runs for one record."""

    keep: str
    article: str
    until: date | None

    def is_longer_than(self, other: Term) -> bool:
        return (RANKS.get(self.keep, 0), self.until or _NO_DAY) > (RANKS.get(other.keep, 0), other.until or _NO_DAY)

    def is_undercut_by(self, retain_until: str | None) -> bool:
        """What the custodian has set is shorter; where nothing is set, nothing is."""
        if retain_until is None or retain_until == PERMANENT:
            return False
        if self.keep in LASTING:
            return retain_until not in LASTING[self.keep]
        return self.until is not None and retain_until != WITH_THE_FILE and retain_until < self.until.isoformat()


_NO_DAY = calendar.read_day("1900-01-01")


class RetentionRule:
    """A requirement of kind retention: one finding for its subject, and a term for each record it speaks of."""

    def __init__(self, requirement: Requirement, keep: Keep, context: Context) -> None:
        self._requirement = requirement
        self._keep = keep
        self._binds = compile_condition(requirement.when, context)
        self._media = context.media(requirement.demand.media or (WRITTEN, AUDIO_VISUAL))
        self._working = context.working
        period = PERIOD.fullmatch(keep.term)
        self._what = (
            f"保存{period['amount']}{UNITS[period['unit']]}" if period else f"{LABELS.get(keep.term, keep.term)}保存"
        )

    def judge(self, index: CaseIndex, target: Target, _: datetime) -> Finding | None:
        """None where the requirement does not bind the subject, or there is nothing to keep. Notes the terms."""
        records = self._records(index, target) if self._binds(index, target) else []
        if not records:
            return None
        terms = {record.id: self._term(record, index, target) for record in records}
        for record, term in terms.items():
            index.terms.setdefault(record, []).append(term)
        undercut = tuple(record.id for record in records if terms[record.id].is_undercut_by(record.retain_until))
        status = Status.VIOLATION if undercut else Status.SATISFIED
        return Finding(
            self._requirement, status, target.id, target.about, self._what, evidence=undercut or tuple(terms)
        )

    def _records(self, index: CaseIndex, target: Target) -> list[Record]:
        records = [target.record] if target.record else index.papers(target.event.id) if target.event else []
        return [record for record in records if record.medium in self._media]

    def _term(self, record: Record, index: CaseIndex, target: Target) -> Term:
        return Term(self._keep.term, self._requirement.article, self._until(record, index, target))

    def _until(self, record: Record, index: CaseIndex, target: Target) -> date | None:
        period = PERIOD.fullmatch(self._keep.term)
        if period is None:
            return None
        start = record.made_at
        if self._keep.start in STARTS:
            start = STARTS[self._keep.start](index, target) or start
        months = int(period["amount"]) * MONTHS[period["unit"]]
        return calendar.add_months(start, months, self._working, roll=False).at.astimezone(SHANGHAI).date()


def longest(index: CaseIndex) -> tuple[Retention, ...]:
    """For each record the longest of its terms; of equal ones the first in the order of the regulation."""
    return tuple(_retention(record, index.terms[record]) for record in index.records if record in index.terms)


def _retention(record: str, candidates: list[Term]) -> Retention:
    first, *others = candidates
    for term in others:
        if term.is_longer_than(first):
            first = term
    return Retention(record, first.article, first.keep, first.until)
