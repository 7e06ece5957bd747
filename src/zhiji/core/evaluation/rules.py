"""One requirement compiled: does it bind a subject, does an exception apply, and how far is it met?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.conditions import compile_condition
from zhiji.core.evaluation.demands import demand_parts, is_permission_to_ask, makes_media
from zhiji.core.evaluation.dues import compile_due
from zhiji.core.evaluation.exemptions import compile_exemption
from zhiji.core.evaluation.findings import Finding, Status
from zhiji.core.regulations.model import Kind, SubjectKind

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.limits import Found, Limit
    from zhiji.core.regulations.model import Regulation, Requirement

PROHIBITION = "禁止"
OPTIONAL = frozenset({"可以", "必要时"})
WEIGHT = {
    status: weight
    for weight, status in enumerate(
        (Status.SATISFIED, Status.PENDING, Status.INCOMPLETE, Status.OVERDUE, Status.MISSING, Status.VIOLATION)
    )
}


class Rule:
    """What a requirement asks of each of its subjects."""

    def __init__(self, requirement: Requirement, regulation: Regulation, context: Context) -> None:
        self.requirement = requirement
        self.binds = compile_condition(requirement.when, context)
        self._exemptions = tuple(compile_exemption(exemption, context) for exemption in requirement.unless)
        self._limit = compile_due(requirement.due, context.working)
        self._parts = demand_parts(requirement, self.binds, context)
        self._late_elsewhere = is_judged_for_lateness_elsewhere(requirement, regulation)
        self._passes_unused = is_permission_to_ask(requirement)

    def judge(self, index: CaseIndex, target: Target, at: datetime) -> Finding | None:
        """None where the requirement does not bind the subject."""
        if not self.binds(index, target):
            return None
        limit = self._limit(index, target)
        for exemption in self._exemptions:
            if exemption.applies(index, target, limit):
                if exemption.instead is None:
                    return self._waived(index, target, exemption.reason)
                limit = exemption.instead(index, target)
                break
        if self._late_elsewhere:
            limit = limit._replace(latest=None)
        return self._found(target, [part(index, target) for part in self._parts], limit, at)

    def _waived(self, index: CaseIndex, target: Target, reason: str) -> Finding:
        what = self._parts[0](index, target).what if self._parts else self.requirement.gist
        return Finding(self.requirement, Status.WAIVED, target.id, target.about, what, reason=reason)

    def _found(self, target: Target, parts: list[Found], limit: Limit, at: datetime) -> Finding | None:
        if not parts:
            status = Status.VIOLATION if self.requirement.modality == PROHIBITION else Status.SATISFIED
            return Finding(
                self.requirement, status, target.id, target.about, self.requirement.gist, evidence=(target.id,)
            )
        judged = [part.status(part.limit or limit, at) for part in parts]
        status = max(judged, key=WEIGHT.__getitem__)
        if self._passes_unused and status is not Status.SATISFIED:
            return None
        decisive = [part for part, own in zip(parts, judged, strict=True) if own is status]
        if status is Status.SATISFIED:
            decisive = decisive[:1]
        shown = decisive[0].limit or limit
        return Finding(
            self.requirement,
            self._by_modality(status),
            target.id,
            target.about,
            "、".join(dict.fromkeys(part.what for part in decisive)),
            shown.due_at,
            tuple(dict.fromkeys(one for part in parts for one in part.evidence)),
            provisional=shown.provisional,
        )

    def _by_modality(self, status: Status) -> Status:
        """What is forbidden is broken, not missing; what is optional is advised."""
        if status is Status.SATISFIED:
            return status
        if self.requirement.modality in OPTIONAL:
            return Status.ADVISED
        if self.requirement.modality == PROHIBITION and status is not Status.PENDING:
            return Status.VIOLATION
        return status


def is_judged_for_lateness_elsewhere(requirement: Requirement, regulation: Regulation) -> bool:
    """A record of a medium is asked for within a limit that another requirement sets for each record of that medium.

    What came late is then there, and late only once: where the limit is judged.
    """
    if requirement.kind is not Kind.RECORD or requirement.due is None or not makes_media(requirement):
        return False
    return any(
        other.kind is Kind.LIMIT
        and other.subject.kind is SubjectKind.MEDIUM
        and other.due == requirement.due
        and set(other.subject.names).issuperset(requirement.demand.media)
        for other in regulation.requirements
    )
