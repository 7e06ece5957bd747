"""Keys of signed notes, public and private, and the signature lines they write (C2SP signed-note 1.0.0)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.grammar import check_name, check_text, decode_base64, encode_base64
from zhiji.core.ledger.kinds import COSIGNATURE, ED25519, KINDS, Kind, cosigned_message, timestamped


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name."""

    name: str
    public: bytes
    kind: Kind = ED25519

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind.prefix + self.public).digest()[:4]

    def __str__(self) -> str:
        """The vkey, `name+hex key id+base64(type ‖ public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(self.kind.prefix + self.public)}"

    def holds(self, signature: bytes, message: bytes) -> bool:
        return self.kind.holds(self.public, signature, message)


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: whose, by which key (4 bytes), and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.signature)}\n"


class NoteSigner(Protocol):
    """A private key of any kind that signs notes."""

    @property
    def verifier(self) -> VerifierKey: ...
    def sign(self, text: str) -> NoteSignature: ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under a name: the 32-byte Ed25519 seed. Never printed."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey(name={self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw())

    def sign(self, text: str) -> NoteSignature:
        """Raises NoteError where no note can hold `text`."""
        check_text(text)
        return NoteSignature(self.name, self.verifier.key_id, self._private().sign(text.encode()))

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """A witness's private key (tlog-cosignature, type 0x04). Its signature says when. Never printed.

    One seed must serve one name only: the signed message does not contain the name.
    """

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"CosignerKey(name={self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw(), COSIGNATURE)

    def cosign(self, text: str, *, time: int) -> NoteSignature:
        """Over a checkpoint's text, of which the caller made sure that it continues what he cosigned before.

        time: POSIX seconds. Raises NoteError.
        """
        check_text(text)
        signature = self._private().sign(cosigned_message(text.encode(), time))
        return NoteSignature(self.name, self.verifier.key_id, timestamped(time, signature))

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_verifier_key(vkey: str) -> VerifierKey:
    """Reads `name+hex+base64`. The base64 may contain "+", so the name ends at the first one. Raises NoteError."""
    name, *rest = vkey.split("+", 2)
    if len(rest) != 2:
        raise NoteError("公钥应写成“名称+编号+Base64”三段。")
    check_name(name)
    key = _key(name, decode_base64(rest[1]))
    if rest[0] != key.key_id.hex():
        raise NoteError("公钥编号与公钥内容不符，请重新抄录。")
    return key


def _key(name: str, material: bytes) -> VerifierKey:
    for kind in KINDS:
        if material.startswith(kind.prefix) and len(material) == len(kind.prefix) + kind.size:
            return VerifierKey(name, material.removeprefix(kind.prefix), kind)
    raise NoteError("不认识的公钥种类：只收 Ed25519（0x01）、Ed25519 见证（0x04）和 SM2（0xff）。")
