"""Events asked for: one of them must be there, reach those whom it must reach, and belong to the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.people import reaches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from zhiji.core.casefile import Event, Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Requirement

ARCHIVING = "归档"


class EventsAsked:
    """The events of the types asked for that belong to the subject.

    Of a document: those that serve it. Of an event or the case: all but those tied to another event of its kind, and
    those that were over before it where what is asked for follows it.
    """

    def __init__(self, requirement: Requirement, context: Context) -> None:
        self.types = requirement.demand.events
        self._kinds = requirement.subject.names
        self._due = requirement.due
        self._order = {name: place for place, name in enumerate(context.vocabulary.events)}

    def of(self, index: CaseIndex, target: Target) -> Sequence[Event]:
        if not self.types:
            return ()
        found: Sequence[Event] | None = target.answers.get(self)
        if found is None:
            found = target.answers[self] = self._found(index, target)
        return found

    def papers(self, index: CaseIndex, target: Target) -> list[Record]:
        return [paper for event in self.of(index, target) for paper in index.papers(event.id)]

    def _found(self, index: CaseIndex, target: Target) -> Sequence[Event]:
        if target.record is not None:
            serving = index.serving_record(target.record) + ([target.event] if target.event else [])
            return [event for event in {event.id: event for event in serving}.values() if event.type in self.types]
        found = [event for name in self.types for event in index.events_by_type.get(name, ())]
        return [one for one in found if self.belongs(one, index, target) and not self.is_too_early(one, target)]

    def belongs(self, event: Event, index: CaseIndex, target: Target) -> bool:
        return belongs(event, index, target, self._kinds)

    def is_too_early(self, event: Event, target: Target) -> bool:
        """Over before the subject, which it should follow and to which nothing ties it."""
        subject = target.event
        if subject is None or event.of is not None:
            return False
        return event.ended < subject.start and self._follows(subject.type)

    def _follows(self, subject: str) -> bool:
        """Whether what is asked for comes after the subject.

        It does where it is owed within a limit from it, or by the end of the case; where the rule names no limit, in
        the order of the procedure, which is that of the vocabulary.
        """
        if self._due is not None:
            return self._due.before is None and self._due.start in {"event", "event.start", "concluded_at"}
        return all(self._order[name] > self._order[subject] for name in self.types)


class EventsPart:
    def __init__(self, requirement: Requirement, asked: EventsAsked) -> None:
        party = requirement.when.party
        self.asked = asked
        self.to = requirement.demand.to
        self.what = "或".join(asked.types)
        self._named = party is not None and party.named is True

    def find(self, index: CaseIndex, target: Target) -> Found:
        asked = self.asked.of(index, target)
        found = [event for event in asked if self.arrives(event, index)] if self.to else asked
        moments = [event.start for event in found] or _archived(self.asked.types, index)
        return Found(self.what, min(moments) if moments else None, tuple([event.id for event in found]))

    def arrives(self, event: Event, index: CaseIndex) -> bool:
        """It, or an event that serves it, reaches those whom it must reach."""
        return any(reaches(one, self.to, index, named=self._named) for one in (event, *index.serving(event)))


class AddresseePart:
    """应送至 without an event asked for: the subject itself must reach them."""

    def __init__(self, requirement: Requirement) -> None:
        self.to = requirement.demand.to
        self.what = "告知" + "或".join(self.to)

    def find(self, index: CaseIndex, target: Target) -> Found:
        event = target.event
        if event is None or not any(reaches(one, self.to, index) for one in (event, *index.serving(event))):
            return Found(self.what, None)
        return Found(self.what, event.start, (event.id,))


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
