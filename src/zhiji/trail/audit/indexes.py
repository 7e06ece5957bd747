"""The case index that the log should hold, computed anew while the log is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.case_index import CaseState
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import case_index
from zhiji.trail.audit.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.ledger.entry import Entry
    from zhiji.trail.audit.findings import Finding


class Cases:
    """Takes up entry by entry, beginning with number `first`."""

    def __init__(self, first: int) -> None:
        self._indexes = case_index.indexes_before(first)

    def take(self, entry: Entry, leaf: bytes, number: int) -> Iterator[Finding]:
        """leaf: SHA-256 leaf hash of the entry. An index speaks of what is before it."""
        if entry.type is EntryType.INDEX_WRITTEN:
            yield from self._check(entry, number)
        if entry.case:
            state = CaseState(entry.case.key, entry.case.seq + 1, leaf)
            for index in self._indexes:
                index.put(state)

    def _check(self, entry: Entry, number: int) -> Iterator[Finding]:
        if entry.facts != case_index.index_facts(self._indexes):
            yield finding("INDEX_PROOF_BAD", f"trail_entry #{number}")
