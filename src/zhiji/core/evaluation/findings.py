"""What judging a case gives: findings, retention terms, and the document `zhiji-findings/1` that carries them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from zhiji.core.evaluation import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from zhiji.core.regulations.model import Requirement
    from zhiji.core.regulations.versions import Version

FORMAT = "zhiji-findings/1"


class Status(StrEnum):
    SATISFIED = "已满足"
    MISSING = "缺失"
    INCOMPLETE = "不完整"
    PENDING = "待完成"
    OVERDUE = "逾期"
    VIOLATION = "违规"
    ADVISED = "建议"
    WAIVED = "豁免"


# A name of the module is read many times faster than a member by its class.
SATISFIED, MISSING, INCOMPLETE, PENDING, OVERDUE, VIOLATION, ADVISED, WAIVED = Status

PROBLEMS = frozenset({MISSING, INCOMPLETE, OVERDUE, VIOLATION})


class Finding(NamedTuple):
    """What one requirement says of one subject at the moment of judging.

    A tuple, since one case has hundreds and a tuple is the cheapest value to make.
    """

    rule: Requirement
    status: Status
    subject: str  # id of an event, a record or an access; "case"
    about: str  # what the subject is: an event type, a doc_type, a medium …
    what: str  # what is asked for, or what of it is lacking
    due_at: datetime | None = None
    evidence: tuple[str, ...] = ()
    reason: str = ""  # why an exception applies
    provisional: bool = False  # due_at runs through days whose holidays are not announced

    @property
    def requirement(self) -> str:
        return self.rule.id

    @property
    def article(self) -> str:
        """With the law's name, where it is not the case's own regulation."""
        return f"{self.rule.law or ''}{self.rule.article}"

    @property
    def stage(self) -> str | None:
        return self.rule.stage

    @property
    def modality(self) -> str | None:
        return self.rule.modality

    @property
    def gist(self) -> str:
        return self.rule.gist

    @property
    def reading(self) -> str | None:
        """The decision taken where the text leaves one open."""
        return self.rule.reading

    @property
    def basis(self) -> str | None:
        """常识 or 转引, where the rule does not rest on the law's own text."""
        return self.rule.basis

    @property
    def message(self) -> str:
        return messages.sentence(self)

    def to_document(self) -> dict[str, Any]:
        marked = {"basis": self.basis} if self.basis else {}
        return {
            "requirement": self.requirement,
            "article": self.article,
            "stage": self.stage,
            "modality": self.modality,
            "status": self.status.value,
            "subject": self.subject,
            "what": self.what,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "message": self.message,
            "evidence": list(self.evidence),
            "reading": self.reading,
            "provisional": self.provisional,
            **marked,
        }


finding_of: Callable[[tuple[Any, ...]], Finding] = partial(tuple.__new__, Finding)
"""From all its parts in order: four times as fast as a call by name."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a record must be kept: the longest term that any requirement sets for it."""

    record: str
    article: str
    keep: str  # permanent | long | case | 2y | 6m …
    until: date | None  # of a term in years or months

    def to_document(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {"record": self.record, "article": self.article, "keep": self.keep, "until": until}


@dataclass(frozen=True, slots=True)
class Judgement:
    case_id: str
    regulation_id: str
    at: datetime
    findings: tuple[Finding, ...]  # in the order of the regulation, then of the case
    retention: tuple[Retention, ...]
    laws: tuple[str, ...] = ()  # that were asked as well
    versions: tuple[Version, ...] = ()  # of the regulation and of the laws, where who judged says so

    def joined(self, others: Sequence[Judgement]) -> Judgement:
        """With what laws beyond the case's own regulation say of the same case at the same moment."""
        findings = (*self.findings, *(finding for other in others for finding in other.findings))
        laws = (*self.laws, *(other.regulation_id for other in others))
        versions = (*self.versions, *(version for other in others for version in other.versions))
        return replace(self, findings=findings, laws=laws, versions=versions)

    @property
    def summary(self) -> Mapping[str, int]:
        """How many findings of each status there are; only statuses that occur."""
        counts = Counter(finding.status for finding in self.findings)
        return {status.value: counts[status] for status in Status if counts[status]}

    @property
    def sound(self) -> bool:
        """Nothing is 缺失, 不完整, 逾期 or 违规."""
        return PROBLEMS.isdisjoint(finding.status for finding in self.findings)

    def to_document(self) -> dict[str, Any]:
        """The document `zhiji-findings/1`."""
        return {
            "format": FORMAT,
            "case": self.case_id,
            "regulation": self.regulation_id,
            "at": self.at.isoformat(),
            **({"laws": list(self.laws)} if self.laws else {}),
            **({"versions": [version.to_document() for version in self.versions]} if self.versions else {}),
            "findings": [finding.to_document() for finding in self.findings],
            "retention": [retention.to_document() for retention in self.retention],
            "summary": dict(self.summary),
        }
