"""The case index: one hash over how many entries each case has, so that an entry of a case cannot be withheld.

An inclusion proof shows that an entry is in the log, not that a case has no others. The index is an RFC 6962 tree with a leaf
for each case, in the order of their first entries. Whoever has the log recomputes it from case key, number and leaf hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.proofs import check_inclusion, inclusion_proof
from zhiji.core.ledger.tree import empty_root, join, leaf_hash, node_hash, perfect_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.ledger.digests import Algorithm


@dataclass(frozen=True, slots=True)
class CaseState:
    """key: the case's, 32 bytes; entries: how many it has; last: SHA-256 leaf hash of the newest."""

    key: bytes
    entries: int
    last: bytes

    @property
    def content(self) -> bytes:
        """What the index hashes for this case: canonical JSON."""
        return f'{{"case":"{self.key.hex()}","entries":{self.entries},"last":"{self.last.hex()}"}}'.encode()


class CaseIndex:
    """The index over one algorithm while cases grow: a root costs only what changed since the last one."""

    def __init__(self, algorithm: Algorithm) -> None:
        self.algorithm = algorithm
        self._places: dict[bytes, int] = {}
        self._changed: dict[int, CaseState] = {}
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self._places)

    def put(self, state: CaseState) -> None:
        """A case's newest state; a key that was not there comes last."""
        self._changed[self._places.setdefault(state.key, len(self._places))] = state

    def root(self) -> bytes:
        self._settle()
        if not self._places:
            return empty_root(self.algorithm)
        nodes = perfect_ranges(0, len(self._places))
        return join(self.algorithm, [self._levels[level][position] for level, position in nodes])

    def place(self, key: bytes) -> int | None:
        """Which leaf a case is; None for a case that the index does not know."""
        return self._places.get(key)

    def proof(self, place: int) -> list[bytes]:
        """The inclusion proof of a case's leaf."""
        self._settle()
        return inclusion_proof(self.algorithm, self._read, place, len(self._places))

    def _read(self, level: int, first: int, count: int) -> Sequence[bytes]:
        return self._levels[level][first : first + count]

    def _settle(self) -> None:
        """Hashes the leaves that changed and, level by level, the complete nodes above them."""
        hashes = {place: leaf_hash(self.algorithm, state.content) for place, state in self._changed.items()}
        self._changed.clear()
        level = 0
        while hashes:
            nodes = self._level(level)
            for place in sorted(hashes):
                nodes[place : place + 1] = [hashes[place]]
            above = {place >> 1 for place in hashes if place | 1 < len(nodes)}
            hashes = {place: node_hash(self.algorithm, *nodes[2 * place : 2 * place + 2]) for place in above}
            level += 1

    def _level(self, level: int) -> list[bytes]:
        if level == len(self._levels):
            self._levels.append([])
        return self._levels[level]


def check_case(
    algorithm: Algorithm, state: CaseState, *, place: int, cases: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless an index of `cases` leaves with this root has `state` at `place`."""
    check_inclusion(algorithm, leaf_hash(algorithm, state.content), place, cases, proof, root)
