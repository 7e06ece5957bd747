"""文号: numbers of documents, 代字 + 文号字 + 〔年〕 + 顺序号 + 号, and the gaps in them.

A number is taken in the transaction that writes the document, so that one that fails leaves no gap. Gaps come from
numbers written by hand; the report names them, and those whose document was struck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from zhiji.cases import checks
from zhiji.cases.errors import CaseError
from zhiji.cases.numbers import coming_in, next_in
from zhiji.core.calendar import SHANGHAI
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.models import Document, NumberRule
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.organisation.models import Unit
    from zhiji.trail.actor import Actor

OPENING, CLOSING, LAST_SIGN = "〔", "〕", "号"
STANDING_FIRST = F("struck_at").asc(nulls_first=True)


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """One series: `last`: its highest number; `missing`: runs of numbers that no document has; `struck`: documents."""

    name: str
    last: int
    used: int
    missing: tuple[tuple[int, int], ...]
    struck: tuple[Document, ...]


@transaction.atomic
def rule_number(doc_type: str, word: str, *, active: bool = True, by: Actor, at: datetime) -> NumberRule:
    """Say how documents of a kind are numbered from now on; numbers that were given stay. Raises CaseError."""
    doc_type, word = checks.term("document", doc_type, "文书种类"), word.strip()
    if not word or any(sign in word for sign in (OPENING, CLOSING)):
        raise CaseError("请填写文号字，如“罚字”；年份和顺序号由系统加上，不必写。", field="word")
    rule = NumberRule.objects.filter(doc_type=doc_type).first()
    if rule is None:
        rule = tracked.create(NumberRule(doc_type=doc_type, word=word, active=active))
    else:
        tracked.update(rule, word=word, active=active)
    trail.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[rule])
    return rule


def take_number(case: Case, doc_type: str | None, at: datetime) -> str | None:
    """The next free 文号 for a document of the case made at `at`, taken; None where no rule numbers that kind."""
    series = _series(case, doc_type, at)
    if series is None:
        return None
    number = _written(series, next_in(series))
    while is_used(number):
        number = _written(series, next_in(series))
    return number


def coming_number(case: Case, doc_type: str, at: datetime) -> str | None:
    """What `take_number` would most likely give now, to show in a form."""
    series = _series(case, doc_type, at)
    return series and _written(series, coming_in(series))


def is_used(number: str) -> bool:
    return Document.objects.filter(number=number).exists()


def require_free(number: str, *, but: Document | None = None) -> None:
    """Raises CaseError where a document that counts has this number already."""
    found = Document.objects.filter(number=number).select_related("case").first()
    if found and found != but:
        raise CaseError(f"文号“{number}”已用于 {found.case.number} 的{found.doc_type}，请换一个。", field="number")


def rules() -> list[NumberRule]:
    return list(NumberRule.objects.order_by("doc_type"))


def reports() -> list[SeriesReport]:
    """Every series of 文号 that is in use, by name."""
    found: dict[str, dict[int, Document]] = {}
    numbered = Document.ever.exclude(number=None).filter(number__endswith=LAST_SIGN).select_related("case")
    for document in numbered.order_by(STANDING_FIRST).iterator():
        series, mark, serial = (document.number or "").removesuffix(LAST_SIGN).rpartition(CLOSING)
        if mark and serial.isascii() and serial.isdecimal():
            found.setdefault(series + mark, {}).setdefault(int(serial), document)
    return [_report(name, by_serial) for name, by_serial in sorted(found.items())]


def _report(name: str, documents: dict[int, Document]) -> SeriesReport:
    last = max(*documents, coming_in(name) - 1)
    struck = tuple(document for _, document in sorted(documents.items()) if document.struck_at)
    return SeriesReport(name, last, len(documents), tuple(_gaps(sorted(documents), last)), struck)


def _gaps(used: list[int], last: int) -> list[tuple[int, int]]:
    """Runs of numbers from 1 to `last` that are not in `used`, which is sorted."""
    gaps, expected = [], 1
    for number in [*used, last + 1]:
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def _series(case: Case, doc_type: str | None, at: datetime) -> str | None:
    rule = NumberRule.objects.filter(doc_type=doc_type, active=True).first() if doc_type else None
    prefix = _prefix(case.unit)
    return f"{prefix}{rule.word}{OPENING}{at.astimezone(SHANGHAI).year}{CLOSING}" if rule and prefix else None


def _prefix(unit: Unit | None) -> str:
    """代字 of the unit, or of the nearest one above that has one."""
    while unit is not None:
        if unit.prefix:
            return unit.prefix
        unit = unit.parent
    return ""


def _written(series: str, serial: int) -> str:
    return f"{series}{serial}{LAST_SIGN}"
