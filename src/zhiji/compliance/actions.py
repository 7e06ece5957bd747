"""Take in a whole case file from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from zhiji.cases import changes
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Access, Approval, Case, CaseOfficer, Event, NamedPart, Party, Report
from zhiji.cases.rows import columns
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.models import Document
from zhiji.evidence.models import Recording
from zhiji.external import library
from zhiji.organisation.queries import account_of
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhiji.cases.models import Part
    from zhiji.core.casefile import CaseFile
    from zhiji.organisation.models import Unit
    from zhiji.trail.actor import Actor

LONGEST_ID = 200
Row = TypeVar("Row", bound="Part")


@transaction.atomic
def import_case(file: CaseFile, *, unit: Unit | None = None, by: Actor, at: datetime) -> Case:
    """The case as rows, its ids kept. Raises CaseError where its number is taken."""
    _require_importable(file)
    case = _case(file, unit, by)
    tracked.create(case)
    lists: list[Sequence[Part]] = [
        _rows(case, Party, file.parties),
        _rows(case, CaseOfficer, file.officers),
        _rows(case, Event, file.events),
        *_records(case, file),
        _rows(case, Approval, file.approvals),
        _rows(case, Report, file.reports),
        _rows(case, Access, file.accesses),
    ]
    rows: list[Part] = [row for parts in lists for row in tracked.create_all(parts)]
    changes.log(case, EntryType.CASE_IMPORTED, rows=[case, *rows], by=by, at=at)
    return case


def _require_importable(file: CaseFile) -> None:
    number = file.case.id
    if Case.objects.filter(number=number).exists():
        raise CaseError(f"案件“{number}”已在系统中，不能重复导入；请核对编号。", field="case.id")
    for given in (number, *_ids(file)):
        if len(given) > LONGEST_ID:
            raise CaseError(f"编号“{given[:20]}……”超过 {LONGEST_ID} 个字，请缩短后再导入。", field="id")


def _ids(file: CaseFile) -> Iterable[str]:
    for parts in (file.parties, file.officers, file.events, file.records, file.approvals, file.accesses):
        yield from (part.id for part in parts)


def _case(file: CaseFile, unit: Unit | None, by: Actor) -> Case:
    stated = columns(file.case)
    return Case(number=file.case.id, unit_name=stated.pop("unit"), unit=unit, opened_by=account_of(by), **stated)


def _rows(case: Case, kind: type[Row], values: Iterable[Any]) -> list[Row]:
    return [_row(case, kind, position, value) for position, value in enumerate(values, start=1)]


def _row(case: Case, kind: type[Row], position: int, value: Any) -> Row:
    row = kind(case=case, position=position, **columns(value))
    if isinstance(row, NamedPart):
        row.ref = value.id
    return row


def _records(case: Case, file: CaseFile) -> tuple[list[Document], list[Recording]]:
    """Documents and recordings, their positions counted over both as in the file."""
    written = library.vocabulary().media["文字"]
    placed = list(enumerate(file.records, start=1))
    documents = [_row(case, Document, place, record) for place, record in placed if record.medium in written]
    recordings = [_row(case, Recording, place, record) for place, record in placed if record.medium not in written]
    return documents, recordings
