"""The signer: holds the log's keys, and remembers what it signed so that the log can neither go back nor fork.

Folder `keys/` of the data folder:
  ledger.key          the private key, `PRIVATE+KEY+name+id+base64` as the Go checksum database writes it, mode 0600
  signed-sha256.note  the newest checkpoint it signed for each tree; its memory
  signed-sm3.note
"""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiji.core.ledger.checkpoint import Checkpoint, open_checkpoint, origin_of
from zhiji.core.ledger.errors import NoteError, ProofError
from zhiji.core.ledger.grammar import decode_base64, encode_base64
from zhiji.core.ledger.keys import SigningKey
from zhiji.core.ledger.kinds import ED25519
from zhiji.core.ledger.note import Note
from zhiji.core.ledger.proofs import check_consistency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.keys import VerifierKey

KEY_FILE = "ledger.key"
_PREFIX = "PRIVATE+KEY"


class SignerError(Exception):
    """Base of the signer's errors. The message is one Chinese sentence."""


class SignerRollbackError(SignerError):
    """The log is shorter than what was signed before: a backup was restored, or entries were cut off."""


class SignerForkError(SignerError):
    """The log does not continue what was signed before: its past was rewritten."""


class Signer(Protocol):
    """Whoever holds the log's keys: here, in another process, or in a signing server."""

    @property
    def name(self) -> str:
        """The log's identity, the origin of its SHA-256 tree."""

    def verifier(self, purpose: str | None = None) -> VerifierKey:
        """The public key for checkpoints over SHA-256, or for another purpose: "sm3", "receipt", "export"."""

    def last(self, algorithm: Algorithm) -> Checkpoint | None:
        """The newest checkpoint it signed."""

    def sign_checkpoint(self, algorithm: Algorithm, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
        """A note over the tree's head, if `proof` shows that it continues `last`.

        Raises SignerRollbackError, SignerForkError.
        """

    def sign_text(self, purpose: str, text: str) -> bytes:
        """A note over any other text, under the key for that purpose."""


class LocalSigner:
    """Keys and memory in a folder, created at first use. Safe to use from several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        return self._key.name

    def verifier(self, purpose: str | None = None) -> VerifierKey:
        return self._key_for(purpose).verifier

    def last(self, algorithm: Algorithm) -> Checkpoint | None:
        try:
            note = self._memory(algorithm).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return open_checkpoint(note, [self._key_of(algorithm).verifier])
        except NoteError as error:
            raise SignerError(f"签名器的记录 {self._memory(algorithm)} 已损坏：{error}请从备份取回。") from error

    def sign_checkpoint(self, algorithm: Algorithm, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
        checkpoint = Checkpoint(origin_of(self.name, algorithm), size, root)
        with self._alone():
            _refuse_unless_continues(self.last(algorithm), checkpoint, algorithm, proof)
            note = _note(checkpoint.text, self._key_of(algorithm))
            # Remembered before anyone sees it: a signature that was given out can never be forgotten.
            _replace(self._memory(algorithm), note)
        return note

    def sign_text(self, purpose: str, text: str) -> bytes:
        return _note(text, self._key_for(purpose))

    @cached_property
    def _key(self) -> SigningKey:
        path = self._folder / KEY_FILE
        if not path.exists():
            _create_key(path)
        return _read_key(path)

    def _key_of(self, algorithm: Algorithm) -> SigningKey:
        return self._key_for(None if algorithm == "sha256" else algorithm)

    def _key_for(self, purpose: str | None) -> SigningKey:
        """A key of its own for each purpose: what is signed for one can never stand for another."""
        if purpose is None:
            return self._key
        name = f"{self.name}/{purpose}"
        seed = HKDF(SHA256(), length=32, salt=None, info=name.encode()).derive(self._key.seed)
        return SigningKey(name, seed)

    def _memory(self, algorithm: Algorithm) -> Path:
        return self._folder / f"signed-{algorithm}.note"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "signer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _refuse_unless_continues(
    last: Checkpoint | None, new: Checkpoint, algorithm: Algorithm, proof: Sequence[bytes]
) -> None:
    if last is None or last.size == 0:
        return
    if new.size < last.size:
        raise SignerRollbackError(
            f"账本只有 {new.size} 条，而签名器已签过 {last.size} 条：可能恢复了旧备份或被截短，已拒绝签名；请先补回缺失的条目。"
        )
    try:
        check_consistency(algorithm, last.size, new.size, proof, last.root, new.root)
    except ProofError as error:
        raise SignerForkError(
            f"账本前 {last.size} 条与签名器签过的不一致：历史被改写，已拒绝签名；请保全现场并与外部留存的检查点核对。"
        ) from error


def _note(text: str, key: SigningKey) -> bytes:
    return str(Note(text, (key.sign(text),))).encode()


def _create_key(path: Path) -> None:
    """Whoever comes first makes the key; it appears whole or not at all."""
    key = SigningKey(f"zhiji.local/{secrets.token_hex(8)}", secrets.token_bytes(32))
    line = f"{_PREFIX}+{key.name}+{key.verifier.key_id.hex()}+{encode_base64(ED25519.prefix + key.seed)}\n"
    temporary = _written(path.parent, line.encode())
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
    _sync_folder(path.parent)


def _read_key(path: Path) -> SigningKey:
    if path.stat().st_mode & 0o077:
        raise SignerError(f"密钥文件 {path} 别人也能读，请先运行 chmod 600 {path}。")
    fields = path.read_text().removesuffix("\n").split("+", 4)
    try:
        name, key_id, material = fields[2:]
        seed = decode_base64(material).removeprefix(ED25519.prefix)
        key = SigningKey(name, seed)
        sound = "+".join(fields[:2]) == _PREFIX and key.verifier.key_id.hex() == key_id
    except (ValueError, NoteError) as error:
        raise SignerError(f"密钥文件 {path} 已损坏，请从备份取回。") from error
    if not sound:
        raise SignerError(f"密钥文件 {path} 已损坏，请从备份取回。")
    return key


def _replace(path: Path, data: bytes) -> None:
    _written(path.parent, data).replace(path)
    _sync_folder(path.parent)


def _written(folder: Path, data: bytes) -> Path:
    """A durable temporary file, readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return folder / file.name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
