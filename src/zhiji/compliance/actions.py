"""Take in whole case files from elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from zhiji.cases import changes
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Access, Approval, Case, CaseOfficer, Event, NamedPart, Party, Report
from zhiji.cases.rows import columns
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.models import Document
from zhiji.evidence.models import Recording
from zhiji.external import library
from zhiji.organisation.queries import account_of, officers_by_badge
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from zhiji.cases.models import Part
    from zhiji.core.casefile import CaseFile
    from zhiji.organisation.models import Unit
    from zhiji.trail.actor import Actor

LONGEST_ID = 200
KINDS: tuple[type[Part], ...] = (Party, CaseOfficer, Event, Document, Recording, Approval, Report, Access)


def import_case(file: CaseFile, *, unit: Unit | None = None, by: Actor, at: datetime) -> Case:
    """The case as rows, its ids kept. Raises CaseError where its number is taken."""
    return import_cases([(file, unit)], by=by, at=at)[0]


def import_cases(files: Sequence[tuple[CaseFile, Unit | None]], *, by: Actor, at: datetime) -> list[Case]:
    """All of them or none: cases with the unit that handles each. One entry for each case. Raises CaseError."""
    _require_importable([file for file, _ in files])
    with changes.together():
        opened_by = account_of(by)
        cases = [_case(file, Case(unit=unit, opened_by=opened_by)) for file, unit in files]
        tracked.create_all(cases)
        parts = _create_parts(cases, [file for file, _ in files])
        for case in cases:
            changes.log(case, EntryType.CASE_IMPORTED, rows=[case, *parts[case.pk]], by=by, at=at)
    return cases


def _require_importable(files: Iterable[CaseFile]) -> None:
    numbers = Counter(file.case.id for file in files)
    taken = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    taken |= {number for number, times in numbers.items() if times > 1}
    if taken:
        raise CaseError(f"案件“{min(taken)}”已在系统中，不能重复导入；请核对编号。", field="case.id")
    for file in files:
        for given in _ids(file):
            if len(given) > LONGEST_ID:
                raise CaseError(f"编号“{given[:20]}……”超过 {LONGEST_ID} 个字，请缩短后再导入。", field="id")


def _ids(file: CaseFile) -> Iterator[str]:
    yield file.case.id
    for parts in (file.parties, file.officers, file.events, file.records, file.approvals, file.accesses):
        yield from (part.id for part in parts)


def _case(file: CaseFile, row: Case) -> Case:
    stated = columns(file.case)
    row.number, row.unit_name = file.case.id, stated.pop("unit")
    for name, value in stated.items():
        setattr(row, name, value)
    return row


def _create_parts(cases: Sequence[Case], files: Sequence[CaseFile]) -> Mapping[int, list[Part]]:
    """The saved parts of all cases by case; one kind after the other, so that many cases take few statements."""
    made: defaultdict[int, list[Part]] = defaultdict(list)
    for kind in KINDS:
        rows = [row for case, file in zip(cases, files, strict=True) for row in _rows(case, kind, _values(kind, file))]
        if kind is CaseOfficer:
            _recognise(rows)
        for row in tracked.create_all(rows):
            made[row.case_id].append(row)
    return made


def _recognise(rows: Sequence[Part]) -> None:
    """Officers of this office are known by their badge: the cases they worked are their own."""
    strangers = [row for row in rows if isinstance(row, CaseOfficer) and row.badge]
    known = officers_by_badge({str(row.badge) for row in strangers})
    for row in strangers:
        row.officer = known.get(str(row.badge))


def _values(kind: type[Part], file: CaseFile) -> Iterator[tuple[int, Any]]:
    """What becomes rows of that kind, each with its place; records are counted over both their kinds."""
    if kind in {Document, Recording}:
        written = library.vocabulary().media["文字"]
        records = enumerate(file.records, start=1)
        return ((place, record) for place, record in records if (record.medium in written) is (kind is Document))
    lists = {
        Party: file.parties,
        CaseOfficer: file.officers,
        Event: file.events,
        Approval: file.approvals,
        Report: file.reports,
        Access: file.accesses,
    }
    return enumerate(lists[kind], start=1)


def _rows(case: Case, kind: type[Part], placed: Iterable[tuple[int, Any]]) -> Iterator[Part]:
    for place, value in placed:
        row = kind(case=case, position=place, **columns(value))
        if isinstance(row, NamedPart):
            row.ref = value.id
        yield row
