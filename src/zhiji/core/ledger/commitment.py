"""Salted commitments: the log binds a content without showing it.

commitment = H(0x02 ‖ 32-byte random salt ‖ canonical content), over SHA-256 and over SM3. 0x00 and 0x01 belong to
leaves and nodes. Without the salt nobody can confirm a guess; once salt and content are destroyed nobody ever can.
"""

from __future__ import annotations

from zhiji.core.ledger.digests import Digests, digests
from zhiji.core.ledger.errors import LedgerError

SALT_SIZE = 32


def commit(content: bytes, *, salt: bytes) -> Digests:
    """The commitment to `content`; `salt` is 32 random bytes, used once."""
    if len(salt) != SALT_SIZE:
        raise LedgerError(f"盐值应为 {SALT_SIZE} 字节，实为 {len(salt)} 字节。")
    return digests(b"\x02" + salt + content)


def opens(commitment: Digests, content: bytes, *, salt: bytes) -> bool:
    """Whether content and salt are what was committed to, under both algorithms."""
    return len(salt) == SALT_SIZE and commit(content, salt=salt) == commitment
