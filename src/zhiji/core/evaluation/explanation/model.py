"""An explanation as values, and the document that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhiji.core.evaluation.findings import Finding, Status
    from zhiji.core.regulations.model import Requirement

FORMAT = "zhiji-explanations/1"


@dataclass(frozen=True, slots=True)
class Seen:
    """A condition: what is asked, what the case shows, and whether it holds."""

    asked: str
    shown: str
    holds: bool
    ways: tuple[tuple[Seen, ...], ...] = ()  # of which any one will do

    def to_document(self) -> dict[str, Any]:
        ways = {"ways": [[seen.to_document() for seen in way] for way in self.ways]} if self.ways else {}
        return {"asked": self.asked, "shown": self.shown, "holds": self.holds, **ways}


@dataclass(frozen=True, slots=True)
class Considered:
    """A record, event, approval, person … that was looked at, and why it counts or does not."""

    id: str
    name: str
    at: datetime | None
    counts: bool
    why: str

    def to_document(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "at": _iso(self.at), "counts": self.counts, "why": self.why}


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day that a limit in working days passes over, or on which a limit does not end."""

    day: date
    why: str  # 周六, 放假（国办发明电〔2025〕7号）…

    def to_document(self) -> dict[str, Any]:
        return {"day": self.day.isoformat(), "why": self.why}


@dataclass(frozen=True, slots=True)
class Counted:
    """How a limit was counted. `since` None: what it counts from has not come."""

    words: str  # as the rule puts it; empty where it names none
    start: str  # what it counts from
    since: datetime | None
    due_at: datetime | None
    owed_from: datetime | None  # from here on what is not there is lacking
    skipped: tuple[RestDay, ...] = ()
    stopped: tuple[date, ...] = ()  # days on which the clock stood still
    provisional: bool = False

    def to_document(self) -> dict[str, Any]:
        return {
            "words": self.words,
            "start": self.start,
            "since": _iso(self.since),
            "due_at": _iso(self.due_at),
            "owed_from": _iso(self.owed_from),
            "skipped": [day.to_document() for day in self.skipped],
            "stopped": [day.isoformat() for day in self.stopped],
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class Excepted:
    """An exception of the rule: whether it applies, and what then holds."""

    outcome: str
    applies: bool
    conditions: tuple[Seen, ...]
    approvals: tuple[Considered, ...] = ()

    def to_document(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "applies": self.applies,
            "conditions": [seen.to_document() for seen in self.conditions],
            "approvals": [one.to_document() for one in self.approvals],
        }


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One thing asked for: how far it is there, and all that was considered for it."""

    asked: str
    status: Status
    lacking: str  # what of it is lacking; empty where nothing is
    done_at: datetime | None
    due_at: datetime | None
    considered: tuple[Considered, ...]

    def to_document(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "status": self.status.value,
            "lacking": self.lacking,
            "done_at": _iso(self.done_at),
            "due_at": _iso(self.due_at),
            "considered": [one.to_document() for one in self.considered],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """`status` None: the requirement does not bind the subject, or has nothing to say of it yet; `outcome` says why."""

    requirement: Requirement
    subject: str
    trigger: str  # the fact from which it follows
    conditions: tuple[Seen, ...]
    exceptions: tuple[Excepted, ...]
    limit: Counted | None
    parts: tuple[PartSeen, ...]
    status: Status | None
    outcome: str
    finding: Finding | None

    def to_document(self) -> dict[str, Any]:
        return {
            "requirement": self.requirement.id,
            "article": f"{self.requirement.law or ''}{self.requirement.article}",
            "gist": self.requirement.gist,
            "subject": self.subject,
            "status": self.status.value if self.status else None,
            "outcome": self.outcome,
            "trigger": self.trigger,
            "conditions": [seen.to_document() for seen in self.conditions],
            "exceptions": [one.to_document() for one in self.exceptions],
            "limit": self.limit.to_document() if self.limit else None,
            "parts": [part.to_document() for part in self.parts],
            "reading": self.requirement.reading,
        }


def explanations_document(case_id: str, at: datetime, explanations: list[Explanation]) -> dict[str, Any]:
    """The document `zhiji-explanations/1`."""
    said = [one.to_document() for one in explanations]
    return {"format": FORMAT, "case": case_id, "at": at.isoformat(), "explanations": said}


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(SHANGHAI).isoformat() if moment else None
