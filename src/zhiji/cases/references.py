"""What of a case leans on what: the ids that its parts hold of one another, as in the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.cases.models import (
    Access,
    Approval,
    ApprovalRequest,
    CaseOfficer,
    Event,
    NamedPart,
    Party,
    Record,
    Report,
    Vote,
)
from zhiji.cases.queries import record_models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiji.cases.models import Part

_POINTERS: Mapping[Any, tuple[str, ...]] = {  # by kind of part; Record stands for all kinds of record
    Event: ("officers", "parties", "duties", "of"),
    Record: ("event", "made_by", "signatures"),
    Approval: ("of", "by"),
    ApprovalRequest: ("of",),
    Report: ("of",),
    Vote: ("of", "by"),
    Access: ("records", "handler"),
}
NAMED: tuple[type[NamedPart], ...] = (Party, CaseOfficer, Event, Approval, Access)
"""Kinds with an id of their own, beside the kinds of record."""


def part_of(case_id: int, ref: str) -> NamedPart | None:
    """The part that counts and has this id, of whatever kind."""
    kinds = [*NAMED, *record_models()]
    return next((row for kind in kinds for row in kind.objects.filter(case=case_id, ref=ref)), None)


def leaning_on(row: NamedPart) -> list[Part]:
    """The parts that count and refer to `row`."""
    kinds = [*record_models(), *(kind for kind in _POINTERS if kind is not Record)]
    others = (other for kind in kinds for other in kind.objects.filter(case=row.case_id))
    return [other for other in others if row.ref in _held(other)]


def _held(part: Part) -> set[str]:
    names = next(names for kind, names in _POINTERS.items() if isinstance(part, kind))
    return {ref for name in names for ref in _refs(getattr(part, name))}


def _refs(value: Any) -> Iterator[str]:
    """A ref, a list of them, signatures, or an object with refs as keys."""
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list | dict) else ():
        yield item["by"] if isinstance(item, dict) else item
