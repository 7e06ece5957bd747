"""Signed notes (C2SP signed-note 1.0.0).

The grammar is taken strictly: exact base64, no control characters, no spare lines. Signatures of unknown keys are
ignored, as the specification demands; whoever keeps a note beside them must cover the whole file by other means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.grammar import check_name, check_text, decode_base64, decode_utf8
from zhiji.core.ledger.keys import NoteSignature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.ledger.keys import NoteSigner, VerifierKey

MAX_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def verified(self, keys: Iterable[VerifierKey]) -> tuple[tuple[VerifierKey, NoteSignature], ...]:
        """The signatures by any of `keys`, with the key of each; perhaps none.

        Raises NoteError when one that claims to be by one of them does not hold.
        """
        known = {(key.name, key.key_id): key for key in keys}
        found = [(known[line.name, line.key_id], line) for line in self.signatures if (line.name, line.key_id) in known]
        for key, line in found:
            if not key.holds(line.signature, self.text.encode()):
                raise NoteError(f"以“{key.name}”名义的签名不成立，内容或签名被改动过。")
        return tuple(found)

    def signers(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Those of `keys` that signed, at least one. Raises NoteError when none did, and as `verified` does."""
        found = tuple(dict.fromkeys(key for key, _ in self.verified(keys)))
        if not found:
            raise NoteError("没有一个可信密钥的签名，请核对公钥是否取自可靠渠道。")
        return found


def sign_note(text: str, signers: Iterable[NoteSigner]) -> bytes:
    """The note of `text` signed by all of `signers`. Raises NoteError where no note can hold the text."""
    return str(Note(text, tuple(key.sign(text) for key in signers))).encode()


def parse_note(data: bytes) -> Note:
    """Reads a note; signatures are not verified yet: see `Note.signers`. Raises NoteError."""
    whole = decode_utf8(data)
    check_text(whole)
    text, blank, lines = whole.rpartition("\n\n")
    if not (text and blank and lines):
        raise NoteError("签名文书应为正文、空行、签名行，各以换行结尾。")
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[NoteSignature, ...]:
    """Reads signature lines, at least one, each ending in a newline: the end of a note, or a witness's answer.

    Raises NoteError.
    """
    check_text(lines)
    signatures = tuple(map(_parse_signature, lines[:-1].split("\n")))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError(f"签名多于 {MAX_SIGNATURES} 个，不予受理。")
    return signatures


def _parse_signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—":
        raise NoteError("签名行应为“— 名称 Base64”。")
    check_name(name)
    blob = decode_base64(encoded)
    if len(blob) <= 4:
        raise NoteError("签名行过短，没有签名内容。")
    return NoteSignature(name, blob[:4], blob[4:])
