"""Approvals asked for: by whom, on what, and what must not come before them."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from zhiji.core.evaluation.limits import Found, Limit
from zhiji.core.evaluation.opinions import LEGAL_REVIEW
from zhiji.core.evaluation.places import at_own_event
from zhiji.core.regulations.model import Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from zhiji.core.casefile import Approval, Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.occurrences import EventsAsked
    from zhiji.core.regulations.model import ApprovalDemand, Requirement
    from zhiji.core.vocabulary import Vocabulary

AGREED = re.compile(r"(?<![不未])(?<![不未].)(同意|批准|准予|通过)")
LENGTHENS = re.compile(
    r"延期|延长|顺延|放宽|宽限|推迟|工作日"
)  # matters of approvals that lengthen a limit: 延期存储 …
OTHER_DEVICE = re.compile(r"其他设备|改用")  # and of those for another device: 使用其他设备
_AT = attrgetter("at")
ASKS_FOR_IT = frozenset({"立案", "不予立案", "决定审批", "结案"})
"""Events that are themselves the asking for the approval: it is in time until they end."""


def roles_from(roles: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Any of the roles; a higher one will do for a lower, but who reviews the law stands in for nobody."""
    named = frozenset(roles)
    ladder = vocabulary.approval_roles
    return named | frozenset(ladder[min(map(ladder.index, named)) :]) - {LEGAL_REVIEW}


def agrees(approval: Approval) -> bool:
    return AGREED.search(approval.decision) is not None


def is_extension(approval: Approval) -> bool:
    """One that says no matter may be: nothing tells an ordinary approval from an extension."""
    return not approval.matter or LENGTHENS.search(approval.matter) is not None


class Lengthening:
    """The approvals, on the target or on its event, that may lengthen a limit of it."""

    def __init__(self, roles: Iterable[str], vocabulary: Vocabulary) -> None:
        self.roles = tuple(roles)
        self.enough = roles_from(roles, vocabulary)

    def on(self, index: CaseIndex, target: Target) -> list[Approval]:
        """All that were given there, of whatever kind."""
        if target.record is None or target.event is None:
            return index.approvals_on(target.id)
        return index.approvals_on(target.id, target.event.id)

    def given(self, index: CaseIndex, target: Target) -> list[Approval]:
        return [one for one in self.on(index, target) if not self.objection(one)]

    def objection(self, approval: Approval) -> str:
        """Why it lengthens nothing; empty where it may."""
        if approval.role not in self.enough:
            return f"审批人是{approval.role}，层级不够"
        if not agrees(approval):
            return f"决定是“{approval.decision}”，不是同意"
        return "" if is_extension(approval) else f"批准的是另一件事（{approval.matter}），不是延长期限"


class ApprovalPart:
    def __init__(self, requirement: Requirement, demand: ApprovalDemand, asked: EventsAsked, context: Context) -> None:
        is_opinion = _is_opinion(requirement, demand)
        own = is_opinion and len(demand.roles) == 1  # an opinion is that of the role itself, whatever a higher one says
        is_recorded = _is_recorded(requirement, demand, context)
        is_shown = requirement.due is None and (is_opinion or is_recorded)
        self.what = "或".join(demand.roles)
        self.demand = demand
        self.asked = asked
        self.enough = frozenset(demand.roles) if own else roles_from(demand.roles, context.vocabulary)
        self._limit = _limit(demand)
        self._opinion = context.opinions.of_roles(demand.roles, listed=is_recorded) if is_shown else None
        self._of_records = requirement.subject.kind is SubjectKind.MEDIUM

    def find(self, index: CaseIndex, target: Target) -> Found:
        limit = self._limit(index, target) if self._limit else None
        suitable = [one for one in self.given(index, target) if not self.objection(one, target)]
        if suitable:
            first = min(suitable, key=_AT)
            return Found(self.what, first.at, (first.id,), False, limit)
        for paper in self.forms(index, target):
            if self.shows(paper):
                return Found(self.what, paper.made_at, (paper.id,), False, limit)
        return Found(self.what, None, (), False, limit)

    def given(self, index: CaseIndex, target: Target) -> list[Approval]:
        """All that might be it."""
        return [*_candidates(self.demand, index, target), *index.approvals_at(self.asked.of(index, target))]

    def objection(self, approval: Approval, target: Target) -> str:
        """Why it is not the approval asked for; empty where it is."""
        if approval.role not in self.enough:
            return f"审批人是{approval.role}，要求的是{self.what}"
        if not agrees(approval):
            return f"决定是“{approval.decision}”，不是同意"
        if _is_of_another_matter(approval, target, of_records=self._of_records):
            return f"批准的是另一件事（{approval.matter}）"
        return ""

    def forms(self, index: CaseIndex, target: Target) -> list[Record]:
        """The papers that may show the opinion instead."""
        return index.tied(target.event) if self._opinion and target.event else []

    def shows(self, paper: Record) -> bool:
        return self._opinion is not None and self._opinion(paper)


def _is_of_another_matter(approval: Approval, target: Target, *, of_records: bool) -> bool:
    """It lengthens a limit, or lets records be made with another device; the event itself it does not approve."""
    matter = approval.matter or ""
    if LENGTHENS.search(matter):
        return LENGTHENS.search(target.about) is None
    return OTHER_DEVICE.search(matter) is not None and not of_records


def _candidates(demand: ApprovalDemand, index: CaseIndex, target: Target) -> list[Approval]:
    if demand.of == "access":
        return index.approvals_on(target.id)
    if demand.of == "case":
        return index.approvals_on(index.case.id)
    return index.approvals(target)


def _is_opinion(requirement: Requirement, demand: ApprovalDemand) -> bool:
    """An opinion that a form carries. Where nothing waits for it, the form itself may show it."""
    return requirement.kind is Kind.APPROVAL and demand.of == "event" and not demand.precedes


def _is_recorded(requirement: Requirement, demand: ApprovalDemand, context: Context) -> bool:
    """Whether the form that is asked for carries the opinion of the very role, so that a field of it may give it."""
    points = (*requirement.demand.fields, *requirement.demand.content_points)
    return not demand.precedes and any(context.opinions.roles_of(one) == frozenset(demand.roles) for one in points)


def _limit(demand: ApprovalDemand) -> Callable[[CaseIndex, Target], Limit | None] | None:
    """Its own limit: what it precedes, or the access; None where the requirement's holds."""
    if demand.of == "access":
        return lambda _, target: Limit.before(target.access.at) if target.access else None
    if not demand.precedes:
        return None

    def limit(index: CaseIndex, target: Target) -> Limit:
        event = target.event
        if event is not None and event.type in demand.precedes and event.type in ASKS_FOR_IT:
            return Limit(event.ended, event.ended)
        moments = [moment for name in demand.precedes for moment in _moments(name, index, target)]
        if moments:
            return Limit.before(min(moments))
        waits_for_event = any(name in index.vocabulary.events for name in demand.precedes)
        return Limit(index.case.concluded_at) if waits_for_event else target.limit

    return limit


def _moments(name: str, index: CaseIndex, target: Target) -> list[datetime]:
    """When that came which the approval must precede: an event, or a document."""
    if name in index.vocabulary.events:
        event = index.nearest_event(name, target)
        return [event.start] if event else []
    papers = [*(index.tied(target.event) if target.event else ()), *at_own_event(name, index, target)]
    return [paper.made_at for paper in papers if paper.doc_type == name]


class ExtensionPart:
    """An approval that may be sought to lengthen a limit."""

    def __init__(self, demand: ApprovalDemand, context: Context) -> None:
        self.lengthening = Lengthening(demand.roles, context.vocabulary)
        self.what = "或".join(demand.roles)

    def find(self, index: CaseIndex, target: Target) -> Found:
        found = self.lengthening.given(index, target)
        if not found:
            return Found(self.what, None)
        return Found(self.what, min(map(_AT, found)), tuple(one.id for one in found))
