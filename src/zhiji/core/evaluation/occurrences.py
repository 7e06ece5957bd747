"""Events asked for: one of them must be there, reach those whom it must reach, and belong to the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.people import reaches

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import Event
    from zhiji.core.evaluation.context import Part
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Requirement

ARCHIVING = "归档"


def events_asked(requirement: Requirement, index: CaseIndex, target: Target) -> list[Event]:
    """The events of the types asked for that belong to the subject.

    Of a document: those that serve it. Of an event or the case: all but those tied to another event of its kind.
    """
    types = requirement.demand.events
    if not types:
        return []
    if target.record is not None:
        found = index.serving_record(target.record)
        found += [target.event] if target.event else []
        return [event for event in {event.id: event for event in found}.values() if event.type in types]
    found = [event for name in types for event in index.events_by_type.get(name, ())]
    return [event for event in found if _belongs(event, index, target)]


def events_part(requirement: Requirement) -> Part:
    demand = requirement.demand
    what = "或".join(demand.events)

    def part(index: CaseIndex, target: Target) -> Found:
        found = [
            event
            for event in events_asked(requirement, index, target)
            if not demand.to or any(reaches(one, demand.to, index) for one in (event, *index.serving(event)))
        ]
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


def _belongs(event: Event, index: CaseIndex, target: Target) -> bool:
    if target.event is None or event is target.event:
        return True
    served = index.served(event)
    return served is None or served is target.event or served.type != target.event.type


def _archived(types: tuple[str, ...], index: CaseIndex) -> list[datetime]:
    """The case's own mark of having been archived is as good as the event."""
    return [index.case.archived_at] if ARCHIVING in types and index.case.archived_at else []
