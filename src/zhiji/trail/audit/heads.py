"""The roots that the log must still give: stored checkpoints, the signer's memory, checkpoints kept outside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.errors import NoteError
from zhiji.trail import queries
from zhiji.trail.audit.findings import finding
from zhiji.trail.models import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiji.core.ledger.checkpoint import Checkpoint as Head
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.tree import Edge
    from zhiji.trail.audit.findings import Finding, Tally
    from zhiji.trail.keys import KeyHistory

_NO_END = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Expectation:
    """A head, and what it means when the log has another root at its size (mismatch) or is shorter (missing).

    stored: it is one of the office's own checkpoints, which cover the log.
    """

    head: Head
    mismatch: str
    missing: str
    where: str
    stored: bool = False


class Heads:
    """Compares roots while the log is being read. `covered`: entries under a checkpoint that holds, per tree."""

    def __init__(self, known: KeyHistory, remembered: Iterable[Head], tally: Tally) -> None:
        self._known = known
        self._tally = tally
        self._due: dict[int, list[Expectation]] = defaultdict(list)
        self.covered: dict[Algorithm, int] = dict.fromkeys(ALGORITHMS, 0)
        for head in remembered:
            self._expect(Expectation(head, "SIGNER_FORK", "SIGNER_ROLLBACK", f"签名器记录 {head.origin} {head.size}"))

    def expect_outside(self, note: bytes) -> Head:
        """Takes up a checkpoint that somebody kept; raises NoteError where it is none of this log."""
        head = open_checkpoint(note, self._known.all_keys())
        self._expect(Expectation(head, "ANCHOR_MISMATCH", "ANCHOR_MISSING", f"外部检查点 {head.origin} {head.size}"))
        return head

    def load(self, first: int, end: int) -> Iterator[Finding]:
        """Takes up the stored checkpoints over more than `first` and at most `end` entries."""
        for row in Checkpoint.objects.filter(size__gt=first, size__lte=end).order_by("size").iterator():
            yield from self._take(row)

    def check(self, edges: Sequence[Edge], size: int) -> Iterator[Finding]:
        """Compares what is due at `size` with the roots of the edges."""
        if size not in self._due:
            return
        roots = {edge.algorithm: edge.root() for edge in edges}
        for expected in self._due.pop(size):
            algorithm = self._known.algorithm_of(expected.head.origin)
            if roots[algorithm] != expected.head.root:
                yield finding(expected.mismatch, expected.where, f"第 {size} 条处树根不同")
            elif expected.stored:
                self.covered[algorithm] = size

    def check_older(self, first: int) -> Iterator[Finding]:
        """Compares what is due below `first`, where the log is not read entry by entry, with the stored hashes."""
        for size in sorted(size for size in self._due if size < first):
            edges = [queries.edge(algorithm, size) for algorithm in ALGORITHMS]
            yield from self.check(edges, size)

    def beyond(self, size: int) -> Iterator[Finding]:
        """What the log of `size` entries is too short for."""
        yield from self.load(
            max(size, queries.size()), _NO_END
        )  # what was signed during this audit is left to the next
        for expected in (one for due in self._due.values() for one in due):
            detail = f"账本 {size} 条，应至少 {expected.head.size} 条"
            yield finding(expected.missing, expected.where, detail)

    def _take(self, row: Checkpoint) -> Iterator[Finding]:
        where = f"trail_checkpoint {row.origin} {row.size}"
        self._tally.checkpoints += 1
        try:
            head = open_checkpoint(bytes(row.note), self._known.keys_for(row.origin, row.size))
        except NoteError as error:
            yield finding("CHECKPOINT_BAD_SIG", where, error)
            return
        if (head.origin, head.size) == (row.origin, row.size):
            self._expect(Expectation(head, "CHECKPOINT_MISMATCH", "CHECKPOINT_MISMATCH", where, stored=True))
        else:
            yield finding("CHECKPOINT_BAD_SIG", where, "来源或条数与所在行不符")

    def _expect(self, expected: Expectation) -> None:
        self._due[expected.head.size].append(expected)
