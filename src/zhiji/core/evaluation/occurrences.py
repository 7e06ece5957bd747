"""Events asked for: one of them must be there, reach those whom it must reach, and belong to the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.people import reaches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from zhiji.core.casefile import Event
    from zhiji.core.evaluation.context import Part
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Requirement

ARCHIVING = "归档"


def events_asked(requirement: Requirement, index: CaseIndex, target: Target) -> Sequence[Event]:
    """The events of the types asked for that belong to the subject.

    Of a document: those that serve it. Of an event or the case: all but those tied to another event of its kind, and
    those that were over before it where what is asked for follows it.
    """
    types = requirement.demand.events
    if not types:
        return ()
    if target.record is not None:
        found = index.serving_record(target.record)
        found += [target.event] if target.event else []
        return [event for event in {event.id: event for event in found}.values() if event.type in types]
    found = [event for name in types for event in index.events_by_type.get(name, ())]
    begin = target.event.start if target.event and _follows(requirement, target.event, index) else None
    return [
        event
        for event in found
        if belongs(event, index, target, requirement.subject.names)
        and (begin is None or event.ended >= begin or event.of is not None)
    ]


def events_part(requirement: Requirement) -> Part:
    demand, party = requirement.demand, requirement.when.party
    what = "或".join(demand.events)
    named = party is not None and party.named is True

    def arrives(event: Event, index: CaseIndex) -> bool:
        return any(reaches(one, demand.to, index, named=named) for one in (event, *index.serving(event)))

    def part(index: CaseIndex, target: Target) -> Found:
        found = [event for event in events_asked(requirement, index, target) if not demand.to or arrives(event, index)]
        moments = [event.start for event in found] or _archived(demand.events, index)
        return Found(what, min(moments, default=None), tuple(event.id for event in found))

    return part


def addressee_part(requirement: Requirement) -> Part:
    """应送至 without an event asked for: the subject itself must reach them."""
    to = requirement.demand.to
    what = "告知" + "或".join(to)

    def part(index: CaseIndex, target: Target) -> Found:
        event = target.event
        if event is None or not any(reaches(one, to, index) for one in (event, *index.serving(event))):
            return Found(what, None)
        return Found(what, event.start, (event.id,))

    return part


def _follows(requirement: Requirement, subject: Event, index: CaseIndex) -> bool:
    """Whether what is asked for comes after the subject.

    It does where it is owed within a limit from it, or by the end of the case; where the rule names no limit, in the
    order of the procedure, which is that of the vocabulary.
    """
    due = requirement.due
    if due is not None:
        return due.before is None and due.start in {"event", "event.start", "concluded_at"}
    order = list(index.vocabulary.events)
    return all(order.index(name) > order.index(subject.type) for name in requirement.demand.events)


def belongs(event: Event, index: CaseIndex, target: Target, kinds: Collection[str] = ()) -> bool:
    """Whether an event may be about the subject: it is not tied to another event of the subject's kind.

    Of its kind are those of its type and of `kinds`: a review of the refusal is none of the licence granted.
    """
    subject = target.event
    if subject is None or event is subject or event.of is None:
        return True
    alike = [served for served in index.served_in_turn(event) if served.type == subject.type or served.type in kinds]
    return not alike or any(served is subject for served in alike)


def _archived(types: tuple[str, ...], index: CaseIndex) -> list[datetime]:
    """The case's own mark of having been archived is as good as the event."""
    return [index.case.archived_at] if ARCHIVING in types and index.case.archived_at else []
