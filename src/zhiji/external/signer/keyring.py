"""The private keys under one name: a secret of each kind, and keys of its own derived from it for each purpose."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiji.core.ledger import sm2 as arithmetic
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.grammar import check_text, decode_base64, encode_base64
from zhiji.core.ledger.keys import NoteSignature, NoteSigner, SigningKey, VerifierKey
from zhiji.core.ledger.kinds import ED25519, LOG_KINDS, SM2, Kind
from zhiji.external import sm2
from zhiji.external.signer.protocol import PURPOSES, TEXTS, Identity

_PREFIX = "PRIVATE+KEY"
_SECRET_SIZE = 32


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """A private SM2 key under a name. Never printed."""

    name: str
    private: bytes
    provider: sm2.Sm2Provider

    def __repr__(self) -> str:
        return f"Sm2Key(name={self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.provider.public(self.private), SM2)

    def sign(self, text: str) -> NoteSignature:
        """Raises NoteError where no note can hold `text`."""
        check_text(text)
        signature = self.provider.sign(self.private, text.encode(), identity=arithmetic.IDENTITY)
        return NoteSignature(self.name, self.verifier.key_id, signature)


@dataclass(frozen=True, slots=True)
class Keyring:
    """secrets: 32 bytes for each kind, Ed25519 first."""

    name: str
    secrets: tuple[tuple[Kind, bytes], ...]

    def __repr__(self) -> str:
        return f"Keyring(name={self.name!r})"

    def signers(self, purpose: str | None) -> tuple[NoteSigner, ...]:
        """The keys for a purpose. What is signed for one can never stand for another; SM2 signs checkpoints only."""
        kinds = [(kind, secret) for kind, secret in self.secrets if kind is ED25519 or purpose not in TEXTS]
        return tuple(key for kind, secret in kinds if (key := _key(self.name, purpose, kind, secret)))

    def identity(self) -> Identity:
        keys = {purpose: tuple(key.verifier for key in self.signers(purpose)) for purpose in PURPOSES}
        return Identity(self.name, keys)

    def encode(self) -> bytes:
        """The key file."""
        return "".join(_line(self.name, kind, secret) for kind, secret in self.secrets).encode()


def new_keyring(name: str, *, with_sm2: bool) -> Keyring:
    """Keys out of the system's random numbers: Ed25519, and SM2 where wanted and possible here."""
    found: list[tuple[Kind, bytes]] = [(ED25519, secrets.token_bytes(_SECRET_SIZE))]
    if with_sm2 and sm2.provider():
        found.append((SM2, sm2.new_private()))
    return Keyring(name, tuple(found))


@lru_cache(maxsize=32)
def parse_keyring(data: bytes) -> Keyring:
    """Reads a key file. Raises NoteError for anything but one line for Ed25519, and perhaps one for SM2."""
    lines = [_parse_line(line) for line in data.decode("ascii", "replace").splitlines(keepends=True)]
    names, kinds = {name for name, _, _ in lines}, tuple(kind for _, kind, _ in lines)
    if len(names) != 1 or kinds != LOG_KINDS[: len(kinds)]:
        raise NoteError("密钥文件应为同一名称的一个 Ed25519 密钥，以及可有可无的一个 SM2 密钥。")
    ring = Keyring(names.pop(), tuple((kind, secret) for _, kind, secret in lines))
    if ring.encode() != data:
        raise NoteError("密钥文件不是唯一写法。")
    return ring


def _line(name: str, kind: Kind, secret: bytes) -> str:
    return f"{_PREFIX}+{name}+{_check(name, kind, secret)}+{encode_base64(kind.prefix + secret)}\n"


def _parse_line(line: str) -> tuple[str, Kind, bytes]:
    fields = line.removesuffix("\n").split("+", 4)
    if len(fields) != 5:
        raise NoteError("密钥应写成五段。")
    name, material = fields[2], decode_base64(fields[4])
    for kind in LOG_KINDS:
        if material.startswith(kind.prefix) and len(material) == len(kind.prefix) + _SECRET_SIZE:
            return name, kind, material.removeprefix(kind.prefix)
    raise NoteError("不认识的密钥种类。")


def _check(name: str, kind: Kind, secret: bytes) -> str:
    """4 bytes that tell a damaged line: the key id, as the Go checksum database has it; SM2's needs no libcrypto to be read."""
    if kind is ED25519:
        return SigningKey(name, secret).verifier.key_id.hex()
    return hashlib.sha256(name.encode() + b"\n" + kind.prefix + secret).hexdigest()[:8]


@lru_cache(maxsize=32)
def _key(name: str, purpose: str | None, kind: Kind, secret: bytes) -> NoteSigner | None:
    """None: an SM2 key on a machine that cannot use it."""
    full = name if purpose is None else f"{name}/{purpose}"
    if kind is ED25519:
        return SigningKey(full, secret if purpose is None else _derived(secret, full, _SECRET_SIZE))
    provider = sm2.provider()
    private = secret if purpose is None else sm2.private_from(_derived(secret, full, 48))
    return Sm2Key(full, private, provider) if provider else None


def _derived(secret: bytes, info: str, size: int) -> bytes:
    return HKDF(SHA256(), length=size, salt=None, info=info.encode()).derive(secret)
