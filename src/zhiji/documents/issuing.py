"""出具: a 文书 as it leaves the house, with two codes on it, and what the public page behind the first one says.

The page that was given out is kept to the byte. The second code is the ledger's checkpoint at that moment: whoever holds the
paper holds an anchor that the office cannot take back.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import changes
from zhiji.cases.errors import CaseError
from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import digests
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.kinds import ED25519
from zhiji.core.ledger.note import Note, parse_note
from zhiji.documents.models import Issue
from zhiji.documents.rendering import Codes, as_html
from zhiji.external.signer import SignerError
from zhiji.trail import checkpoints, tracked
from zhiji.trail import queries as trail

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.documents.models import Document
    from zhiji.trail.actor import Actor

CODE = re.compile(r"[A-Z2-7]{26}", re.ASCII)
"""128 random bits: nobody finds one by trying."""


@dataclass(frozen=True, slots=True)
class Genuine:
    """What anybody may know of an issued 文书. unaltered: the kept page is as it was entered; current: nothing came after."""

    issued_at: datetime
    sha256: str
    sm3: str
    size: int
    unaltered: bool
    current: bool
    struck: bool


def fresh_checkpoint() -> str:
    """Signs the ledger as it is now: the checkpoint with the log's Ed25519 signature alone, small enough for a code on
    paper (about 250 characters). Not inside a transaction. Raises CaseError.
    """
    try:
        note = parse_note(checkpoints.sign()["sha256"])
    except SignerError as error:
        raise CaseError(f"现在签不了账本的检查点，文书没有出具：{error}") from error
    own = {(key.name, key.key_id) for key in checkpoints.present_keys("sha256") if key.kind is ED25519}
    lines = tuple(line for line in note.signatures if (line.name, line.key_id) in own)
    return str(Note(note.text, lines))


@transaction.atomic
def issue(document: Document, checkpoint: str, address: str, *, by: Actor, at: datetime) -> Issue:
    """Gives the document out as it is now. checkpoint: a signed note that covers it; address: of the public page, which
    ends in `/`, the code follows. Raises CaseError.
    """
    case = document.case
    changes.lock(case)
    size = parse_checkpoint(parse_note(checkpoint.encode()).text).size
    if trail.entry_of(document) >= size:
        raise CaseError("账本还没有签到这份文书，请十秒后再出具；一直不行，请管理员查看签名器。")
    if issued(document) is not None:
        raise CaseError("这份文书已经出具过，内容没有再变；请直接打印。")
    code = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    html = as_html(document, case, Codes(code, f"{address}{code}", checkpoint))
    found = digests(html.encode())
    row = Issue(
        document=document,
        code=code,
        of_version=document.version,
        html=html,
        sha256=found.sha256.hex(),
        sm3=found.sm3.hex(),
        size=size,
        issued_at=at,
    )
    changes.log(case, EntryType.RECORD_ISSUED, rows=[tracked.create(row)], by=by, at=at)
    return row


def issued(document: Document) -> Issue | None:
    """As it was given out in its present version."""
    return Issue.objects.filter(document=document, of_version=document.version).order_by("-pk").first()


def page_of(document: Document, case: Case) -> str:
    """As it was given out, or else as it would look: the page for the screen, the printer and the volume."""
    row = issued(document)
    return row.html if row else as_html(document, case)


def genuine(code: str) -> Genuine | None:
    """None where no such code was ever given out."""
    row = Issue.objects.select_related("document").filter(code=code).first() if CODE.fullmatch(code) else None
    if row is None:
        return None
    found = digests(row.html.encode())
    return Genuine(
        issued_at=row.issued_at,
        sha256=row.sha256,
        sm3=row.sm3,
        size=row.size,
        unaltered=(found.sha256.hex(), found.sm3.hex()) == (row.sha256, row.sm3) and _as_entered(row),
        current=row.document.version == row.of_version,
        struck=bool(row.document.struck_at),
    )


def _as_entered(row: Issue) -> bool:
    """Whether the log commits to this very row."""
    line = trail.line(trail.entry_of(row))
    return any(opening.content == tracked.row_opening(row) for opening in line.openings)
