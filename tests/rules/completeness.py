"""Which sides of each obligation the situations tell: done, not done, not asked, and both sides of its limit.

What an obligation cannot show is said here, with the reason; nothing else may be left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.rules.situations import rules_of, situations

from zhiji.core.evaluation import Status
from zhiji.core.regulations.model import Demand, HoldsIn, Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tests.rules.situations import Situation

    from zhiji.core.evaluation import Judge
    from zhiji.core.regulations.model import Requirement

MINUTE = timedelta(minutes=1)
PERMISSIONS = frozenset({"可以", "必要时"})


class Side(StrEnum):
    DONE = "做到"
    NOT_DONE = "没做到"
    NOT_ASKED = "不发生"
    LIMIT = "期限前后一分钟"


SIDE_OF = {Status.SATISFIED: Side.DONE, "无": Side.NOT_ASKED} | dict.fromkeys(
    (Status.MISSING, Status.INCOMPLETE, Status.OVERDUE, Status.VIOLATION, Status.ADVISED), Side.NOT_DONE
)


@dataclass(frozen=True)
class Told:
    """What the situations tell of one obligation, and what it cannot show with the reason."""

    requirement: Requirement
    sides: frozenset[Side]
    cannot: Mapping[Side, str]

    @property
    def lacking(self) -> list[Side]:
        return [side for side in wanted(self.requirement) if side not in self.sides and side not in self.cannot]


def told(regulation: str, judge: Judge) -> list[Told]:
    """Of every obligation that a case shows; those held elsewhere are asked of no case (`holds_in`)."""
    rules = [one for one in rules_of(regulation).requirements if one.holds_in is HoldsIn.CASE]
    sides = _expected(regulation)
    for requirement in _limits(situations(regulation), judge) | _told_in_time_and_late(regulation):
        sides[requirement].add(Side.LIMIT)
    return [Told(one, frozenset(sides[one.id]), cannot_show(one)) for one in rules]


def wanted(one: Requirement) -> tuple[Side, ...]:
    span = one.due and (one.due.within or one.due.before)
    with_limit = one.due is not None and (one.due.yearly or (span and span.amount > 0))  # of nothing: a moment
    return (Side.DONE, Side.NOT_DONE, Side.NOT_ASKED, *((Side.LIMIT,) if with_limit else ()))


def cannot_show(one: Requirement) -> dict[Side, str]:
    if one.when.external:
        return dict.fromkeys((Side.DONE, Side.NOT_DONE, Side.LIMIT), f"要件在案外：{one.when.external}")
    found = {}
    asks_nothing = one.demand == Demand() and one.approval is None and one.report is None
    if one.modality == "禁止" and asks_nothing:
        found[Side.DONE] = "发生了就是违反"
    elif one.modality in PERMISSIONS and (asks_nothing or one.kind is Kind.APPROVAL):
        found |= dict.fromkeys((Side.NOT_DONE, Side.LIMIT), "只是准许，没有用到不算缺")
    elif one.kind is Kind.LIMIT and one.due is not None and one.due.words and asks_nothing:
        found[Side.NOT_DONE] = f"没有数字的时限：{one.due.words}"
    elif one.kind is Kind.ARCHIVING and one.due is None:
        found[Side.NOT_DONE] = "归档了就成卷"
    if one.subject.kind is SubjectKind.CASE and not one.when.acts:
        found[Side.NOT_ASKED] = "对每件案子都发生"
    return found


def _expected(regulation: str) -> defaultdict[str, set[Side]]:
    sides: defaultdict[str, set[Side]] = defaultdict(set)
    for situation in situations(regulation):
        for key, stated in situation.expected.items():
            if key in {"问题", "保存"}:
                continue
            status = stated if isinstance(stated, str) else stated.get("状态")
            if status in SIDE_OF:
                sides[f"{regulation}/{key.partition(' ')[0]}"].add(SIDE_OF[status])
    return sides


def _limits(found: list[Situation], judge: Judge) -> set[str]:
    """Obligations that some situation shows pending a minute before their limit and overdue a minute after it."""
    proven: set[str] = set()
    for situation in found:
        pending = judge.judge(situation.case, at=situation.at).findings
        for finding in pending:
            if finding.requirement not in proven and finding.due_at is not None and finding.status in TURNING:
                key = (finding.requirement, finding.subject)
                around = [_status(judge, situation, key, finding.due_at + step) for step in (-MINUTE, MINUTE)]
                if around in AROUND:
                    proven.add(finding.requirement)
    return proven


def _told_in_time_and_late(regulation: str) -> set[str]:
    """Of a record that is there, made in time or not, nothing is ever pending: both are told, with the limit."""
    dues: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for situation in situations(regulation):
        for key, stated in situation.expected.items():
            if isinstance(stated, dict) and stated.get("到期"):
                dues[f"{regulation}/{key.partition(' ')[0]}", stated["到期"]].add(stated.get("状态", ""))
    return {requirement for (requirement, _), statuses in dues.items() if statuses >= {"已满足", "逾期"}}


TURNING = (Status.PENDING, Status.OVERDUE, Status.MISSING)
AROUND = tuple([Status.PENDING, after] for after in (Status.OVERDUE, Status.MISSING, Status.INCOMPLETE))
"""缺失: what was owed before something else that has happened without it. 不完整: a paper is there, not yet signed."""


def _status(judge: Judge, situation: Situation, key: tuple[str, str], at: datetime) -> Status | None:
    findings = judge.judge(situation.case, at=at).findings
    return next((one.status for one in findings if (one.requirement, one.subject) == key), None)
