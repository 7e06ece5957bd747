"""The Merkle tree of RFC 6962 section 2.1, over SHA-256 or SM3.

Only complete subtrees of 256, 65,536 and 16,777,216 leaves (levels 8, 16, 24) are ever stored beside the leaves;
every other hash folds at most 255 of them per level. Leaves are level 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from zhiji.core.ledger.digests import Algorithm, digest, new_hash

TILE_HEIGHT = 8
TILE_WIDTH = 256
STORED_LEVELS = (8, 16, 24)

Read: TypeAlias = Callable[[int, int, int], Sequence[bytes]]
"""read(level, first, count) → the hashes at a stored level (0, 8, 16, 24), in order, all complete."""


def empty_root(algorithm: Algorithm) -> bytes:
    return digest(algorithm, b"")


def leaf_hash(algorithm: Algorithm, entry: bytes) -> bytes:
    return digest(algorithm, b"\x00" + entry)


def node_hash(algorithm: Algorithm, left: bytes, right: bytes) -> bytes:
    running = new_hash(algorithm)
    running.update(b"\x01" + left + right)
    return running.digest()


def fold(algorithm: Algorithm, hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of sibling hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(algorithm, hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def split(width: int) -> int:
    """The largest power of two below `width` (RFC 6962's k); width ≥ 2."""
    return 1 << (width - 1).bit_length() - 1


def perfect_ranges(first: int, end: int) -> Iterator[tuple[int, int]]:
    """(level, position) of the complete subtrees that make up leaves [first, end), left to right.

    `first` must be where a subtree of that width can start, as it is for every node of a tree.
    """
    while first < end:
        level = (end - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


@dataclass(frozen=True, slots=True)
class StoredTree:
    """A tree read through its stored levels."""

    algorithm: Algorithm
    read: Read

    def root(self, size: int) -> bytes:
        """The tree head over the first `size` leaves."""
        return self.range_hash(0, size) if size else empty_root(self.algorithm)

    def edge(self, size: int) -> Edge:
        """The right edge after the first `size` leaves, from which the tree can be grown on."""
        edge = Edge(self.algorithm)
        edge.size = size
        edge.hashes = [self._perfect(level, position) for level, position in perfect_ranges(0, size)]
        return edge

    def range_hash(self, first: int, end: int) -> bytes:
        """MTH(D[first:end]) of a range that is a node of some tree over these leaves."""
        hashes = [self._perfect(level, position) for level, position in perfect_ranges(first, end)]
        return join(self.algorithm, hashes)

    def _perfect(self, level: int, position: int) -> bytes:
        stored = min(level - level % TILE_HEIGHT, STORED_LEVELS[-1])
        above = level - stored
        return fold(self.algorithm, self.read(stored, position << above, 1 << above))


def join(algorithm: Algorithm, hashes: Sequence[bytes]) -> bytes:
    """One hash over a row of complete subtrees, widest first."""
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(algorithm, left, root)
    return root


class Edge:
    """The right edge of a growing tree: all that is needed to compute the next root. O(log n) memory."""

    def __init__(self, algorithm: Algorithm) -> None:
        self.algorithm = algorithm
        self.size = 0
        self.hashes: list[bytes] = []

    def push(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Adds a leaf; gives (level, position, hash) of every subtree of a stored level that it completes."""
        self.hashes.append(leaf)
        self.size += 1
        for level in range(1, _trailing_zeros(self.size) + 1):
            right = self.hashes.pop()
            self.hashes[-1] = node_hash(self.algorithm, self.hashes[-1], right)
            if level in STORED_LEVELS:
                yield level, (self.size >> level) - 1, self.hashes[-1]

    def root(self) -> bytes:
        return join(self.algorithm, self.hashes) if self.hashes else empty_root(self.algorithm)


def _trailing_zeros(size: int) -> int:
    return (size & -size).bit_length() - 1
