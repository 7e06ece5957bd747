"""A witness: its key and its cosignature (C2SP tlog-cosignature 1.0, Ed25519)."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhiji.core.ledger.grammar import encode_base64
from zhiji.core.ledger.note import parse_note

COSIGNER = b"\x04"


def cosigner_key(name: str, seed: str) -> str:
    public = _private(seed).public_key().public_bytes_raw()
    return f"{name}+{_key_id(name, seed).hex()}+{encode_base64(COSIGNER + public)}"


def cosign(note: bytes, *, name: str, seed: str, at: int) -> bytes:
    text = parse_note(note).text
    signature = _private(seed).sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    blob = _key_id(name, seed) + at.to_bytes(8, "big") + signature
    return note + f"— {name} {encode_base64(blob)}\n".encode()


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def _key_id(name: str, seed: str) -> bytes:
    public = _private(seed).public_key().public_bytes_raw()
    return hashlib.sha256(name.encode() + b"\n" + COSIGNER + public).digest()[:4]
