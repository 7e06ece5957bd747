"""Checkpoints: the head of a log as a signed note (C2SP tlog-checkpoint 1.0.0).

The SHA-256 tree is public and named by the origin alone. The SM3 tree over the same entries has its own checkpoint
under the origin with `/sm3` behind it, and is signed under that name, so that neither can stand for the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.digests import SIZE, Algorithm
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.grammar import decode_base64, encode_base64, parse_decimal
from zhiji.core.ledger.kinds import LOG_KINDS
from zhiji.core.ledger.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.ledger.keys import VerifierKey


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """origin: the log's identity; size: number of entries; root: 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text: origin, size and root, a line each."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def origin_of(name: str, algorithm: Algorithm) -> str:
    """The origin of a log's tree over `algorithm`, where `name` is the log's identity."""
    return name if algorithm == "sha256" else f"{name}/{algorithm}"


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads a checkpoint's text. Extension lines are refused: nobody could audit them. Raises NoteError."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise NoteError("检查点应恰为三行：来源、条数、树根。")
    origin, size, root = lines[:3]
    checkpoint = Checkpoint(origin, parse_decimal(size), decode_base64(root))
    if len(checkpoint.root) != SIZE:
        raise NoteError(f"检查点的树根应为 {SIZE} 字节。")
    return checkpoint


def open_checkpoint(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint of a note that is signed by one of `keys`, a log's own whose name is its origin. Raises NoteError."""
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    note.signers(key for key in keys if key.name == checkpoint.origin and key.kind in LOG_KINDS)
    return checkpoint
