"""Signed notes (C2SP signed-note 1.0.0) with Ed25519 keys (signature type 0x01).

The grammar is taken strictly: exact base64, no control characters, no spare lines. Signatures of unknown keys are
ignored, as the specification demands; whoever keeps a note beside them must cover the whole file by other means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhiji.core.ledger.errors import NoteError

if TYPE_CHECKING:
    from collections.abc import Iterable

ED25519 = b"\x01"
MAX_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: 32 bytes of Ed25519 (RFC 8032)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The vkey, `name+hex key id+base64(type ‖ public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(ED25519 + self.public)}"

    def holds(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


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
        check_text(text)
        return NoteSignature(self.name, self.verifier.key_id, self._private().sign(text.encode()))

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: whose, by which key (4 bytes), and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def signers(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Those of `keys` that signed, at least one.

        Raises NoteError when none did, or when a signature that claims to be by one of them does not hold.
        """
        known = {(key.name, key.key_id): key for key in keys}
        found: dict[VerifierKey, None] = {}
        for line in self.signatures:
            key = known.get((line.name, line.key_id))
            if key is None:
                continue
            if not key.holds(line.signature, self.text.encode()):
                raise NoteError(f"以“{key.name}”名义的签名不成立，内容或签名被改动过。")
            found[key] = None
        if not found:
            raise NoteError("没有一个可信密钥的签名，请核对公钥是否取自可靠渠道。")
        return tuple(found)


def parse_verifier_key(vkey: str) -> VerifierKey:
    """Reads `name+hex+base64`. The base64 may contain "+", so the name ends at the first one. Raises NoteError."""
    name, *rest = vkey.split("+", 2)
    if len(rest) != 2 or not _NAME.fullmatch(name):
        raise NoteError("公钥应写成“名称+编号+Base64”三段。")
    material = decode_base64(rest[1])
    if material[:1] != ED25519 or len(material) != 33:
        raise NoteError("公钥不是 Ed25519 密钥（类型 0x01，32 字节）。")
    key = VerifierKey(name, material[1:])
    if rest[0] != key.key_id.hex():
        raise NoteError("公钥编号与公钥内容不符，请重新抄录。")
    return key


def parse_note(data: bytes) -> Note:
    """Reads a note; signatures are not verified yet: see `Note.signers`. Raises NoteError."""
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("签名文书不是 UTF-8 编码。") from error
    check_text(whole)
    text, blank, lines = whole.rpartition("\n\n")
    if not (text and blank and lines):
        raise NoteError("签名文书应为正文、空行、签名行，各以换行结尾。")
    signatures = tuple(map(_parse_signature, lines[:-1].split("\n")))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError(f"签名多于 {MAX_SIGNATURES} 个，不予受理。")
    return Note(text + "\n", signatures)


def check_text(text: str) -> None:
    """Raises NoteError unless `text` may stand in a note."""
    if _CONTROL.search(text) or not text.endswith("\n") or text == "\n":
        raise NoteError("签名文书的正文须非空、以换行结尾，且不含换行以外的控制字符。")


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """Strict RFC 4648 section 4: padding, alphabet and unused bits exact. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("Base64 写法有误。") from error
    if encode_base64(data) != text:
        raise NoteError("Base64 写法不唯一（尾部多余位不为零）。")
    return data


def _parse_signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not _NAME.fullmatch(name):
        raise NoteError("签名行应为“— 名称 Base64”。")
    blob = decode_base64(encoded)
    if len(blob) <= 4:
        raise NoteError("签名行过短，没有签名内容。")
    return NoteSignature(name, blob[:4], blob[4:])
