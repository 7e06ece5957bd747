"""What a witness decides (C2SP tlog-witness, add-checkpoint): it cosigns what continues all it has cosigned before.

Pure: whoever calls `judge` keeps the last cosigned checkpoint, and makes the next one durable before answering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS, SIZE
from zhiji.core.ledger.errors import LedgerError, NoteError, ProofError
from zhiji.core.ledger.grammar import decode_base64, decode_utf8, encode_base64, parse_decimal
from zhiji.core.ledger.kinds import LOG_KINDS
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.proofs import check_consistency
from zhiji.core.ledger.tree import empty_root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.ledger.checkpoint import Checkpoint
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.core.ledger.note import Note

SIZE_TYPE = "text/x.tlog.size"
MOST_HASHES = 63
MAX_REQUEST = 64 << 10


class WitnessRefusal(LedgerError):  # noqa: N818  (reads as what it is)
    """The witness does not cosign. status: of HTTP, as the specification has it; size: what it cosigned last, at 409."""

    def __init__(self, status: int, sentence: str, size: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.size = status, size


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, and the proof that it continues the one of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def head(self) -> Checkpoint:
        return parse_checkpoint(self.note.text)

    def encode(self) -> bytes:
        """The body of a request, over HTTP or as a file."""
        lines = [f"old {self.old}", *map(encode_base64, self.proof)]
        return ("\n".join(lines) + f"\n\n{self.note}").encode()


def parse_submission(body: bytes) -> Submission:
    """Raises WitnessRefusal with status 400."""
    try:
        return _parse(body)
    except NoteError as error:
        raise WitnessRefusal(400, f"提交的检查点写法有误：{error}") from error


def _parse(body: bytes) -> Submission:
    head, _, note = decode_utf8(body[: MAX_REQUEST + 1]).partition("\n\n")
    old, *lines = head.split("\n")
    if len(body) > MAX_REQUEST or not old.startswith("old ") or len(lines) > MOST_HASHES:
        raise NoteError(f"首行应为“old 条数”，其后散列值不多于 {MOST_HASHES} 个，总长不超过 {MAX_REQUEST} 字节。")
    proof = tuple(map(decode_base64, lines))
    if any(len(value) != SIZE for value in proof):
        raise NoteError(f"一致性证明的散列值应各为 {SIZE} 字节。")
    submission = Submission(parse_decimal(old.removeprefix("old ")), proof, parse_note(note.encode()))
    if submission.old > submission.head.size:
        raise NoteError("原条数大于检查点的条数。")
    return submission


def judge(submission: Submission, logs: Iterable[VerifierKey], last: Checkpoint | None) -> None:
    """Raises WitnessRefusal unless the checkpoint may be cosigned.

    logs: the keys of the logs it knows; last: what it cosigned last for this origin.
    """
    head = submission.head
    keys = [key for key in logs if key.name == head.origin and key.kind in LOG_KINDS]
    if not keys:
        raise WitnessRefusal(404, f"不认识账本“{head.origin}”，请先把它的公钥交给见证方登记。")
    try:
        submission.note.signers(keys)
    except NoteError as error:
        raise WitnessRefusal(403, str(error)) from error
    known = last.size if last else 0
    if submission.old != known:
        raise WitnessRefusal(409, f"见证方上次见证到 {known} 条，请从那里起证明。", known)
    _check_continues(submission, last)


def _check_continues(submission: Submission, last: Checkpoint | None) -> None:
    head, algorithm = submission.head, algorithm_of(submission.head.origin)
    if head.size == 0 and head.root != empty_root(algorithm):
        raise WitnessRefusal(422, "空账本的树根不对。")
    if last is None or last.size == 0:
        if submission.proof:
            raise WitnessRefusal(422, "从 0 条起不应附一致性证明。")
        return
    try:
        check_consistency(algorithm, last.size, head.size, submission.proof, last.root, head.root)
    except ProofError as error:
        raise WitnessRefusal(422, str(error)) from error


def algorithm_of(origin: str) -> Algorithm:
    """Which hash a log's tree is over: SHA-256, unless its origin ends in the name of another one."""
    return next((algorithm for algorithm in ALGORITHMS if origin.endswith(f"/{algorithm}")), "sha256")
