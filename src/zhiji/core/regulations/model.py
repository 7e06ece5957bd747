"""A regulation as frozen objects: what `rules/*.yaml` says, with nothing left implicit.

Every term (event, document, medium, role …) is a code of the vocabulary. The objects say *what* is
demanded; `zhiji.core.evaluation` says what follows from it for one case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Fact: TypeAlias = str | bool
"""A fact's value: a term, or yes/no."""


class HoldsIn(StrEnum):
    """Where an obligation can be seen to hold."""

    CASE = "case"  # in one case file
    SYSTEM = "system"  # in a function or a refusal of the software
    OFFICE = "office"  # in a register or a periodic duty of the office
    TEXT = "text"  # nowhere: it defines, repeals or interprets


class Kind(StrEnum):
    """What sort of obligation it is; it decides which strategy judges it."""

    RECORD = "record"
    NOTICE = "notice"
    CONTENT = "content"
    SIGNATURE = "signature"
    APPROVAL = "approval"
    REPORT = "report"
    SERVICE = "service"
    STORING = "storing"
    METADATA = "metadata"
    ARCHIVING = "archiving"
    RETENTION = "retention"
    ACCESS = "access"
    PROHIBITION = "prohibition"
    LIMIT = "limit"
    STAFFING = "staffing"
    PERIODIC = "periodic"
    DUTY = "duty"
    DEFINITION = "definition"


class SubjectKind(StrEnum):
    """What an obligation attaches to, hence what the subject of its findings is."""

    CASE = "case"  # the case as a whole
    EVENT = "event"
    DOCUMENT = "document"  # records of these doc_types
    MEDIUM = "medium"  # records of these media
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Subject:
    """`names` empty: the case. ("*",) with EVENT: every event."""

    kind: SubjectKind
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyCondition:
    roles: tuple[str, ...] = ()
    named: bool | None = None
    present: bool | None = None  # listed in the subject event's parties


@dataclass(frozen=True, slots=True)
class ApprovalCondition:
    roles: tuple[str, ...]
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class FactsCondition:
    """All of `facts` hold (each value a list: any of), and, if given, one of the sets in `any_of`."""

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    any_of: tuple[Mapping[str, tuple[Fact, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """All given parts together; inside a part that is a tuple, any of. Empty: always."""

    acts: tuple[str, ...] = ()
    procedure: str | None = None
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)  # of the subject event
    facts_of: Mapping[str, FactsCondition] = field(default_factory=dict)  # of another event of the case
    traits: tuple[str, ...] = ()  # of the subject event or of the case
    not_traits: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()  # `of`: what the event (or the record's event) serves: event types or doc_types
    serves_none_of: tuple[str, ...] = ()
    has_events: tuple[str, ...] = ()  # the case has one of these
    has_no_events: tuple[str, ...] = ()
    not_for_events: tuple[str, ...] = ()  # the subject event is none of these
    record_events: tuple[str, ...] = ()  # the event of the record is one of these
    has_documents: tuple[str, ...] = ()
    evidence: bool | None = None  # the record is used as proof (records[].proves)
    av: bool | None = None  # the event has a 音像 record
    recorded: tuple[str, ...] = ()  # the event has a record of one of these media
    media: tuple[str, ...] = ()  # medium of the record, or of a record the access concerns
    methods: tuple[str, ...] = ()  # records[].method begins with / names one of these
    not_methods: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()  # a signature of such a kind is on the document
    requester_kinds: tuple[str, ...] = ()
    party: PartyCondition | None = None
    approval: ApprovalCondition | None = None
    any_of: tuple[Condition, ...] = ()
    external: str | None = None  # a condition no case file shows


@dataclass(frozen=True, slots=True)
class SignatureDemand:
    by: tuple[str, ...]  # party_role, officer_duty or 行政机关; any of them
    kinds: tuple[str, ...]
    minimum: int = 1
    dated: bool = False
    each_page: bool = False
    everyone: bool = False  # all who acted in that capacity
    if_present: bool = False  # only of those who took part in the event


@dataclass(frozen=True, slots=True)
class OfficersDemand:
    minimum: int | None = None
    on_staff: bool | None = None
    qualified: bool | None = None
    impartial_host: bool | None = None  # who presides took no part in the investigation


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be there. Empty parts demand nothing."""

    media: tuple[str, ...] = ()  # any of; 文字 and 音像 stand for their groups
    documents: tuple[str, ...] = ()  # all of
    accepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # document: what may stand in
    fields: tuple[str, ...] = ()
    content_points: tuple[str, ...] = ()
    if_occurred: tuple[str, ...] = ()  # those of fields/content_points owed only where the thing occurred
    signatures: tuple[SignatureDemand, ...] = ()
    events: tuple[str, ...] = ()  # one of these
    to: tuple[str, ...] = ()  # party_role that the event must reach
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    officers: OfficersDemand | None = None
    full_course: bool = False
    stored_in: tuple[str, ...] = ()
    not_stored_in: tuple[str, ...] = ()
    not_altered: bool = False
    copies_approved: bool = False
    copy_kept: bool = False
    av_notice: bool = False
    wording: str | None = None
    at_most: int | None = None
    handler: bool = False
    not_before: Due | None = None  # the subject event may not come before this has run out
    working_hours: bool = False  # not at night, not on a public holiday


class Unit(StrEnum):
    HOURS = "h"
    DAYS = "d"  # calendar days
    WORKING_DAYS = "wd"
    MONTHS = "m"
    YEARS = "y"


@dataclass(frozen=True, slots=True)
class Span:
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that a limit does not count: from an event of one type to the next of another; the same type: its course."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit. Exactly one of `within`, `before`, `words`, `yearly` is given.

    `start`: "event" (its end), "event.start", "record.made_at", "returned_at", "concluded_at", "approval", "access",
    an event type, or a document or a way of serving with 送达: 催告书送达, 公告送达.
    `within` of 0 days: no limit in the text, due at that moment; of 0 hours: the text's own limit, 当场.
    `words`: 及时, 立即, 法定期限 …, all the text gives.
    `yearly`: "MM-DD" of the following year.
    """

    start: str | None
    within: Span | None = None
    before: Span | None = None
    words: str | None = None
    yearly: str | None = None
    roll: bool = True  # a last day that is a rest day gives way to the next working day
    clear: bool = False  # before: that many whole days lie between
    excluding: tuple[Pause, ...] = ()  # what `within` does not count


@dataclass(frozen=True, slots=True)
class ApprovalDemand:
    roles: tuple[str, ...]  # any of; a higher role satisfies a lower one
    of: str  # "event", "record", "access", "case"
    precedes: tuple[str, ...] = ()  # events that must not come before the approval


@dataclass(frozen=True, slots=True)
class ReportDemand:
    to: tuple[str, ...]
    of: str  # "event" or "record"


@dataclass(frozen=True, slots=True)
class Keep:
    term: str  # permanent | long | case | 2y | 6m …
    at_least: bool = True
    start: str | None = None  # None: the record's own made_at


@dataclass(frozen=True, slots=True)
class Exemption:
    """Exactly one outcome: waived (also with `governed_by` or `elsewhere`), or another limit."""

    when: Condition
    due: Due | None = None  # this limit instead
    governed_by: tuple[str, ...] = ()  # those obligations govern instead: 豁免 here
    elsewhere: bool = False  # 从其规定: rules outside this regulation govern


@dataclass(frozen=True, slots=True)
class Requirement:
    """One obligation. `id` is stable: regulation, article number, serial ("fuzhou-cg/11-2")."""

    id: str
    article: str
    gist: str
    holds_in: HoldsIn
    kind: Kind
    modality: str | None = None
    stage: str | None = None
    subject: Subject = Subject(SubjectKind.CASE)
    when: Condition = Condition()
    demand: Demand = Demand()
    due: Due | None = None
    approval: ApprovalDemand | None = None
    report: ReportDemand | None = None
    keep: Keep | None = None
    unless: tuple[Exemption, ...] = ()
    reading: str | None = None  # the decision taken where the text leaves one open (Chinese, shown)
    answered_by: str | None = None  # what in the product or the office answers, where no case file can
    basis: str | None = None  # 常识 or 转引, where the law itself was not read; None: it was
    law: str | None = None  # what the law is called beside its articles; None: the case's own regulation


@dataclass(frozen=True, slots=True)
class Regulation:
    """One regulation in one version: that of one rule file."""

    id: str
    title: str
    issuer: str | None
    region: str | None
    document_number: str | None
    issued: date | None
    effective: date | None  # None: see `effective_words`
    replaces: str | None
    acts: tuple[str, ...]
    aliases: Mapping[str, Mapping[str, str]] = field(hash=False)  # group: its own name: the vocabulary's term
    requirements: tuple[Requirement, ...] = field(hash=False)
    effective_words: str | None = None  # 发布之日 or 公布之日, where the text says no more
    short_title: str | None = None  # beside its articles, where several regulations speak of one case
    lapses: date | None = None  # the first day on which it is no longer in force; None: not known to end
    sha256: str = ""  # of the rule file's bytes, where it was read from a file

    @property
    def since(self) -> date | None:
        """The first day in force; None where the text names none (施行: 发布之日) and its day of issue is not known."""
        return self.effective or (self.issued if self.effective_words else None)

    @property
    def reference(self) -> str:
        """What names this version wherever a regulation is named: fuzhou-cg, linyi-kj@2019-07-30."""
        return f"{self.id}@{self.since}" if self.since else self.id

    def in_force_on(self, day: date) -> bool:
        """A text that names no day counts as in force from the beginning."""
        return (self.since is None or self.since <= day) and (self.lapses is None or day < self.lapses)
