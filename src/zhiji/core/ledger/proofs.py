"""Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2).

A proof is a row of node hashes. Which leaves each hash covers follows from the sizes alone, so maker and checker
walk the same ranges: the maker hashes them, the checker puts the given hashes in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.digests import SIZE, Algorithm
from zhiji.core.ledger.errors import ProofError
from zhiji.core.ledger.tree import StoredTree, node_hash, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.ledger.tree import Read


def inclusion_proof(algorithm: Algorithm, read: Read, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards."""
    tree = StoredTree(algorithm, read)
    return [tree.range_hash(*covered) for covered in inclusion_ranges(index, size)]


def consistency_proof(algorithm: Algorithm, read: Read, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves; 1 ≤ old ≤ new."""
    tree = StoredTree(algorithm, read)
    return [tree.range_hash(*covered) for covered in consistency_ranges(old, new)]


def check_inclusion(
    algorithm: Algorithm, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless `proof` shows `leaf` (its hash) at `index` under `root` of `size` leaves."""
    ranges = inclusion_ranges(index, size)
    _check_shape([leaf, *proof, root], len(proof), len(ranges))
    current = leaf
    for sibling, (first, _) in zip(proof, ranges, strict=True):
        pair = (current, sibling) if first > index else (sibling, current)
        current = node_hash(algorithm, *pair)
    if current != root:
        raise ProofError(f"第 {index} 条记录的包含证明算出的树根与给定树根不符。")


def check_consistency(
    algorithm: Algorithm, old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises ProofError unless `proof` shows that the tree under `new_root` begins with the tree under `old_root`."""
    ranges = consistency_ranges(old, new)
    _check_shape([old_root, *proof, new_root] if ranges else [], len(proof), len(ranges))
    steps = list(zip(proof, ranges, strict=True))
    starts_in_proof = bool(ranges) and ranges[0][1] == old
    before = after = steps.pop(0)[0] if starts_in_proof else old_root
    for sibling, (first, _) in steps:
        if first >= old:
            after = node_hash(algorithm, after, sibling)
        else:
            before, after = node_hash(algorithm, sibling, before), node_hash(algorithm, sibling, after)
    if (before, after) != (old_root, new_root):
        raise ProofError(f"一致性证明不成立：{new} 条的树不是由 {old} 条的树续写而成。")


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaves [first, end) that each hash of an inclusion proof covers, from the leaf upwards."""
    if not 0 <= index < size:
        raise ProofError(f"序号 {index} 不在 {size} 条的树内。")
    first, end = 0, size
    ranges = []
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The leaves [first, end) that each hash of a consistency proof covers, from the old tree's last node upwards.

    When the old tree is no single node of the new one, the first range is that last node itself and ends at `old`.
    """
    if not 1 <= old <= new:
        raise ProofError(f"没有从 {old} 条到 {new} 条的一致性证明：前者须至少 1 条且不多于后者。")
    first, end = 0, new
    ranges = []
    while end != old:
        middle = first + split(end - first)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    if first:
        ranges.append((first, end))
    return ranges[::-1]


def _check_shape(hashes: Sequence[bytes], given: int, needed: int) -> None:
    if given != needed:
        raise ProofError(f"证明应有 {needed} 个散列值，实有 {given} 个。")
    if any(len(value) != SIZE for value in hashes):
        raise ProofError(f"证明中有长度不是 {SIZE} 字节的散列值。")
