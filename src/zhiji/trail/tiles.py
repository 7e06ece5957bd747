"""The log as tiles: two queries each, however long the log is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.tiles import encode_bundle
from zhiji.trail import queries
from zhiji.trail.errors import NoSuchEntry
from zhiji.trail.models import Checkpoint

if TYPE_CHECKING:
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.tiles import Tile


def signed_size(origin: str) -> int:
    """How many entries the newest checkpoint covers; 0 before the first."""
    return Checkpoint.objects.filter(origin=origin).order_by("-size").values_list("size", flat=True).first() or 0


def content(tile: Tile, algorithm: Algorithm, origin: str) -> bytes:
    """The hashes, or the entries with their lengths. Raises NoSuchEntry for what no checkpoint covers yet."""
    size = signed_size(origin)
    if tile.end > size:
        raise NoSuchEntry(f"签过名的账本只有 {size} 条，还没有这一块。")
    if tile.level is None:
        return encode_bundle(queries.bodies(tile.first, tile.width))
    return b"".join(queries.reader(algorithm)(tile.level, tile.first, tile.width))
