"""The keys folder as one encrypted file: AES-256-GCM under a key that scrypt makes of a passphrase."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhiji.archive.errors import MirrorError

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"zhiji-keys/1\n"
_SALT, _NONCE = 16, 12
_COST = 2**15
"""RFC 7914's N: a tenth of a second and 32 MiB for each guess."""


def seal(folder: Path, passphrase: str) -> bytes:
    """Every plain file of the folder, encrypted."""
    files = {path.name: path.read_bytes().hex() for path in sorted(folder.iterdir()) if path.is_file()}
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(files).encode(), MAGIC)
    return MAGIC + salt + nonce + sealed


def unseal(data: bytes, passphrase: str, folder: Path) -> None:
    """Writes the files to `folder`, readable by their owner only. Raises MirrorError."""
    body = data.removeprefix(MAGIC)
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    try:
        files = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, MAGIC))
    except (InvalidTag, ValueError) as error:
        raise MirrorError("密钥没有解开：口令不对，或文件已损坏。") from error
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(bytes.fromhex(content))


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
