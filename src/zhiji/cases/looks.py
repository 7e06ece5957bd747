"""查看: whoever sees a case leaves an entry in its trail, before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases.models import Case
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions as trail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhiji.core.ledger.canonical import Canonical
    from zhiji.trail.actor import Actor


@transaction.atomic
def looked_at(
    number: str, page: str, parts: Mapping[str, str], *, by: Actor, at: datetime, printed: bool = False
) -> None:
    """Somebody is about to see `page` of a case. parts: which record and so on, as the address says it."""
    kind = EntryType.PRINTED if printed else EntryType.VIEWED
    said: list[Canonical] = ["=".join(part) for part in sorted(parts.items())]
    opening: dict[str, Canonical] = {"kind": "look", "page": page, "parts": said}
    trail.record(kind, by=by, at=at, case_key=key_of(number), openings=[opening], facts={"page": page})


@transaction.atomic
def listed(count: int, narrowed_by: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Somebody is about to take away a list of cases. narrowed_by: names of the filters used, never what they held."""
    trail.record(EntryType.DOWNLOADED, by=by, at=at, facts={"page": "case-table", "cases": count, "by": [*narrowed_by]})


def key_of(number: str) -> bytes | None:
    """What the ledger calls the case; None where there is no such case."""
    key = Case.objects.filter(number=number).values_list("key", flat=True).first()
    return None if key is None else bytes(key)
