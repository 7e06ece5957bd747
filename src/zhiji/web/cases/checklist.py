"""The checklist of a case: its findings by stage, the stage under way first, and in each what is wrong first.

What national laws say comes after what the local regulation says, law by law.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from zhiji.web import statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from zhiji.core.evaluation import Finding, Judgement
    from zhiji.web.cases.steps import Step

ANY_STAGE = "各阶段"


def anchor(requirement: str, subject: str) -> str:
    return f"{requirement}.{subject}"


@dataclass(frozen=True, slots=True)
class Line:
    finding: Finding
    subject: str
    step: Step | None

    @property
    def runs(self) -> bool:
        """Whether its limit is still to be kept: a thing done late, or forbidden, has none that runs."""
        return self.finding.due_at is not None and self.finding.status != "违规" and not self.done_late

    @property
    def done_late(self) -> bool:
        return self.finding.status == "逾期" and bool(self.finding.evidence)

    @property
    def tone(self) -> str:
        return statuses.LOOKS[self.finding.status].tone

    @property
    def anchor(self) -> str:
        """Where the page of the case shows it; lists elsewhere link to it."""
        return anchor(self.finding.requirement, self.finding.subject)

    @property
    def address(self) -> tuple[str, str, str]:
        """Of the page that explains it: regulation, serial, subject."""
        regulation, _, serial = self.finding.requirement.partition("/")
        return regulation, serial, self.finding.subject

    @property
    def icon(self) -> str:
        return statuses.LOOKS[self.finding.status].icon


@dataclass(frozen=True, slots=True)
class Group:
    """One stage, or one law: lines still to do, and those that fold away."""

    stage: str
    todo: tuple[Line, ...]
    settled: tuple[Line, ...]  # 豁免, 建议
    satisfied: tuple[Line, ...]

    @property
    def settled_gists(self) -> list[str]:
        return _gists(self.settled)

    @property
    def satisfied_gists(self) -> list[str]:
        return _gists(self.satisfied)


@dataclass(frozen=True, slots=True)
class Checklist:
    groups: tuple[Group, ...]
    counts: tuple[tuple[str, int], ...]  # worst status first
    next_due: Line | None
    laws: tuple[Group, ...] = ()

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def todo(self) -> int:
        return sum(len(group.todo) for group in (*self.groups, *self.laws))


def checklist(
    judgement: Judgement,
    *,
    subjects: Mapping[str, str],
    step: Callable[[Finding], Step | None],
    stages: Sequence[str],
) -> Checklist:
    """`stages`: in the order in which they are to be shown."""
    places = {stage: place for place, stage in enumerate(stages)}
    ordered = sorted(judgement.findings, key=lambda finding: _place(finding, places))
    lines = [Line(finding, subjects.get(finding.subject, ""), step(finding)) for finding in ordered]
    own = f"{judgement.regulation_id}/"
    local = [line for line in lines if line.finding.requirement.startswith(own)]
    of_laws = [line for line in lines if not line.finding.requirement.startswith(own)]
    return Checklist(
        groups=_groups(local, lambda line: line.finding.stage or ANY_STAGE),
        laws=_groups(sorted(of_laws, key=_by_law), lambda line: line.finding.rule.law or ""),
        counts=tuple((status, judgement.summary[status]) for status in statuses.LOOKS if status in judgement.summary),
        next_due=min((line for line in lines if _runs(line.finding)), key=_due_at, default=None),
    )


def _groups(lines: Iterable[Line], heading: Callable[[Line], str]) -> tuple[Group, ...]:
    return tuple(_group(name, tuple(found)) for name, found in groupby(lines, key=heading))


def _by_law(line: Line) -> tuple[str, int]:
    return line.finding.rule.law or "", statuses.URGENCY[line.finding.status]


def _gists(lines: Iterable[Line]) -> list[str]:
    """A few of what the folded lines say, each once."""
    return list(dict.fromkeys(line.finding.gist for line in lines))[:3]


def _place(finding: Finding, places: Mapping[str, int]) -> tuple[int, int, float]:
    stage = places.get(finding.stage or ANY_STAGE, len(places))
    due = finding.due_at.timestamp() if finding.due_at else float("inf")
    return stage, statuses.URGENCY[finding.status], due


def _group(stage: str, lines: tuple[Line, ...]) -> Group:
    def of(*wanted: str) -> tuple[Line, ...]:
        return tuple(line for line in lines if line.finding.status in wanted)

    return Group(stage, todo=of(*statuses.OPEN), settled=of(*statuses.CLOSED), satisfied=of("已满足"))


def _runs(finding: Finding) -> bool:
    return finding.status == "待完成" and finding.due_at is not None


def _due_at(line: Line) -> datetime:
    assert line.finding.due_at is not None  # noqa: S101  # only running ones are asked
    return line.finding.due_at
