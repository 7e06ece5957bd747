"""A witness: its key, the logs it knows, and what it cosigned last for each.

Folder:
  witness.key        the private key, `PRIVATE+KEY+name+id+base64`, mode 0600
  logs.txt           the logs it cosigns for: the `log` lines of a C2SP tlog-policy
  cosigned/<h>.note  the newest checkpoint it cosigned, with its cosignature; h: SHA-256 of the origin, hex
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import secrets
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.errors import NoteError, PolicyError
from zhiji.core.ledger.grammar import decode_base64, encode_base64
from zhiji.core.ledger.keys import CosignerKey, parse_verifier_key
from zhiji.core.ledger.kinds import COSIGNATURE, LOG_KINDS
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.policy import Party, Policy, parse_policy
from zhiji.core.ledger.witness import judge, parse_submission
from zhiji.external import durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiji.core.ledger.checkpoint import Checkpoint
    from zhiji.core.ledger.keys import NoteSignature, VerifierKey
    from zhiji.core.ledger.note import Note

_PREFIX = "PRIVATE+KEY"
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class WitnessError(Exception):
    """The witness's own folder is not in order; the message is one Chinese sentence."""


class Witness:
    """Safe to use from several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str | None = None) -> None:
        """Makes the key, unless there is one. name: of the key, best the address without https://. Raises WitnessError."""
        key = CosignerKey(name or f"zhiji.local/witness/{secrets.token_hex(8)}", secrets.token_bytes(32))
        try:
            parse_verifier_key(str(key.verifier))
        except NoteError as error:
            raise WitnessError(str(error)) from error
        material = encode_base64(COSIGNATURE.prefix + key.seed)
        line = f"{_PREFIX}+{key.name}+{key.verifier.key_id.hex()}+{material}\n"
        durable.create(self._folder / "witness.key", line.encode())

    @property
    def verifier(self) -> VerifierKey:
        return self._key.verifier

    def logs(self) -> Policy:
        """The logs it knows. Raises WitnessError."""
        path = self._folder / "logs.txt"
        try:
            return parse_policy((path.read_bytes() if path.exists() else b"") + b"\nquorum none\n")
        except PolicyError as error:
            raise WitnessError(f"{path}：{error}") from error

    def trust(self, vkey: str) -> VerifierKey:
        """Cosigns for this log from now on. Raises WitnessError."""
        try:
            key = parse_verifier_key(vkey)
        except NoteError as error:
            raise WitnessError(f"账本的公钥不能用：{error}") from error
        if key.kind not in LOG_KINDS:
            raise WitnessError("这是见证方的公钥，不是账本的；账本的公钥由对方用 zhiji admin witness log 取得。")
        with self._alone():
            known = self.logs().logs
            if key not in [log.key for log in known]:
                text = str(Policy((*known, Party(key)))).removesuffix("quorum none\n")
                durable.replace(self._folder / "logs.txt", text.encode())
        return key

    def cosign(self, body: bytes, *, time: int) -> Note:
        """Answers a submission with the checkpoint, its own signature last. time: POSIX seconds.

        Raises WitnessRefusal, and WitnessError where its own folder is damaged.
        """
        submission = parse_submission(body)
        origin = submission.head.origin
        with self._alone():
            judge(submission, [log.key for log in self.logs().logs], self._last(origin))
            signature = self._key.cosign(submission.note.text, time=time)
            cosigned = replace(submission.note, signatures=(*self._logs_own(submission.note), signature))
            # Remembered before anyone sees it: what was cosigned can never be gone back on.
            durable.replace(self._path(origin), str(cosigned).encode())
        return cosigned

    def newest(self, origin_hash: str) -> bytes | None:
        """What it cosigned last for the log whose origin has this SHA-256 (hex)."""
        path = self._folder / "cosigned" / f"{origin_hash}.note"
        return path.read_bytes() if _HASH.fullmatch(origin_hash) and path.exists() else None

    @cached_property
    def _key(self) -> CosignerKey:
        path = self._folder / "witness.key"
        try:
            fields = path.read_text().removesuffix("\n").split("+", 4)
            key = CosignerKey(fields[2], decode_base64(fields[4]).removeprefix(COSIGNATURE.prefix))
            sound = "+".join(fields[:2]) == _PREFIX and key.verifier.key_id.hex() == fields[3]
        except FileNotFoundError as error:
            raise WitnessError(f"{self._folder} 里没有见证方的密钥，请先运行 zhiji witness key。") from error
        except (ValueError, IndexError) as error:
            raise WitnessError(f"密钥文件 {path} 已损坏，请从备份取回。") from error
        if not sound:
            raise WitnessError(f"密钥文件 {path} 已损坏，请从备份取回。")
        return key

    def _last(self, origin: str) -> Checkpoint | None:
        """What it cosigned last for this log, by its own signature under it."""
        path = self._path(origin)
        if not path.exists():
            return None
        try:
            note = parse_note(path.read_bytes())
            last = parse_checkpoint(note.text)
            sound = last.origin == origin and cosignatures(note, [self.verifier])
        except NoteError as error:
            raise WitnessError(f"见证记录 {path} 已损坏：{error}请从备份取回。") from error
        if not sound:
            raise WitnessError(f"见证记录 {path} 不是本见证方签的，请从备份取回。")
        return last

    def _logs_own(self, note: Note) -> tuple[NoteSignature, ...]:
        known = [log.key for log in self.logs().logs]
        return tuple(line for _, line in note.verified(known))

    def _path(self, origin: str) -> Path:
        return self._folder / "cosigned" / f"{hashlib.sha256(origin.encode()).hexdigest()}.note"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "witness.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
