"""How a log is cut into files for others to fetch (C2SP tlog-tiles).

A tile is a row of up to 256 hashes of level 8·L, an entry bundle a row of up to 256 entries. The last of a row may be
partial and is then named by its width. What a name stands for never changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.tree import STORED_LEVELS, TILE_HEIGHT, TILE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRIES = "entries"
_LEVELS = {str(level // TILE_HEIGHT): level for level in (0, *STORED_LEVELS)}
_PATH = re.compile(
    r"(?P<row>entries|0|[1-9][0-9]?)/(?P<high>(?:x[0-9]{3}/)*)(?P<low>[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
_MOST_INDEX = 1 << 55  # beyond any tree of 2^63 leaves


class TileError(LedgerError):
    """A path that names no tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """`level` of the tree that its hashes stand on: 0, 8, 16, 24; None: a bundle of entries. width: 1 to 256."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def first(self) -> int:
        """Position of its first hash, or number of its first entry."""
        return self.index * TILE_WIDTH

    @property
    def end(self) -> int:
        """How many entries a tree must have for this tile to exist."""
        return (self.first + self.width) << (self.level or 0)

    def __str__(self) -> str:
        """Its path below `tile/`."""
        row = ENTRIES if self.level is None else str(self.level // TILE_HEIGHT)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *high, low = (digits[place : place + 3] for place in range(0, len(digits), 3))
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return "/".join([row, *(f"x{part}" for part in high), low]) + partial


def parse_tile(path: str) -> Tile:
    """Reads what stands behind `tile/`. One tile has one path: spare zeros are refused. Raises TileError."""
    found = _PATH.fullmatch(path)
    if not found or (found["row"] != ENTRIES and found["row"] not in _LEVELS):
        raise TileError("没有这样的分块地址，请按 C2SP tlog-tiles 书写。")
    index = int(found["high"].replace("x", "").replace("/", "") + found["low"])
    tile = Tile(_LEVELS.get(found["row"]), index, int(found["width"] or TILE_WIDTH))
    if index >= _MOST_INDEX or str(tile) != path or tile.width > TILE_WIDTH:
        raise TileError("没有这样的分块地址，请按 C2SP tlog-tiles 书写。")
    return tile


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Each entry behind its length in 16 bits, big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
