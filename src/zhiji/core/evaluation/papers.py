"""Records asked for: documents by name, records of a medium, and what they must say and bear."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import approval_part
from zhiji.core.evaluation.contents import Contents
from zhiji.core.evaluation.index import AUDIO_VISUAL, WRITTEN
from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.occurrences import events_asked
from zhiji.core.evaluation.places import at_own_event, own_records, place_of, tied_records
from zhiji.core.evaluation.signing import signed_at, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from zhiji.core.casefile import Approval, Record
    from zhiji.core.evaluation.context import Context, Part
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Demand, Requirement

FULL_COURSE = "全程记录"
_IN_TIME = attrgetter("made_at", "id")


class Bearing:
    """What records must say (fields, content points) and bear (signatures)."""

    def __init__(self, requirement: Requirement, context: Context) -> None:
        self._requirement = requirement
        self._contents = Contents(requirement.demand, context)
        self._signatures = requirement.demand.signatures
        self.names = self._contents.names
        self.what = "、".join(self.names) or "签名或盖章"

    def lacking(self, records: list[Record], index: CaseIndex, target: Target) -> tuple[str, ...]:
        missing = self._contents.missing(index, records, self._approvals(index, target)) if self.names else ()
        return missing + (unsigned(self._signatures, records, index, target) if self._signatures else ())

    def _approvals(self, index: CaseIndex, target: Target) -> Iterator[Approval]:
        yield from index.approvals(target)
        yield from index.approvals_at(events_asked(self._requirement, index, target))

    def is_borne_by(self, record: Record, index: CaseIndex, target: Target) -> bool:
        """Whether the record says or bears anything of it."""
        owed = len(self.names) + len(self._signatures)
        return not owed or len(self.lacking([record], index, target)) < owed

    def judged(self, what: str, records: list[Record], index: CaseIndex, target: Target, *, done: datetime) -> Found:
        lacking = self.lacking(records, index, target)
        if self._signatures and self._requirement.due is not None:
            done = max(done, signed_at(self._signatures, records, index, target) or done)
        return Found("、".join(lacking) or what, done, ids_of(records), lacking=bool(lacking))


def documents_part(requirement: Requirement, context: Context) -> Part:
    """All the documents, each itself or what may stand in for it.

    What an event delivers stands in only when it bears something of what is asked: a decision is no 送达回证 merely by
    being delivered.
    """
    demand = requirement.demand
    bearing = Bearing(requirement, context)
    place = place_of(requirement)

    def named(name: str, doc_type: str, index: CaseIndex, target: Target) -> list[Record]:
        """Papers of that name which are `doc_type` or stand in for it; what stands in may be made where it is made."""
        near = [paper for paper in place(index, target) if paper.doc_type == name]
        for event in events_asked(requirement, index, target):
            near += [paper for paper in index.papers(event.id) if paper.doc_type == name]
        if near:
            return near
        apart = unique(paper for one in (name, doc_type) for paper in at_own_event(one, index, target))
        return [paper for paper in apart if paper.doc_type == name]

    def instances(doc_type: str, index: CaseIndex, target: Target) -> list[Record]:
        itself = named(doc_type, doc_type, index, target)
        others = [paper for name in demand.accepts.get(doc_type, ()) for paper in named(name, doc_type, index, target)]
        if itself:
            return itself + others
        served = {paper.id for paper in index.served_papers(target.event)} if target.event else set()
        return [one for one in others if one.id not in served or bearing.is_borne_by(one, index, target)]

    def part(index: CaseIndex, target: Target) -> Found:
        found = {doc_type: instances(doc_type, index, target) for doc_type in demand.documents}
        records = unique(paper for group in found.values() for paper in group)
        absent = [doc_type for doc_type, group in found.items() if not group]
        if absent:
            return Found("、".join(absent), None, ids_of(records))
        done = max(min(paper.made_at for paper in group) for group in found.values())
        return bearing.judged("、".join(demand.documents), records, index, target, done=done)

    return part


def media_part(requirement: Requirement, context: Context) -> Part:
    """At least one record of the media. Where documents are asked for too, they carry what must be said."""
    demand = requirement.demand
    media, written = context.media(demand.media), context.media((WRITTEN,))
    what = media_label(demand.media)
    bearing = Bearing(requirement, context) if asks_for_content(demand) and not demand.documents else None
    place = place_of(requirement)

    def saying(records: list[Record], index: CaseIndex, target: Target) -> list[Record]:
        """A film speaks for its own event; what is written may stand in the papers of a tied one."""
        further = [] if demand.events else place(index, target)
        return unique([*records, *(paper for paper in further if paper.medium in media & written)])

    def part(index: CaseIndex, target: Target) -> Found:
        records = [paper for paper in _made(requirement, index, target) if paper.medium in media]
        if not records:
            return _signed_off(requirement, index, target, bearing) if media & written else Found(what, None)
        if demand.full_course and not any(paper.full_course or paper.medium in written for paper in records):
            return Found(FULL_COURSE, records[0].made_at, ids_of(records), lacking=True)
        done = min(paper.made_at for paper in records)
        if bearing is None:
            return Found(what, done, ids_of(records))
        return bearing.judged(what, saying(records, index, target), index, target, done=done)

    return part


def signing_off_part(requirement: Requirement, context: Context) -> Part:
    """An approval is itself the record of who signed off, and when; where none is on file, a paper may say it."""
    if requirement.approval is None:
        return media_part(requirement, context)
    approved, written = approval_part(requirement, requirement.approval, context), media_part(requirement, context)
    nothing_said = "、".join(Contents(requirement.demand, context).names)

    def part(index: CaseIndex, target: Target) -> Found:
        approval = approved(index, target)
        if approval.done is not None or index.approvals(target):
            return approval
        paper = written(index, target)
        return approval if paper.done is None or paper.what == nothing_said else paper

    return part


def contents_part(requirement: Requirement, context: Context) -> Part:
    """What must be said or signed, no record being named: on a record itself, else on any that belongs to the subject."""
    bearing = Bearing(requirement, context)
    place = place_of(requirement)

    def part(index: CaseIndex, target: Target) -> Found:
        records = [target.record] if target.record else unique(place(index, target))
        if target.record is None and not any(bearing.is_borne_by(paper, index, target) for paper in records):
            records = unique(tied_records(index, target))  # papers elsewhere that say nothing of it are no record of it
        if not records:
            return Found(bearing.what, None)
        return bearing.judged(bearing.what, records, index, target, done=records[0].made_at)

    return part


def _made(requirement: Requirement, index: CaseIndex, target: Target) -> list[Record]:
    """Where records of a medium must have been made: at the events asked for, else at the subject's own."""
    if requirement.demand.events:
        events = events_asked(requirement, index, target)
        return unique(paper for event in events for paper in index.papers(event.id))
    return unique(own_records(index, target))


def _signed_off(requirement: Requirement, index: CaseIndex, target: Target, bearing: Bearing | None) -> Found:
    """An approval with its opinion and its date is itself a text record of the signing."""
    events = events_asked(requirement, index, target)
    given = [approval for approval in index.approvals_at(events) if approval.opinion]
    if not given or bearing is None or not bearing.names or bearing.lacking([], index, target):
        absent = requirement.demand.events if not events else ()
        return Found("或".join(absent) or media_label(requirement.demand.media), None)
    return Found(media_label(requirement.demand.media), given[0].at, tuple(approval.id for approval in given))


def asks_for_content(demand: Demand) -> bool:
    return bool(demand.fields or demand.content_points or demand.signatures)


def media_label(media: tuple[str, ...]) -> str:
    """音像 as 音像记录, 文字 and 音像 as 文字或音像记录; a medium by its own name."""
    text = "或".join(media)
    return f"{text}记录" if {WRITTEN, AUDIO_VISUAL}.issuperset(media) else text


def unique(records: Iterable[Record]) -> list[Record]:
    """In the order of time, each once."""
    found = {record.id: record for record in records}
    return sorted(found.values(), key=_IN_TIME) if len(found) > 1 else list(found.values())


def ids_of(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.id for record in records)
