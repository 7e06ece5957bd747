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

    from zhiji.core.casefile.model import CaseFile, Record
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
    placed = sorted(((_place(record, file, vocabulary), record) for record in file.records), key=lambda pair: pair[0])
    return tuple(
        _item(number, PARTS[place[0]], record, file, contents) for number, (place, record) in enumerate(placed, 1)
    )


def file_name(ref: str, key: int) -> str:
    """A name for the files of a record that is safe everywhere: its id where we gave it, else its row's key."""
    return ref if _OUR_REF.fullmatch(ref) else f"row{key}"


def _place(record: Record, file: CaseFile, vocabulary: Vocabulary) -> tuple[int, int, datetime, str]:
    part = _part(record, file, vocabulary)
    service = record.doc_type not in _decisions(vocabulary)
    return PARTS.index(part), int(service) if part == PARTS[0] else 0, record.made_at, record.id


def _part(record: Record, file: CaseFile, vocabulary: Vocabulary) -> str:
    if vocabulary.medium_group(record.medium) == "音像":
        return "音像"
    if record.doc_type in {*_decisions(vocabulary), *vocabulary.documents["送达"]}:
        return "决定与送达"
    types = {event.id: event.type for event in file.events}
    if record.event not in types:
        return "其他"
    stage = vocabulary.stage_of(types[record.event])
    return _STAGES.get(stage, stage)


def _decisions(vocabulary: Vocabulary) -> set[str]:
    """The documents that decide the matter itself; measures taken on the way stay with the evidence."""
    deciding = {*vocabulary.documents["决定"], "准予许可决定书", "不予许可决定书"}
    return {name for name in deciding if name.endswith("决定书")}


def _item(number: int, part: str, record: Record, file: CaseFile, contents: Contents) -> Item:
    held = contents.recordings.get(record.id)
    names = {officer.id: officer.name for officer in file.officers}
    types = {event.id: event.type for event in file.events}
    return Item(
        number=number,
        part=part,
        record=record,
        title=record.doc_type or f"{types.get(record.event or '', '')}{record.medium}",
        maker=names.get(record.made_by or "", record.made_by),
        files=(held.path,) if held else contents.documents.get(record.id, ()),
        size=held.size if held else None,
        media_type=held.media_type if held else None,
        duration=held.duration if held else None,
    )
