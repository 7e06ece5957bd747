"""Reading witnesses' cosignatures on a checkpoint (C2SP tlog-cosignature 1.0.1, Ed25519 type 0x04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.kinds import COSIGNATURE, cosigned_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.core.ledger.note import Note


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness found the checkpoint to continue everything it had seen, at `time` (POSIX seconds, its claim)."""

    witness: VerifierKey
    time: int


def cosignatures(note: Note, witnesses: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Whose of `witnesses` cosigned, perhaps nobody, in the note's order; of several by one witness the newest.

    Raises NoteError when one that claims to be by one of them does not hold.
    """
    newest: dict[VerifierKey, int] = {}
    for key, line in note.verified(key for key in witnesses if key.kind is COSIGNATURE):
        newest[key] = max(newest.get(key, 0), cosigned_time(line.signature))
    return tuple(Cosignature(key, time) for key, time in newest.items())
