"""An inclusion proof as a way that a person can follow, step by step from the leaf to the root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.proofs import inclusion_ranges
from zhiji.core.ledger.tree import node_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiji.core.ledger.digests import Algorithm


@dataclass(frozen=True, slots=True)
class Step:
    """result = H(0x01 ‖ left ‖ right), where `sibling` is the side that the proof gives; it covers leaves [first, end)."""

    own: bytes
    sibling: bytes
    sibling_first: bool
    first: int
    end: int
    result: bytes


def steps(algorithm: Algorithm, leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> Iterator[Step]:
    """From the leaf's hash upwards; the last result is the root that the proof leads to. Raises ProofError."""
    own = leaf
    for sibling, (first, end) in zip(proof, inclusion_ranges(index, size), strict=True):
        sibling_first = first < index
        pair = (sibling, own) if sibling_first else (own, sibling)
        result = node_hash(algorithm, *pair)
        yield Step(own, sibling, sibling_first, first, end, result)
        own = result
