"""Records asked for: documents by name, records of a medium, and what they must say and bear."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import ApprovalPart
from zhiji.core.evaluation.contents import Contents
from zhiji.core.evaluation.index import AUDIO_VISUAL, WRITTEN
from zhiji.core.evaluation.limits import Found
from zhiji.core.evaluation.places import at_own_event, own_records, place_of, tied_records, unique
from zhiji.core.evaluation.signing import signed_at, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from zhiji.core.casefile import Approval, Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.occurrences import EventsAsked
    from zhiji.core.regulations.model import ApprovalDemand, Demand, Requirement

FULL_COURSE = "全程记录"
_ID, _MADE_AT = attrgetter("id"), attrgetter("made_at")


class Bearing:
    """What records must say (fields, content points) and bear (signatures)."""

    def __init__(self, requirement: Requirement, asked: EventsAsked, context: Context) -> None:
        self._is_timed = requirement.due is not None
        self.asked = asked
        self.contents = Contents(requirement.demand, context)
        self.signatures = requirement.demand.signatures
        self.names = self.contents.names
        self.what = "、".join(self.names) or "签名或盖章"

    def lacking(self, records: Sequence[Record], index: CaseIndex, target: Target) -> tuple[str, ...]:
        missing = self.contents.missing(index, records, self.approvals(index, target)) if self.names else ()
        return missing + (unsigned(self.signatures, records, index, target) if self.signatures else ())

    def approvals(self, index: CaseIndex, target: Target) -> Iterator[Approval]:
        yield from index.approvals(target)
        if self.asked.types:
            yield from index.approvals_at(self.asked.of(index, target))

    def is_borne_by(self, record: Record, index: CaseIndex, target: Target) -> bool:
        """Whether the record says or bears anything of it."""
        owed = len(self.names) + len(self.signatures)
        return not owed or len(self.lacking((record,), index, target)) < owed

    def judged(
        self, what: str, records: Sequence[Record], index: CaseIndex, target: Target, *, done: datetime
    ) -> Found:
        lacking = self.lacking(records, index, target)
        if self.signatures and self._is_timed:
            done = max(done, signed_at(self.signatures, records, index, target) or done)
        return Found("、".join(lacking) or what, done, ids_of(records), bool(lacking))


class DocumentsPart:
    """All the documents, each itself or what may stand in for it.

    What an event delivers stands in only when it bears something of what is asked: a decision is no 送达回证 merely by
    being delivered.
    """

    def __init__(self, requirement: Requirement, asked: EventsAsked, context: Context) -> None:
        self.demand = requirement.demand
        self.asked = asked
        self.bearing = Bearing(requirement, asked, context)
        self.place = place_of(requirement)
        self.what = "、".join(requirement.demand.documents)

    def find(self, index: CaseIndex, target: Target) -> Found:
        found = {doc_type: self.instances(doc_type, index, target) for doc_type in self.demand.documents}
        records = unique([paper for group in found.values() for paper in group])
        absent = [doc_type for doc_type, group in found.items() if not group]
        if absent:
            return Found("、".join(absent), None, ids_of(records))
        done = max([min(map(_MADE_AT, group)) for group in found.values()])
        return self.bearing.judged(self.what, records, index, target, done=done)

    def instances(self, doc_type: str, index: CaseIndex, target: Target) -> list[Record]:
        itself = self._named(doc_type, doc_type, index, target)
        accepted = self.demand.accepts.get(doc_type, ())
        others = [paper for name in accepted for paper in self._named(name, doc_type, index, target)]
        if itself or not others:
            return itself + others
        served = {paper.id for paper in index.served_papers(target.event)} if target.event else set()
        return [one for one in others if one.id not in served or self.bearing.is_borne_by(one, index, target)]

    def _named(self, name: str, doc_type: str, index: CaseIndex, target: Target) -> list[Record]:
        """Papers of that name which are `doc_type` or stand in for it; what stands in may be made where it is made."""
        near = [paper for paper in self.place(index, target) if paper.doc_type == name]
        near += [paper for paper in self.asked.papers(index, target) if paper.doc_type == name]
        if near or name not in index.doc_types:
            return near
        apart = unique(paper for one in (name, doc_type) for paper in at_own_event(one, index, target))
        return [paper for paper in apart if paper.doc_type == name]


class MediaPart:
    """At least one record of the media. Where documents are asked for too, they carry what must be said."""

    def __init__(self, requirement: Requirement, asked: EventsAsked, context: Context) -> None:
        self.demand = demand = requirement.demand
        self.asked = asked
        self.media, self._written = context.media(demand.media), context.media((WRITTEN,))
        self._textual = self.media & self._written
        carries = asks_for_content(demand) and not demand.documents
        self.bearing = Bearing(requirement, asked, context) if carries else None
        self.place = place_of(requirement)
        self.what = media_label(demand.media)

    def find(self, index: CaseIndex, target: Target) -> Found:
        media = self.media
        records = [paper for paper in self.made(index, target) if paper.medium in media]
        if not records:
            return self._signed_off(index, target) if self._textual else Found(self.what, None)
        done = records[0].made_at
        if self.demand.full_course and not any(map(self.is_whole, records)):
            return Found(FULL_COURSE, done, ids_of(records), lacking=True)
        if self.bearing is None:
            return Found(self.what, done, ids_of(records))
        return self.bearing.judged(self.what, self.saying(records, index, target), index, target, done=done)

    def made(self, index: CaseIndex, target: Target) -> Sequence[Record]:
        """Where records of a medium must have been made: at the events asked for, else at the subject's own."""
        return unique(self.asked.papers(index, target)) if self.asked.types else own_records(index, target)

    def is_whole(self, paper: Record) -> bool:
        return paper.full_course or paper.medium in self._written

    def saying(self, records: Sequence[Record], index: CaseIndex, target: Target) -> Sequence[Record]:
        """A film speaks for its own event; what is written may stand in the papers of a tied one."""
        if self.asked.types or not self._textual:
            return records
        further = [paper for paper in self.place(index, target) if paper.medium in self._textual]
        return unique([*records, *further])

    def _signed_off(self, index: CaseIndex, target: Target) -> Found:
        """An approval with its opinion and its date is itself a text record of the signing."""
        events, bearing = self.asked.of(index, target), self.bearing
        given = [approval for approval in index.approvals_at(events) if approval.opinion]
        if not given or bearing is None or not bearing.names or bearing.lacking((), index, target):
            absent = self.asked.types if not events else ()
            return Found("或".join(absent) or self.what, None)
        return Found(self.what, given[0].at, tuple(approval.id for approval in given))


class SigningOffPart:
    """An approval is itself the record of who signed off, and when; where none is on file, a paper may say it."""

    def __init__(self, requirement: Requirement, demand: ApprovalDemand, asked: EventsAsked, context: Context) -> None:
        self.approval = ApprovalPart(requirement, demand, asked, context)
        self.written = MediaPart(requirement, asked, context)
        self.what = f"{self.written.what}、{self.approval.what}"
        self._nothing_said = "、".join(Contents(requirement.demand, context).names)

    def find(self, index: CaseIndex, target: Target) -> Found:
        approval = self.approval.find(index, target)
        if approval.done is not None or index.approvals(target):
            return approval
        paper = self.written.find(index, target)
        return approval if paper.done is None or paper.what == self._nothing_said else paper


class ContentsPart:
    """What must be said or signed, no record being named: on a record itself, else on any that belongs to the subject."""

    def __init__(self, requirement: Requirement, asked: EventsAsked, context: Context) -> None:
        self.bearing = Bearing(requirement, asked, context)
        self.place = place_of(requirement)
        self.what = self.bearing.what

    def find(self, index: CaseIndex, target: Target) -> Found:
        records = self.records(index, target)
        if not records:
            return Found(self.what, None)
        return self.bearing.judged(self.what, records, index, target, done=records[0].made_at)

    def records(self, index: CaseIndex, target: Target) -> Sequence[Record]:
        if target.record is not None:
            return (target.record,)
        records = self.place(index, target)
        if any(self.bearing.is_borne_by(paper, index, target) for paper in records):
            return records
        return tied_records(index, target)  # papers elsewhere that say nothing of it are no record of it


def asks_for_content(demand: Demand) -> bool:
    return bool(demand.fields or demand.content_points or demand.signatures)


def media_label(media: tuple[str, ...]) -> str:
    """音像 as 音像记录, 文字 and 音像 as 文字或音像记录; a medium by its own name."""
    text = "或".join(media)
    return f"{text}记录" if {WRITTEN, AUDIO_VISUAL}.issuperset(media) else text


def ids_of(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(map(_ID, records))
