"""The signer itself, over a vault. Several may work on one vault: each act takes its lock and reads what is there."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import Checkpoint, open_checkpoint, origin_of, parse_checkpoint
from zhiji.core.ledger.errors import NoteError, ProofError
from zhiji.core.ledger.grammar import check_name
from zhiji.core.ledger.key_change import KeyChange
from zhiji.core.ledger.note import Note, parse_note, sign_note
from zhiji.core.ledger.proofs import check_consistency
from zhiji.external.signer.keyring import Keyring, new_keyring, parse_keyring
from zhiji.external.signer.protocol import (
    TEXTS,
    TREES,
    Identity,
    Signer,
    SignerError,
    SignerForkError,
    SignerRollbackError,
)
from zhiji.external.sm2 import Sm2Error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.external.signer.vault import Vault

KEYS, NEXT_KEYS = "ledger.key", "next.key"


class LocalSigner(Signer):
    """Keys and memory in a vault, made at first use. with_sm2: new keys come with an SM2 key where this machine can."""

    def __init__(self, vault: Vault, *, with_sm2: bool = True) -> None:
        self._vault = vault
        self._with_sm2 = with_sm2

    def identity(self) -> Identity:
        return self._ring().identity()

    def pending(self) -> Identity | None:
        ring = self._read(NEXT_KEYS)
        return ring.identity() if ring else None

    def newest(self, algorithm: Algorithm) -> bytes | None:
        remembered = self._remembered(self._ring(), algorithm)
        return str(remembered[0]).encode() if remembered else None

    def sign_checkpoint(self, algorithm: Algorithm, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
        with self._vault.alone():
            ring = self._ring()
            remembered = self._remembered(ring, algorithm)
            checkpoint = _checkpoint(origin_of(ring.name, algorithm), size, root)
            _refuse_unless_continues(remembered and remembered[1], checkpoint, algorithm, proof)
            note = _sign(ring, TREES[algorithm], checkpoint.text)
            # Remembered before anyone sees it: a signature that was given out can never be forgotten.
            self._vault.replace(_memory(algorithm), note)
        return note

    def sign_text(self, purpose: str, text: str) -> bytes:
        if purpose not in TEXTS:
            raise SignerError(f"签名器没有“{purpose}”这种用途的密钥。")
        return _sign(self._ring(), purpose, text)

    def prepare(self, name: str | None = None) -> bytes:
        if name is not None:
            _check_name(name)
        with self._vault.alone():
            ring, following = self._ring(), self._read(NEXT_KEYS)
            if following is None or following.name != (name or ring.name):
                following = new_keyring(name or ring.name, with_sm2=self._with_sm2)
                self._vault.replace(NEXT_KEYS, following.encode())
            old, new = ring.identity(), following.identity()
            return _sign(ring, None, KeyChange(old.name, new.name, old.all_keys(), new.all_keys()).text)

    def activate(self) -> None:
        with self._vault.alone():
            ring, following = self._ring(), self._read(NEXT_KEYS)
            if following is None:
                raise SignerError("没有准备好的新密钥，请先运行 zhiji admin keys rotate。")
            for algorithm in TREES:
                if remembered := self._remembered(ring, algorithm):
                    self._hand_over(remembered[0], following, algorithm)
            self._vault.rename(NEXT_KEYS, KEYS)

    def _hand_over(self, note: Note, following: Keyring, algorithm: Algorithm) -> None:
        """The memory passes on under both signatures, so that whichever key file is there after a crash can read it.

        A new era remembers nothing; what the old one signed last is kept beside.
        """
        head = parse_checkpoint(note.text)
        if head.origin == origin_of(following.name, algorithm):
            added = parse_note(_sign(following, TREES[algorithm], note.text))
            both = Note(note.text, (*note.signatures, *added.signatures))
            self._vault.replace(_memory(algorithm), str(both).encode())
        else:
            self._vault.replace(f"ended-{head.size}-{algorithm}.note", str(note).encode())

    def _ring(self) -> Keyring:
        ring = self._read(KEYS)
        if ring is None:
            first = new_keyring(f"zhiji.local/{secrets.token_hex(8)}", with_sm2=self._with_sm2)
            self._vault.create(KEYS, first.encode())
            ring = self._read(KEYS)
        if ring is None:
            raise SignerError(f"签名器写不进密钥文件 {self._vault.where(KEYS)}。")
        return ring

    def _read(self, name: str) -> Keyring | None:
        data = self._vault.read(name)
        try:
            return None if data is None else parse_keyring(data)
        except NoteError as error:
            raise SignerError(f"密钥文件 {self._vault.where(name)} 已损坏，请从备份取回。") from error

    def _remembered(self, ring: Keyring, algorithm: Algorithm) -> tuple[Note, Checkpoint] | None:
        """The newest note under the present name; one of an era that ended does not count."""
        data, origin = self._vault.read(_memory(algorithm)), origin_of(ring.name, algorithm)
        if data is None:
            return None
        try:
            note = parse_note(data)
            if parse_checkpoint(note.text).origin != origin:
                return None
            return note, open_checkpoint(data, [key.verifier for key in ring.signers(TREES[algorithm])])
        except NoteError as error:
            where = self._vault.where(_memory(algorithm))
            raise SignerError(f"签名器的记录 {where} 已损坏：{error}请从备份取回。") from error


def _check_name(name: str) -> None:
    try:
        check_name(name)
    except NoteError as error:
        raise SignerError(f"账本不能叫“{name}”：{error}") from error


def _checkpoint(origin: str, size: int, root: bytes) -> Checkpoint:
    try:
        return parse_checkpoint(Checkpoint(origin, size, root).text)
    except NoteError as error:
        raise SignerError(f"这不是能签的检查点：{error}") from error


def _memory(algorithm: Algorithm) -> str:
    return f"signed-{algorithm}.note"


def _sign(ring: Keyring, purpose: str | None, text: str) -> bytes:
    try:
        return sign_note(text, ring.signers(purpose))
    except Sm2Error as error:
        raise SignerError(str(error)) from error


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
