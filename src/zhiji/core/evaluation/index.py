"""A case file arranged for the questions that rules ask of it. Its order is that of time, never that of the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from zhiji.core.evaluation.limits import Limit
from zhiji.core.regulations.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from zhiji.core.casefile import Access, Approval, Case, CaseFile, Event, Officer, Party, Record, Report
    from zhiji.core.regulations.model import Subject
    from zhiji.core.vocabulary import Vocabulary

T = TypeVar("T")
WRITTEN, AUDIO_VISUAL = "文字", "音像"
WHOLE_CASE = "case"
EVERY_EVENT = "*"
REFUSAL_TO_SIGN = ("拒绝配合", "拒绝签字")  # an event, and its fact `kind`
_IN_TIME = attrgetter("at", "id")
MADE_IN_TIME = attrgetter("made_at", "id")


@dataclass(slots=True, eq=False)
class Target:
    """What a requirement is judged on: an event, a record with its event, an access, or the whole case."""

    id: str
    about: str
    limit: Limit  # where the rule names none
    moment: datetime | None  # when it came about itself
    event: Event | None = None
    record: Record | None = None
    access: Access | None = None
    traits: frozenset[str] = frozenset()  # of the event and of the case
    itself: tuple[str, ...] = field(init=False)  # as evidence
    answers: dict[object, Any] = field(init=False, default_factory=dict)  # to what has been asked of it; see `once`

    def __post_init__(self) -> None:
        self.itself = (self.id,)


def once(question: Callable[[CaseIndex, Target], T]) -> Callable[[CaseIndex, Target], T]:
    """What many rules ask of a target is found out once."""

    def ask(index: CaseIndex, target: Target) -> T:
        answers = target.answers
        if question not in answers:
            answers[question] = question(index, target)
        found: T = answers[question]
        return found

    return ask


class CaseIndex:
    """Several judges may share one: what has been found out for one of them is there for the others."""

    def __init__(self, file: CaseFile, vocabulary: Vocabulary) -> None:
        groups = vocabulary.medium_groups
        self.vocabulary = vocabulary
        self.file = file
        self.case: Case = file.case
        self.parties: dict[str, Party] = {party.id: party for party in file.parties}
        self.officers: dict[str, Officer] = {officer.id: officer for officer in file.officers}
        self.events = {event.id: event for event in sorted(file.events, key=attrgetter("start", "id"))}
        self.records = {record.id: record for record in sorted(file.records, key=MADE_IN_TIME)}
        self.filmed = {record.event for record in file.records if groups[record.medium] == AUDIO_VISUAL}
        self.events_by_type: dict[str, list[Event]] = _grouped(self.events.values(), "type")
        event_type, kind = REFUSAL_TO_SIGN
        self._refusals = [one for one in self.events_by_type.get(event_type, ()) if one.facts.get("kind") == kind]
        self.traits = frozenset(file.case.traits).union(*(event.traits for event in file.events))
        self.doc_types = {record.doc_type for record in file.records}
        self._papers: dict[str | None, list[Record]] = _grouped(self.records.values(), "event")
        self._serving: dict[str | None, list[Event]] = _grouped(self.events.values(), "of")
        self._approvals: dict[str, list[Approval]] = _grouped(sorted(file.approvals, key=_IN_TIME), "of")
        self._reports: dict[str, list[Report]] = _grouped(sorted(file.reports, key=attrgetter("at")), "of")
        self._tied: dict[str, list[Record]] = {}
        self._said: dict[str, frozenset[str]] = {}
        self._targets = _targets(self)

    def targets(self, subject: Subject) -> Sequence[Target]:
        kind, names = subject.kind, subject.names
        if len(names) == 1:
            return self._targets.get((kind, names[0]), ())
        found: list[Target] = []
        for name in names or (WHOLE_CASE,):
            found += self._targets.get((kind, name), ())
        return found

    def papers(self, event: str | None) -> Sequence[Record]:
        """The records of an event; of None those of the case as a whole."""
        return self._papers.get(event, ())

    def serving(self, event: Event) -> list[Event]:
        """The events that serve this one or one of its records."""
        found = list(self._serving.get(event.id, ()))
        if len(self._serving) > 1:
            found += [other for paper in self.papers(event.id) for other in self._serving.get(paper.id, ())]
        return found

    def serving_record(self, record: Record) -> list[Event]:
        """The events that serve this record; one that serves its event serves all papers of it."""
        named = [*self._serving.get(record.id, ()), *(self._serving.get(record.event, ()) if record.event else ())]
        return named + [event for event in self._refusals if not event.of and self._is_unsigned_by(event, record)]

    def was_refused(self, record: Record) -> bool:
        """Whether an event says that somebody refused to sign it."""
        return any(event in self._refusals for event in self.serving_record(record))

    def _is_unsigned_by(self, refusal: Event, record: Record) -> bool:
        """A refusal that names no document: of those who refused, some took part in this one and none signed it."""
        event = self.events.get(record.event or "")
        refusing = set(refusal.parties or self.parties)
        present = refusing.intersection(event.parties) if event and event.parties else refusing
        return bool(present) and present.isdisjoint(signature.by for signature in record.signatures)

    def served(self, event: Event) -> Event | None:
        """The event that this one serves, directly or through a record of it."""
        record = self.records.get(event.of or "")
        return self.events.get((record.event if record else event.of) or "")

    def served_in_turn(self, event: Event) -> list[Event]:
        """What this event serves, and what that serves: an answer the refusal, and the refusal the complaint."""
        found: list[Event] = []
        served = self.served(event)
        while served is not None and served not in found:
            found.append(served)
            served = self.served(served)
        return found

    def served_papers(self, event: Event) -> Sequence[Record]:
        """The document that an event serves, or the records of the event that it serves."""
        record = self.records.get(event.of or "")
        return (record,) if record else self.papers(event.of) if event.of else ()

    def gathered(self, event: Event) -> list[Record]:
        """The records of an event and of the events that serve it."""
        return [paper for one in (event, *self.serving(event)) for paper in self.papers(one.id)]

    def tied(self, event: Event) -> list[Record]:
        """The records of an event, of the events that serve it, and of what it serves itself."""
        found = self._tied.get(event.id)
        if found is None:
            found = self._tied[event.id] = [*self.gathered(event), *self.served_papers(event)]
        return found

    def said(self, record: Record) -> frozenset[str]:
        """What a record says, by name: its content points, and its fields that are filled."""
        said = self._said.get(record.id)
        if said is None:
            filled = {name for name, value in record.fields.items() if value.strip()}
            said = self._said[record.id] = frozenset(filled.union(record.covers))
        return said

    def approvals(self, target: Target) -> list[Approval]:
        """Those given on the target, on a paper of its event, or at an event that serves it."""
        given: list[Approval] | None = target.answers.get("approvals")
        if given is None:
            ids = [target.id, *(self.ids_about(target.event) if target.event else ())]
            given = target.answers["approvals"] = self.approvals_on(*dict.fromkeys(ids))
        return given

    def approvals_at(self, events: Iterable[Event]) -> list[Approval]:
        """Those given on the events or on a paper of theirs."""
        ids = (one for event in events for one in (event.id, *(paper.id for paper in self.papers(event.id))))
        return self.approvals_on(*dict.fromkeys(ids))

    def approvals_on(self, *ids: str) -> list[Approval]:
        of = self._approvals
        return [approval for one in ids if one in of for approval in of[one]]

    def reports(self, target: Target) -> list[Report]:
        ids = [target.id, *(self.ids_about(target.event) if target.event else ())]
        return [report for one in dict.fromkeys(ids) for report in self._reports.get(one, ())]

    def nearest_event(self, event_type: str, target: Target) -> Event | None:
        """The event of that type that the target belongs to: its own, one tied to it, else the one closest in time."""
        own = target.event
        if own is not None:
            if own.type == event_type:
                return own
            served = self.served(own)
            if served is not None and served.type == event_type:
                return served
        candidates = self.events_by_type.get(event_type, [])
        here = own.start if own else target.record.made_at if target.record else self.case.opened_at
        return min(candidates, key=lambda event: abs(event.start - here), default=None)

    def ids_about(self, event: Event) -> list[str]:
        events = [event, *self.serving(event)]
        return [one for other in events for one in (other.id, *(paper.id for paper in self.papers(other.id)))]


def _grouped(items: Iterable[Any], key: str) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    of = attrgetter(key)
    for item in items:
        groups[of(item)].append(item)
    return dict(groups)


def _targets(index: CaseIndex) -> dict[tuple[SubjectKind, str], list[Target]]:
    found: dict[tuple[SubjectKind, str], list[Target]] = defaultdict(list)
    of_case = frozenset(index.case.traits)
    traits = {event.id: of_case.union(event.traits) if event.traits else of_case for event in index.events.values()}
    for event in index.events.values():
        target = Target(event.id, event.type, Limit(event.ended), event.start, event, traits=traits[event.id])
        found[SubjectKind.EVENT, event.type].append(target)
        found[SubjectKind.EVENT, EVERY_EVENT].append(target)
    for record in index.records.values():
        its_event = index.events.get(record.event or "")
        about, due = record.doc_type or record.medium, Limit(its_event.ended if its_event else record.made_at)
        held = traits.get(record.event or "", of_case)
        target = Target(record.id, about, due, record.made_at, its_event, record, traits=held)
        found[SubjectKind.MEDIUM, record.medium].append(target)
        if record.doc_type:
            found[SubjectKind.DOCUMENT, record.doc_type].append(target)
    for access in sorted(index.file.accesses, key=_IN_TIME):
        target = Target(access.id, access.kind, Limit(access.at), access.at, access=access, traits=of_case)
        found[SubjectKind.ACCESS, access.kind].append(target)
    whole = Target(WHOLE_CASE, WHOLE_CASE, Limit(index.case.concluded_at), None, traits=of_case)
    found[SubjectKind.CASE, WHOLE_CASE].append(whole)
    return dict(found)
