"""The monthly list of checkpoints: one line a day, signed as a whole, to be printed and kept outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.note import parse_note
from zhiji.trail import browsing
from zhiji.trail.anchoring.queries import own_origin
from zhiji.trail.checkpoints import local_signer

if TYPE_CHECKING:
    from datetime import date

    from zhiji.core.ledger.checkpoint import Checkpoint

PURPOSE = "receipt"


def month(of: date) -> list[tuple[date, Checkpoint]]:
    """The last checkpoint of each day of a month."""
    notes = browsing.of_month(own_origin("sha256"), of)
    return [(day, parse_checkpoint(parse_note(note).text)) for day, note in notes]


def signed_month(of: date) -> str:
    """A signed note (C2SP signed-note) under the key for receipts: heading, then date, size and root in hex, a line a day."""
    lines = [f"{day} {head.size} {head.root.hex()}" for day, head in month(of)]
    text = "\n".join([f"检查点清单 {of:%Y-%m}", own_origin("sha256"), *lines]) + "\n"
    return local_signer().sign_text(PURPOSE, text).decode()
