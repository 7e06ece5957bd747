"""Two judgements of one case side by side: findings that differ in status, and whether the case fares better or worse."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from zhiji.core.evaluation import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.evaluation import Finding, Judgement


class Verdict(StrEnum):
    """How a case fares under the other text, seen by its problems alone: 缺失, 不完整, 逾期, 违规."""

    WORSE = "worse"
    BETTER = "better"
    MIXED = "mixed"  # some problems come, others go
    OTHER = "other"  # findings change, problems do not
    SAME = "same"


class Change(NamedTuple):
    """One obligation on one subject. None: that text does not ask it of this subject."""

    serial: str  # "11-2": the same in every version of a regulation
    subject: str
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """The newer of the two."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # one of them is there, or nothing had changed
        return found

    @property
    def statuses(self) -> tuple[str | None, str | None]:
        return _status(self.before), _status(self.after)

    @property
    def worse(self) -> bool:
        return _is_problem(self.after) and not _is_problem(self.before)

    @property
    def better(self) -> bool:
        return _is_problem(self.before) and not _is_problem(self.after)


def changes(before: Judgement, after: Judgement) -> tuple[Change, ...]:
    """Of the same case at the same moment, in the order of the text that comes after.

    Obligations are the same where their serials are: an id stays with its obligation from version to version.
    """
    old, new = (_by_place(judgement.findings) for judgement in (before, after))
    places = [*new, *(place for place in old if place not in new)]
    found = (Change(*place, old.get(place), new.get(place)) for place in places)
    return tuple(one for one in found if one.statuses[0] != one.statuses[1])


def verdict(found: Sequence[Change]) -> Verdict:
    worse, better = any(one.worse for one in found), any(one.better for one in found)
    if worse:
        return Verdict.MIXED if better else Verdict.WORSE
    if better:
        return Verdict.BETTER
    return Verdict.OTHER if found else Verdict.SAME


def _by_place(findings: Sequence[Finding]) -> dict[tuple[str, str], Finding]:
    return {(finding.requirement.partition("/")[2], finding.subject): finding for finding in findings}


def _status(finding: Finding | None) -> str | None:
    return finding.status.value if finding else None


def _is_problem(finding: Finding | None) -> bool:
    return finding is not None and finding.status in PROBLEMS
