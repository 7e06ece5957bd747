"""One enforcement act as frozen objects: the document `zhiji-case/1`, read and checked.

Times are aware datetimes. Codes are terms of the vocabulary. Ids are unique within the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
else:
    from zhiji.core.casefile.thawed import dataclass

FORMAT = "zhiji-case/1"

FactValue: TypeAlias = str | bool
"""A fact's value. Dates (改正期限) stay ISO text: "2026-03-09"."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    regulation: str
    act: str
    unit: str
    opened_at: datetime
    procedure: str | None = None
    place: str | None = None
    traits: tuple[str, ...] = ()
    concluded_at: datetime | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    role: str
    kind: str
    name: str
    id_no: str | None = None
    named: bool = True
    wants_written_reply: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    id: str
    name: str
    badge: str | None = None
    unit: str | None = None
    on_staff: bool = True
    qualified: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    type: str
    start: datetime
    end: datetime | None = None
    place: str | None = None
    officers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    traits: tuple[str, ...] = ()
    duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    av_notice_at: datetime | None = None
    returned_at: datetime | None = None
    of: str | None = None

    @property
    def ended(self) -> datetime:
        """When the event was over: `end`, else `start`."""
        return self.end or self.start


@dataclass(frozen=True, slots=True)
class Signature:
    by: str  # id of a party or an officer, or "行政机关"
    kind: str
    at: datetime | None = None
    each_page: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    at: datetime
    to: str
    approved: bool


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    event: str | None
    medium: str
    made_at: datetime
    doc_type: str | None = None
    number: str | None = None
    made_by: str | None = None
    covers: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    method: str | None = None
    proves: str | None = None
    transcript: bool = False
    full_course: bool = False
    device: str | None = None
    stored_at: datetime | None = None
    stored_in: str | None = None
    sha256: str | None = None
    altered: bool = False
    copies: tuple[Copy, ...] = ()
    retain_until: str | None = None  # "permanent", "case" or YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class Approval:
    id: str
    of: str  # id of an event, a record or an access
    role: str
    at: datetime
    decision: str
    by: str | None = None
    opinion: str | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    of: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    id: str
    kind: str
    requester: str
    requester_kind: str
    at: datetime
    records: tuple[str, ...] = ()
    reason: str | None = None
    handler: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    case: Case
    parties: tuple[Party, ...] = ()
    officers: tuple[Officer, ...] = ()
    events: tuple[Event, ...] = ()  # in the order of the file
    records: tuple[Record, ...] = ()
    approvals: tuple[Approval, ...] = ()
    reports: tuple[Report, ...] = ()
    accesses: tuple[Access, ...] = ()
