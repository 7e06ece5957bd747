"""The story of a case: its events by day, with marks for what is on each and what is not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse

from zhiji.core.calendar import local_day
from zhiji.external import library
from zhiji.web import times
from zhiji.web.cases.lanes import lanes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiji.core.casefile import CaseFile
    from zhiji.core.casefile.model import Approval, Event, Record
    from zhiji.core.evaluation import Finding
    from zhiji.web.cases.lanes import Lanes, Tape

PICTURES = frozenset({"照片", "截屏"})
SOUNDS = frozenset({"录音", "电话录音"})
WRITTEN = frozenset({"文书", "系统记录"})
LONGEST = 16
MANY = 3
"""From this many records of one medium on, one mark stands for them."""


@dataclass(frozen=True, slots=True)
class Mark:
    tone: str  # "has", "wait", "miss"
    icon: str
    word: str
    url: str = ""
    sealed: bool = False
    more: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    event: Event
    detail: str
    said: str  # why it was let through its gate
    marks: tuple[Mark, ...]
    lanes: Lanes | None


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    days: tuple[Day, ...]
    loose: tuple[Mark, ...]  # records of the case as a whole
    written: int
    filmed: int


def timeline(
    file: CaseFile, findings: Iterable[Finding], tapes: Mapping[str, Tape], said: Mapping[str, str]
) -> Timeline:
    """`tapes`: by record id, those whose beginning and end are known; `said`: by event id, why it was let through."""
    story = _Story(file, findings, tapes, said)
    events = sorted(file.events, key=lambda event: event.start)
    days = groupby(events, key=lambda event: local_day(event.start))
    written = sum(record.medium in WRITTEN for record in file.records)
    return Timeline(
        days=tuple(Day(day, tuple(map(story.entry, found))) for day, found in days),
        loose=tuple(story.records_of(None)),
        written=written,
        filmed=len(file.records) - written,
    )


class _Story:
    """What hangs on each event, gathered once."""

    def __init__(
        self, file: CaseFile, findings: Iterable[Finding], tapes: Mapping[str, Tape], said: Mapping[str, str]
    ) -> None:
        self._said = said
        self._number = file.case.id
        self._tapes = tapes
        self._place = file.case.place
        self._names = {person.id: person.name for person in file.parties}
        self._concerned = {party.id for party in file.parties if party.role in {"当事人", "申请人"}}
        self._records: defaultdict[str | None, list[Record]] = defaultdict(list)
        for record in file.records:
            self._records[record.event].append(record)
        home = {record.id: record.event for record in file.records}
        self._approvals: defaultdict[str | None, list[Approval]] = defaultdict(list)
        for approval in file.approvals:
            self._approvals[home.get(approval.of, approval.of)].append(approval)
        self._lacks: defaultdict[str | None, list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.status in {"缺失", "不完整", "待完成"}:
                self._lacks[home.get(finding.subject, finding.subject)].append(finding)

    def entry(self, event: Event) -> Entry:
        records = self._records[event.id]
        filmed = [self._tapes[record.id] for record in records if record.id in self._tapes]
        pictures = [record.made_at for record in records if record.medium in PICTURES]
        return Entry(
            event=event,
            detail=" · ".join(self._details(event)),
            said=self._said.get(event.id, ""),
            marks=(*self.records_of(event.id), *self._approved(event.id), *self._lacking(event.id)),
            lanes=lanes(
                event,
                filmed,
                pictures,
                written=any(record.medium in WRITTEN for record in records),
                owed=self._owes_whole(event.id),
            ),
        )

    def _owes_whole(self, event: str) -> bool:
        return any(finding.rule.demand.full_course for finding in self._lacks[event])

    def _details(self, event: Event) -> Iterator[str]:
        """What sets this event apart: another place, other people, and what came of it."""
        if event.place and event.place != self._place:
            yield event.place
        others = [ref for ref in event.parties if ref not in self._concerned]
        if others:
            yield "、".join(self._names.get(ref, ref) for ref in others)
        label = library.vocabulary().fact_label
        for name, value in event.facts.items():
            if value:
                yield label(name) if value is True else f"{label(name)}：{value}"

    def records_of(self, event: str | None) -> list[Mark]:
        """Documents one by one; many pictures or films together."""
        by_word: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self._records[event]:
            by_word[record.doc_type or record.medium].append(record)
        return [mark for word, records in by_word.items() for mark in self._marks(word, records)]

    def _marks(self, word: str, records: Sequence[Record]) -> list[Mark]:
        marks = [self._mark(record, word) for record in records]
        if len(marks) < MANY:
            return marks
        named = tuple(
            Mark("has", mark.icon, f"{word} {place}", mark.url, mark.sealed)
            for place, mark in enumerate(marks, start=1)
        )
        return [Mark("has", marks[0].icon, f"{word} {len(marks)}", more=named)]

    def _mark(self, record: Record, word: str) -> Mark:
        url = reverse("record", kwargs={"number": self._number, "ref": record.id})
        return Mark("has", _icon(record), word, url, sealed=record.sha256 is not None)

    def _approved(self, event: str) -> list[Mark]:
        return [
            Mark("has", "approval", f"{approval.role}{approval.decision} {times.hour(approval.at)}")
            for approval in self._approvals[event]
        ]

    def _lacking(self, event: str) -> list[Mark]:
        """One mark for each thing that lacks, however many obligations ask for it."""
        lacks = {(_lack(finding), finding.status == "待完成") for finding in self._lacks[event]}
        return [
            Mark("wait", "clock", f"待{what}") if pending else Mark("miss", "missing", f"缺{what}")
            for what, pending in sorted(lacks)
        ]


def _lack(finding: Finding) -> str:
    """A role of an approval is wanted as an approval; a long list is for the checklist to tell."""
    what, approval = finding.what, finding.rule.approval
    if approval and what in approval.roles:
        return f"{what}审批"
    return f"{what[:LONGEST]}…" if len(what) > LONGEST else what


def _icon(record: Record) -> str:
    if record.medium in WRITTEN:
        return "document"
    if record.medium in PICTURES:
        return "photo"
    return "sound" if record.medium in SOUNDS else "film"
