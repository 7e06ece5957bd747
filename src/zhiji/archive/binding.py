"""Which of the outsiders' anchors go along with a volume: what helps its reader, not all there ever were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.archive.anchors import Anchor
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.trail.anchoring import queries

if TYPE_CHECKING:
    from collections.abc import Iterator


def anchors_for(size: int, covering: int) -> Iterator[Anchor]:
    """Checkpoints of at most `size` entries with what outsiders gave for them: the newest of everyone, and the oldest
    one that covers the first `covering` entries, which is worth more to who asks since when all of this existed.
    """
    for algorithm in ALGORITHMS:
        origin = queries.own_origin(algorithm)
        for chosen in sorted(_chosen(origin, size, covering)):
            note = queries.checkpoint_note(origin, chosen)
            if note is not None:
                cosigned = queries.cosigned(note, origin, chosen)
                yield Anchor(algorithm, str(cosigned).encode(), tuple(queries.tokens(origin, chosen)))


def _chosen(origin: str, size: int, covering: int) -> set[int]:
    newest = queries.newest_sizes(origin, size)
    oldest = queries.oldest_size(origin, covering, size)
    return {*newest, *([] if oldest is None else [oldest])} - {0}
