"""Terms of keeping: permanent over long and with the file over a period; the longest that any requirement sets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core import calendar
from zhiji.core.calendar import local_day
from zhiji.core.evaluation.conditions import compile_scope
from zhiji.core.evaluation.dues import STARTS
from zhiji.core.evaluation.findings import SATISFIED, VIOLATION, Finding, Retention, finding_of
from zhiji.core.evaluation.index import AUDIO_VISUAL, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import TypeAlias

    from zhiji.core.casefile import Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Keep, Requirement, Subject

    Terms: TypeAlias = dict[str, list["Term"]]
    """Of each record by its id, the terms of keeping found so far."""

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

    def __init__(self, requirement: Requirement, subject: Subject, keep: Keep, context: Context) -> None:
        self.requirement = requirement
        self.context = context
        self._subject = subject
        self._speaks_of_case, self._binds = compile_scope(requirement.when, context)
        self._media = context.media(requirement.demand.media or (WRITTEN, AUDIO_VISUAL))
        self._working = context.working
        self._start = STARTS.get(keep.start or "")
        self._lasting = Term(keep.term, requirement.article, None)
        period = PERIOD.fullmatch(keep.term)
        self._months = int(period["amount"]) * MONTHS[period["unit"]] if period else None
        self.what = (
            f"保存{period['amount']}{UNITS[period['unit']]}" if period else f"{LABELS.get(keep.term, keep.term)}保存"
        )

    def judge(self, index: CaseIndex, _: datetime, terms: Terms) -> list[Finding]:
        """One finding for each subject that it binds and that has something to keep. Adds to `terms`."""
        targets = self.targets(index)
        if not targets or not self._speaks_of_case(index, targets[0]):
            return []
        bound = [target for target in targets if self._binds(index, target)]
        return [
            self._finding(index, target, records, terms) for target in bound if (records := self.records(index, target))
        ]

    def targets(self, index: CaseIndex) -> Sequence[Target]:
        return index.targets(self._subject)

    def is_bound(self, index: CaseIndex, target: Target) -> bool:
        return self._speaks_of_case(index, target) and self._binds(index, target)

    def _finding(self, index: CaseIndex, target: Target, records: list[Record], terms: Terms) -> Finding:
        undercut = []
        for record in records:
            term = self.term(record, index, target)
            terms.setdefault(record.id, []).append(term)
            if term.is_undercut_by(record.retain_until):
                undercut.append(record.id)
        status = VIOLATION if undercut else SATISFIED
        evidence = tuple(undercut) or tuple(record.id for record in records)
        return finding_of((self.requirement, status, target.id, target.about, self.what, None, evidence, "", False))

    def records(self, index: CaseIndex, target: Target) -> list[Record]:
        if target.record is not None:
            return [target.record] if target.record.medium in self._media else []
        papers = index.papers(target.event.id) if target.event else ()
        return [record for record in papers if record.medium in self._media]

    def term(self, record: Record, index: CaseIndex, target: Target) -> Term:
        if self._months is None:
            return self._lasting
        start = (self._start and self._start(index, target)) or record.made_at
        until = calendar.add_months(start, self._months, self._working, roll=False).at
        return Term(self._lasting.keep, self._lasting.article, local_day(until))


def longest(terms: Terms, index: CaseIndex) -> tuple[Retention, ...]:
    """For each record the longest of its terms; of equal ones the first in the order of the regulation."""
    return tuple(_retention(record, terms[record]) for record in index.records if record in terms)


def _retention(record: str, candidates: list[Term]) -> Retention:
    first, *others = candidates
    for term in others:
        if term is not first and term.is_longer_than(first):
            first = term
    return Retention(record, first.article, first.keep, first.until)
