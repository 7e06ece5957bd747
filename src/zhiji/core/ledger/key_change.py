"""A change of the log's keys, as the old keys state it: a signed note that leads from a key one trusts to the next.

Its first line is no log's name, so no checkpoint can be read out of it, and it out of none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.kinds import LOG_KINDS
from zhiji.core.ledger.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.ledger.keys import VerifierKey

HEADER = "zhiji-key-change/1"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From the log's name `before` to `after`, which is another one only where a new era begins; keys of all purposes."""

    before: str
    after: str
    retired: tuple[VerifierKey, ...]
    added: tuple[VerifierKey, ...]

    @property
    def text(self) -> str:
        lines = [f"retire {key}" for key in self.retired] + [f"add {key}" for key in self.added]
        return "\n".join([HEADER, f"from {self.before}", f"to {self.after}", *lines, ""])


def open_key_change(data: bytes, keys: Iterable[VerifierKey]) -> KeyChange:
    """The change that a note states, signed by one of `keys` under the old name. Raises NoteError."""
    note = parse_note(data)
    change = _parse(note.text)
    note.signers(key for key in keys if key.name == change.before and key.kind in LOG_KINDS)
    return change


def _parse(text: str) -> KeyChange:
    header, *lines = text.removesuffix("\n").split("\n")
    fields = [line.partition(" ")[::2] for line in lines]
    if header != HEADER or [word for word, _ in fields[:2]] != ["from", "to"]:
        raise NoteError(f"密钥更替声明的首行应为 {HEADER}，随后是 from 和 to 两行。")
    retired, added = (
        tuple(parse_verifier_key(value) for word, value in fields[2:] if word == wanted) for wanted in ("retire", "add")
    )
    change = KeyChange(fields[0][1], fields[1][1], retired, added)
    if change.text != text:
        raise NoteError("密钥更替声明不是唯一写法：先 retire 后 add，别无他行。")
    return change
