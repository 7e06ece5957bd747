"""Asking witnesses for their cosignatures, over HTTP or by files (C2SP tlog-witness)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.grammar import parse_decimal
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.witness import Submission
from zhiji.external.posting import PostingError
from zhiji.trail import queries as log
from zhiji.trail.anchoring import actions, queries
from zhiji.trail.anchoring.errors import AnchorError

if TYPE_CHECKING:
    from zhiji.external.posting import Answer, Poster
    from zhiji.trail.models import Anchor, Witness

_TYPE = "text/plain; charset=utf-8"


def submission(witness: Witness, old: int | None = None) -> Submission:
    """The newest checkpoint, proved from what this witness cosigned last, or from `old`. Raises AnchorError."""
    head = queries.newest_head("sha256")
    note = queries.checkpoint_note(head.origin, head.size) if head else None
    if head is None or note is None:
        raise AnchorError("还没有签过检查点，请稍后再试。")
    if old is None:
        anchor = queries.newest_anchor(witness.name)
        old = anchor.size if anchor and anchor.origin == head.origin else 0
    if old > head.size:
        raise AnchorError(
            f"{witness.name}见证过 {old} 条，而账本只签到 {head.size} 条：账本可能被截短或恢复了旧备份，请立即核对。",
            refused=True,
        )
    return Submission(old, tuple(log.consistency_proof("sha256", old, head.size)) if old else (), note)


def ask(witness: Witness, post: Poster, *, at: datetime) -> Anchor:
    """Submits the newest checkpoint; where the witness remembers another size, once more from there. Raises AnchorError."""
    submitted = submission(witness)
    answer = _post(witness, post, submitted)
    if answer.status == 409:
        submitted = submission(witness, _size_in(witness, answer))
        answer = _post(witness, post, submitted)
    if answer.status != 200:
        said = answer.body.decode("utf-8", "replace").strip()[:200]
        raise AnchorError(f"{witness.name}没有见证（{answer.status}）：{said}", refused=answer.status in {409, 422})
    return accept(witness, str(submitted.note).encode() + answer.body, at=at)


def accept(witness: Witness, data: bytes, *, at: datetime) -> Anchor:
    """Takes in a checkpoint of ours with the cosignature of this witness. Raises AnchorError."""
    try:
        note = parse_note(data)
        head = parse_checkpoint(note.text)
        key = parse_verifier_key(witness.vkey)
        found = cosignatures(note, [key])
    except LedgerError as error:
        raise AnchorError(f"{witness.name}的回答不能用：{error}") from error
    ours = queries.checkpoint_note(head.origin, head.size)
    if ours is None or ours.text != note.text or head.origin != queries.own_origin("sha256"):
        raise AnchorError(f"{witness.name}签的不是本账本的检查点。")
    if not found:
        raise AnchorError(f"回答里没有{witness.name}的签名，请核对登记的公钥。")
    line = next(line for line in reversed(note.signatures) if (line.name, line.key_id) == (key.name, key.key_id))
    moment = datetime.fromtimestamp(found[0].time, UTC)
    return actions.receive(witness, actions.Received(head, moment, str(line).encode()), at=at)


def _post(witness: Witness, post: Poster, submitted: Submission) -> Answer:
    try:
        return post(f"{witness.url.rstrip('/')}/add-checkpoint", submitted.encode(), _TYPE)
    except PostingError as error:
        raise AnchorError(str(error)) from error


def _size_in(witness: Witness, answer: Answer) -> int:
    try:
        return parse_decimal(answer.body.decode("ascii", "replace").removesuffix("\n"))
    except LedgerError as error:
        raise AnchorError(f"{witness.name}的回答不能用：{error}") from error
