"""Rows of the ledger's tables that no entry accounts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.tree import STORED_LEVELS
from zhiji.trail import queries
from zhiji.trail.audit.findings import finding
from zhiji.trail.models import CaseLink, Entry, Node, Payload, RowVersion, Tombstone
from zhiji.trail.tracked import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.trail.audit.findings import Finding

MOST = 1000
_CODES = (
    (Payload, "PAYLOAD_UNLOGGED"),
    (RowVersion, "INDEX_BROKEN"),
    (CaseLink, "CASE_CHAIN_BROKEN"),
    (Tombstone, "TOMBSTONE_UNLOGGED"),
)


def check_spare_rows(size: int) -> Iterator[Finding]:
    """Beside a log of `size` entries. Entries that were written during the audit are left to the next one."""
    written = Entry.objects.filter(index__gte=size).values("index")
    for model, code in _CODES:
        for row in model.objects.exclude(entry_id__gte=0, entry_id__lt=size).exclude(entry_id__in=written)[:MOST]:
            yield finding(code, f"{table_of(model)} {row}")
    for entry in Entry.objects.filter(index__lt=0)[:MOST]:
        yield finding("ENTRY_GAP", f"trail_entry #{entry.index}", 0)
    for node in Node.objects.exclude(_within(queries.size()))[:MOST]:
        yield finding("NODE_MISMATCH", f"trail_node {node}")


def _within(size: int) -> Q:
    """The nodes that a log of `size` entries has."""
    complete = Q()
    for level in STORED_LEVELS:
        complete |= Q(level=level, position__gte=0, position__lt=size >> level)
    return complete & Q(algorithm__in=ALGORITHMS)
