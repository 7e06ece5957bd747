"""One requirement compiled: does it bind a subject, does an exception apply, and how far is it met?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.conditions import ALWAYS, compile_scope
from zhiji.core.evaluation.demands import demand_parts, is_permission_to_ask, makes_media
from zhiji.core.evaluation.dues import compile_due
from zhiji.core.evaluation.exemptions import compile_exemption
from zhiji.core.evaluation.findings import (
    ADVISED,
    INCOMPLETE,
    MISSING,
    OVERDUE,
    PENDING,
    SATISFIED,
    VIOLATION,
    WAIVED,
    Finding,
    finding_of,
)
from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.waiting import has_begun
from zhiji.core.regulations.model import Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.exemptions import Exempting
    from zhiji.core.evaluation.findings import Status
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.limits import Limit
    from zhiji.core.evaluation.retention import Terms
    from zhiji.core.regulations.model import Regulation, Requirement, Subject

PROHIBITION = "禁止"
OPTIONAL = frozenset({"可以", "必要时"})
WEIGHT = {status: weight for weight, status in enumerate((SATISFIED, PENDING, INCOMPLETE, OVERDUE, MISSING, VIOLATION))}


class Rule:
    """What a requirement asks of each of its subjects."""

    def __init__(self, requirement: Requirement, subject: Subject, regulation: Regulation, context: Context) -> None:
        """`subject`: that of the requirement, with the media that its names stand for."""
        self.requirement = requirement
        self.context = context
        self._subject = subject
        self._speaks_of_case, self._binds = compile_scope(requirement.when, context)
        waits_for = requirement.demand.not_before
        self.has_begun = has_begun(waits_for) if waits_for else None
        self.exemptions = tuple(compile_exemption(exemption, context) for exemption in requirement.unless)
        self._limit = compile_due(requirement.due, context.working) if requirement.due else None
        self.parts = demand_parts(requirement, self._binds, context)
        self.late_elsewhere = is_judged_for_lateness_elsewhere(requirement, regulation)
        self.passes_unused = is_permission_to_ask(requirement)
        self._is_plain = len(self.parts) == 1 and not (self.has_begun or self.exemptions or self.late_elsewhere)

    def judge(self, index: CaseIndex, at: datetime, _: Terms) -> Iterable[Finding]:
        """One finding for each subject that the requirement binds."""
        targets = index.targets(self._subject)
        if not targets or not self._speaks_of_case(index, targets[0]):
            return ()
        binds = self._binds
        bound = targets if binds is ALWAYS else [target for target in targets if binds(index, target)]
        if self._is_plain:
            return filter(None, self._plainly(index, bound, at))
        return filter(None, [self.judge_one(index, target, at) for target in bound])

    def _plainly(self, index: CaseIndex, targets: Sequence[Target], at: datetime) -> Iterator[Finding | None]:
        """One part, and nothing that sets it aside: most rules."""
        find, limit_of, finding = self.parts[0].find, self._limit, self._finding
        for target in targets:
            found = find(index, target)
            limit = found.limit or (limit_of(index, target) if limit_of else target.limit)
            yield finding(target, found.status(limit, at), found, limit)

    def judge_one(self, index: CaseIndex, target: Target, at: datetime) -> Finding | None:
        """The finding for a subject that the requirement binds; None where it has nothing to say of it yet."""
        if self.has_begun and not self.has_begun(index, target):
            return None
        exempting, limit = self.excepted(index, target)
        if exempting is not None and exempting.instead is None:
            return self._waived(index, target, exempting.reason)
        if len(self.parts) != 1:
            return self._joined(index, target, limit, at)
        found = self.parts[0].find(index, target)
        return self._finding(target, found.status(found.limit or limit, at), found, found.limit or limit)

    def targets(self, index: CaseIndex) -> Sequence[Target]:
        return index.targets(self._subject)

    def is_bound(self, index: CaseIndex, target: Target) -> bool:
        return self._speaks_of_case(index, target) and self._binds(index, target)

    def ordinary_limit(self, index: CaseIndex, target: Target) -> Limit:
        return self._limit(index, target) if self._limit else target.limit

    def excepted(self, index: CaseIndex, target: Target) -> tuple[Exempting | None, Limit]:
        """The exception that applies, and the limit that holds with it or without."""
        limit = self.ordinary_limit(index, target)
        exempting = next((one for one in self.exemptions if one.applies(index, target, limit)), None)
        if exempting is not None and exempting.instead is not None:
            limit = exempting.instead(index, target)
        return exempting, limit.without_lateness() if self.late_elsewhere else limit

    def _joined(self, index: CaseIndex, target: Target, limit: Limit, at: datetime) -> Finding | None:
        """Several parts: the gravest decides. None: that the subject is there is all there is to see."""
        parts = [part.find(index, target) for part in self.parts]
        if not parts:
            status = VIOLATION if self.requirement.modality == PROHIBITION else SATISFIED
            return self._finding(target, status, Found(self.requirement.gist, None, target.itself), limit)
        judged = [part.status(part.limit or limit, at) for part in parts]
        status = max(judged, key=WEIGHT.__getitem__)
        gravest = [part for part, own in zip(parts, judged, strict=True) if own is status]
        named = gravest[:1] if status is SATISFIED else gravest
        what = "、".join(dict.fromkeys(part.what for part in named))
        evidence = tuple(dict.fromkeys(one for part in parts for one in part.evidence))
        return self._finding(target, status, Found(what, None, evidence), gravest[0].limit or limit)

    def _waived(self, index: CaseIndex, target: Target, reason: str) -> Finding:
        what = self.parts[0].find(index, target).what if self.parts else self.requirement.gist
        return Finding(self.requirement, WAIVED, target.id, target.about, what, reason=reason)

    def _finding(self, target: Target, status: Status, found: Found, limit: Limit) -> Finding | None:
        if status is not SATISFIED:
            if self.passes_unused:
                return None
            status = self.by_modality(status)
        due_at, provisional = limit.due_at, limit.provisional
        return finding_of(
            (self.requirement, status, target.id, target.about, found.what, due_at, found.evidence, "", provisional)
        )

    def by_modality(self, status: Status) -> Status:
        """What is forbidden is broken, not missing; what is optional is advised."""
        if self.requirement.modality in OPTIONAL:
            return ADVISED
        if self.requirement.modality == PROHIBITION and status is not PENDING:
            return VIOLATION
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
