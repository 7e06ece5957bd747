"""The signature types that this project knows (C2SP signed-note, tlog-cosignature), and how each is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiji.core.ledger import sm2
from zhiji.core.ledger.grammar import MAX_SIZE

Holds: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""holds(public key, signature, text of the note)."""
_TIME_SIZE = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """prefix: the signature type's bytes, which begin vkeys and go into key ids; size: bytes of a public key."""

    label: str
    prefix: bytes
    size: int
    holds: Holds = field(repr=False, compare=False)


def cosigned_message(text: bytes, time: int) -> bytes:
    """What a witness signs: a header, its time (POSIX seconds) and the checkpoint's text."""
    return b"cosignature/v1\ntime %d\n%b" % (time, text)


def cosigned_time(signature: bytes) -> int:
    """The POSIX seconds at the head of a timestamped signature."""
    return int.from_bytes(signature[:_TIME_SIZE])


def timestamped(time: int, signature: bytes) -> bytes:
    return time.to_bytes(_TIME_SIZE) + signature


def _ed25519(public: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosignature(public: bytes, signature: bytes, text: bytes) -> bool:
    time = cosigned_time(signature)
    return time <= MAX_SIZE and _ed25519(public, signature[_TIME_SIZE:], cosigned_message(text, time))


def _sm2(public: bytes, signature: bytes, text: bytes) -> bool:
    return sm2.verify(public, signature, text, identity=sm2.IDENTITY)


ED25519 = Kind("Ed25519", b"\x01", 32, _ed25519)
COSIGNATURE = Kind("Ed25519 见证", b"\x04", 32, _cosignature)
SM2 = Kind("SM2", b"\xffzhiji/sm2-sm3/v1", sm2.PUBLIC_SIZE, _sm2)
"""0xff is for types that C2SP has not numbered. Identity 1234567812345678, public key 0x04 ‖ x ‖ y, signature r ‖ s."""

KINDS = (ED25519, COSIGNATURE, SM2)
LOG_KINDS = (ED25519, SM2)
"""A log's own signatures; the other kind is a witness's."""
