"""Cases as case files: everything the rules may ask, in a fixed number of queries however many the cases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhiji.cases.models import Access, Approval, CaseOfficer, Event, Part, Party, Report
from zhiji.cases.queries import record_models
from zhiji.cases.rows import read, read_record
from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from zhiji.cases.models import Case


def case_file(case: Case) -> model.CaseFile:
    """The case as `zhiji-case/1` says it; what was imported comes out the same."""
    return case_files([case])[0]


def case_files(cases: Sequence[Case]) -> list[model.CaseFile]:
    """In the order given: one query for each kind of part."""
    parties = _parts(cases, [Party])
    officers = _parts(cases, [CaseOfficer])
    events = _parts(cases, [Event])
    records = _parts(cases, record_models())
    approvals = _parts(cases, [Approval])
    reports = _parts(cases, [Report])
    accesses = _parts(cases, [Access])
    return [
        model.CaseFile(
            case=head(case),
            parties=tuple(read(model.Party, row) for row in parties[case.pk]),
            officers=tuple(read(model.Officer, row) for row in officers[case.pk]),
            events=tuple(read(model.Event, row) for row in events[case.pk]),
            records=tuple(map(read_record, records[case.pk])),
            approvals=tuple(read(model.Approval, row) for row in approvals[case.pk]),
            reports=tuple(read(model.Report, row) for row in reports[case.pk]),
            accesses=tuple(read(model.Access, row) for row in accesses[case.pk]),
        )
        for case in cases
    ]


def _parts(cases: Sequence[Case], kinds: Iterable[type[Part]]) -> Mapping[int, list[Any]]:
    """Rows of these kinds by case, each list in the order of the case file."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for kind in kinds:
        for row in kind.objects.filter(case__in=cases):
            found[row.case_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.position)
    return found


def head(row: Case) -> model.Case:
    """What the case file says of the case as a whole."""
    return model.Case(
        id=row.number,
        title=row.title,
        regulation=row.regulation,
        act=row.act,
        unit=row.unit_name,
        opened_at=row.opened_at.astimezone(SHANGHAI),
        procedure=row.procedure,
        place=row.place,
        traits=tuple(row.traits),
        concluded_at=_local(row.concluded_at),
        archived_at=_local(row.archived_at),
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(SHANGHAI) if moment else None
