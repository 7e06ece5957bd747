"""What stands in the way of a move: what the rules want before it, and that is not there.

A gate is asked of the case as it would be when the move has begun: what is 缺失 or 违规 then and was not before, the
move itself brings about. What hangs on the move, its papers, films, signatures and its own approval, can be there only
once the move is; for these there is the checklist, and the next move: one that still lacks its approval holds it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.core.evaluation import Status
from zhiji.core.procedure import GATED

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.core.casefile.model import Event
    from zhiji.core.evaluation import Finding

COMING = "（将要登记的环节）"
UNDER_WAY = timedelta(days=1)
"""So long a move has not ended when its gate is asked: what is owed at its end is not owed yet."""
WRONG = frozenset({Status.MISSING, Status.VIOLATION})
LEFT_OPEN = frozenset({Status.MISSING, Status.INCOMPLETE, Status.VIOLATION})
WITH_ROOM = "原则上应当"
"""The modality that leaves room for reasons; 应当 and 禁止 leave none."""


@dataclass(frozen=True, slots=True)
class Gate:
    """`lacking`: what the move would make 缺失 or 违规, in the order of the regulation."""

    lacking: tuple[Finding, ...] = ()

    @property
    def open(self) -> bool:
        return not self.lacking

    @property
    def leaves_room(self) -> bool:
        """Whether the rules themselves allow the move with a reason."""
        return all(finding.modality == WITH_ROOM for finding in self.lacking)


def before_event(case: Case, event: Event) -> Gate:
    """Of a move as it begins; events that are no moves of the office have no gate, for facts are recorded as they were."""
    if event.type not in GATED:
        return Gate()
    file = case_file(case)
    begun = replace(event, id=COMING, end=event.start + UNDER_WAY)
    then = judge(file, at=event.start)
    now = judge(replace(file, events=(*file.events, begun)), at=event.start)
    if then is None or now is None:
        return Gate()
    already = {_key(finding) for finding in then.findings if finding.status in WRONG}
    moves = {each.id for each in file.events if each.type in GATED}
    return Gate(tuple(finding for finding in now.findings if _holds_back(finding, already, moves)))


def before_conclusion(case: Case, at: datetime) -> Gate:
    """Of 办结: whatever would be left open, for afterwards nobody comes back to it."""
    file = case_file(case)
    judgement = judge(replace(file, case=replace(file.case, concluded_at=at)), at=at)
    findings = judgement.findings if judgement else ()
    return Gate(tuple(finding for finding in findings if finding.status in LEFT_OPEN))


def _holds_back(finding: Finding, already: Collection[tuple[str, str]], moves: Collection[str]) -> bool:
    if finding.status not in WRONG:
        return False
    if _key(finding) in already:
        return finding.subject in moves and finding.rule.approval is not None
    return finding.subject != COMING or finding.rule.approval is None


def _key(finding: Finding) -> tuple[str, str]:
    return finding.requirement, finding.subject
