"""Give a part of a case its place and its id, and save it. For actions, which log it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Max

from zhiji.cases import queries
from zhiji.cases.models import NamedPart, Record
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.cases.models import Case, Part

Row = TypeVar("Row", bound="Part")


def append(case: Case, row: Row) -> Row:
    """Save `row` as the last of its kind in the case, with the next free ref. The case is locked by the caller."""
    row.case = case
    if isinstance(row, NamedPart):
        kinds = _sharing_refs(row)
        row.position = 1 + max(_last_position(case, kind) for kind in kinds)
        row.ref = _free_ref(case, row, kinds)
    else:
        row.position = 1 + _last_position(case, type(row))
    tracked.create(row)
    return row


def _sharing_refs(row: NamedPart) -> Sequence[type[NamedPart]]:
    """The tables that together hold one list of the case file: records have several."""
    return queries.record_models() if isinstance(row, Record) else [type(row)]


def _free_ref(case: Case, row: NamedPart, kinds: Sequence[type[NamedPart]]) -> str:
    """The prefix with the row's position, which is free unless an imported case has names of its own."""
    number = row.position
    while any(kind.ever.filter(case=case, ref=f"{row.PREFIX}{number}").exists() for kind in kinds):
        number += 1
    return f"{row.PREFIX}{number}"


def _last_position(case: Case, kind: type[Part]) -> int:
    last: int | None = kind.ever.filter(case=case).aggregate(last=Max("position"))["last"]
    return last or 0
