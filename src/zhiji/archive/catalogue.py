"""卷内目录: what lies in a volume, in the order in which a volume is read.

The decision and its service come first, then how the matter began, the evidence, the review, the execution and the
closing, each by the time it was made; sound and pictures stand with the evidence (as 市场监督管理行政处罚程序规定 art. 78
orders it, with the decision before the opening of the case).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhiji.core.casefile.model import CaseFile, Event, Record
    from zhiji.core.vocabulary import Vocabulary

PARTS = ("决定与送达", "程序启动", "调查取证", "音像", "审查", "执行", "结案归档", "其他")
_STAGES = {"审查决定": "审查", "送达": "决定与送达"}
_OUR_REF = re.compile(r"r[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the catalogue. `files`: paths below data/; `size`: bytes of them all, where they are recordings."""

    number: int
    part: str
    record: Record
    title: str
    maker: str | None
    files: tuple[str, ...] = ()
    size: int | None = None
    media_type: str | None = None
    duration: float | None = None

    @property
    def kind(self) -> str:
        """video, audio, image, or another first half of the media type."""
        return (self.media_type or "").partition("/")[0]

    @property
    def length(self) -> str:
        """Of a recording: 1 小时 2 分 3 秒; "" where it has none."""
        minutes, seconds = divmod(round(self.duration or 0), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "小时"), (minutes, "分"), (seconds, "秒"))
        return " ".join(f"{number} {unit}" for number, unit in parts if number)

    def to_document(self) -> dict[str, Any]:
        record = self.record
        return {
            "number": self.number,
            "part": self.part,
            "record": record.id,
            "title": self.title,
            "document_number": record.number,
            "made_at": record.made_at.isoformat(),
            "made_by": self.maker,
            "medium": record.medium,
            "files": list(self.files),
            "size": self.size,
            "sha256": record.sha256,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """The stored file of a recording: where it lies below data/, its bytes, its kind, its length in seconds."""

    path: str
    size: int
    media_type: str
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What is put into the volume, by record id: files of documents, and the stored files of recordings."""

    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recordings: Mapping[str, Held] = field(default_factory=dict)


def catalogue(file: CaseFile, contents: Contents, vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Every record of the case once, in order, numbered from 1."""
    listing = _Listing(
        contents=contents,
        vocabulary=vocabulary,
        events={event.id: event for event in file.events},
        titles=titles_of(file),
        names={officer.id: officer.name for officer in file.officers},
        decisions=_decisions(vocabulary),
    )
    return tuple(
        listing.item(number, record) for number, record in enumerate(sorted(file.records, key=listing.place), 1)
    )


def titles_of(file: CaseFile) -> dict[str, str]:
    """What the events and records of a case are called, by id."""
    records = {record.id: record.doc_type or record.medium for record in file.records}
    return records | {event.id: event.type for event in file.events}


def with_subject(title: str, event: Event, titles: Mapping[str, str]) -> str:
    """A title with what its event serves: 送达回证（行政处罚决定书）."""
    subject = titles.get(event.of or "")
    return f"{title}（{subject}）" if subject else title


def file_name(ref: str, key: int) -> str:
    """A name for the files of a record that is safe everywhere: its id where we gave it, else its row's key."""
    return ref if _OUR_REF.fullmatch(ref) else f"row{key}"


def _decisions(vocabulary: Vocabulary) -> frozenset[str]:
    """The documents that decide the matter itself; measures taken on the way stay with the evidence."""
    deciding = {*vocabulary.documents["决定"], "准予许可决定书", "不予许可决定书"}
    return frozenset(name for name in deciding if name.endswith("决定书"))


@dataclass(frozen=True, slots=True)
class _Listing:
    """What is looked up for every record. `titles`, `names`: of events and records, of officers, by id."""

    contents: Contents
    vocabulary: Vocabulary
    events: Mapping[str, Event]
    titles: Mapping[str, str]
    names: Mapping[str, str]
    decisions: frozenset[str]

    def place(self, record: Record) -> tuple[int, bool, datetime, str]:
        """What the catalogue is sorted by."""
        part = self._part(record)
        served = part == PARTS[0] and record.doc_type not in self.decisions
        return PARTS.index(part), served, record.made_at, record.id

    def item(self, number: int, record: Record) -> Item:
        held = self.contents.recordings.get(record.id)
        return Item(
            number=number,
            part=self._part(record),
            record=record,
            title=self._title(record),
            maker=self.names.get(record.made_by or "", record.made_by),
            files=(held.path,) if held else self.contents.documents.get(record.id, ()),
            size=held.size if held else None,
            media_type=held.media_type if held else None,
            duration=held.duration if held else None,
        )

    def _part(self, record: Record) -> str:
        if self.vocabulary.medium_group(record.medium) == "音像":
            return "音像"
        if record.doc_type in self.decisions or record.doc_type in self.vocabulary.documents["送达"]:
            return "决定与送达"
        event = self.events.get(record.event or "")
        if event is None:
            return "其他"
        stage = self.vocabulary.stage_of(event.type)
        return _STAGES.get(stage, stage)

    def _title(self, record: Record) -> str:
        event = self.events.get(record.event or "")
        title = record.doc_type or f"{event.type if event else ''}{record.medium}"
        return with_subject(title, event, self.titles) if event and event.type == "送达" else title
