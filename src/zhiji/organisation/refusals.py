"""越权被拒: who tried what his account may not do is remembered, as what he did is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions as trail

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.trail.actor import Actor

LONGEST = 500


@transaction.atomic
def refused(page: str, attempt: str, reason: str, *, case_key: bytes | None, by: Actor, at: datetime) -> None:
    """page: its name; attempt: method and address, which may name a case and so stands in the opening only."""
    opening = {"kind": "attempt", "attempt": attempt[:LONGEST], "reason": reason[:LONGEST]}
    trail.record(EntryType.REFUSED, by=by, at=at, case_key=case_key, openings=[opening], facts={"page": page})
