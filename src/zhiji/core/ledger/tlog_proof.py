"""A proof that goes along with an entry, to be checked offline (C2SP tlog-proof): index, inclusion proof, checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import SIZE
from zhiji.core.ledger.errors import NoteError, ProofError
from zhiji.core.ledger.grammar import decode_base64, decode_utf8, encode_base64, parse_decimal
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.proofs import check_inclusion

if TYPE_CHECKING:
    from zhiji.core.ledger.checkpoint import Checkpoint
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.note import Note

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """index: of the entry; hashes: from the leaf's sibling upwards; note: the checkpoint with its signatures.

    extra: opaque bytes that nothing vouches for.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says; its signatures are for the caller to judge, by keys or by a policy."""
        return parse_checkpoint(self.note.text)

    def check(self, leaf: bytes, algorithm: Algorithm = "sha256") -> None:
        """Raises ProofError unless `leaf` (its hash) stands at `index` under the checkpoint's root."""
        head = self.checkpoint
        check_inclusion(algorithm, leaf, self.index, head.size, self.hashes, head.root)

    def __str__(self) -> str:
        extra = [f"extra {encode_base64(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(encode_base64, self.hashes)]
        return "\n".join(lines) + f"\n\n{self.note}"


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Reads the format; nothing is verified yet. Raises ProofError."""
    try:
        return _parse(data)
    except NoteError as error:
        raise ProofError(f"存证证明（tlog-proof）写法有误：{error}") from error


def _parse(data: bytes) -> TlogProof:
    head, blank, note = decode_utf8(data).partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise NoteError(f"首行应为 {HEADER}，证明与检查点之间应有一个空行。")
    extra = decode_base64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if extra == b"" or not lines or not lines[0].startswith("index "):
        raise NoteError("首行之后应是可有可无的 extra 行（不空）和一个 index 行。")
    index, *encoded = lines
    hashes = tuple(map(decode_base64, encoded))
    if len(hashes) > MOST_HASHES or any(len(value) != SIZE for value in hashes):
        raise NoteError(f"散列值应各为 {SIZE} 字节，不多于 {MOST_HASHES} 个。")
    proof = TlogProof(parse_decimal(index.removeprefix("index ")), hashes, parse_note(note.encode()), extra or b"")
    parse_checkpoint(proof.note.text)
    return proof
