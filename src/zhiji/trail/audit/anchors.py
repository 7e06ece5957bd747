"""What outsiders gave, against the log: is each as it was entered, does it still hold, and is none gone?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.digests import digest
from zhiji.core.ledger.entry import EntryType, parse_entry
from zhiji.core.ledger.errors import LedgerError, NoteError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import Note, parse_signatures
from zhiji.core.ledger.timestamp import TimestampError, check_token
from zhiji.trail.anchoring import queries
from zhiji.trail.audit.findings import finding
from zhiji.trail.models import Anchor, TimestampAuthority, Witness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.ledger.entry import Entry
    from zhiji.trail.audit.findings import Finding, Tally


def check_anchors(tally: Tally) -> Iterator[Finding]:
    """Every stored anchor. That an entered one is gone is found with its entry: `check_anchor_is_there`."""
    outsiders = {row.name: row for model in (Witness, TimestampAuthority) for row in model.objects.all()}
    for anchor in (
        Anchor.objects.filter(pk__gte=tally.first).select_related("entry").order_by("pk").iterator(chunk_size=500)
    ):
        tally.anchors += 1
        where = f"trail_anchor #{anchor.pk}"
        try:
            entry = parse_entry(bytes(anchor.entry.body))
        except LedgerError:
            continue  # the log's own check says so
        if not _as_entered(anchor, entry):
            yield finding("ANCHOR_ALTERED", where)
        yield from _check(anchor, outsiders.get(anchor.source), where)


def check_anchor_is_there(entry: Entry, index: int) -> Iterator[Finding]:
    """For an entry of the log: whether what it says was received is still there."""
    if entry.type is EntryType.ANCHOR_RECEIVED and not Anchor.objects.filter(pk=index).exists():
        yield finding("ANCHOR_LOST", f"trail_entry #{index}")


def _as_entered(anchor: Anchor, entry: Entry) -> bool:
    said = {name: getattr(anchor, name) for name in ("kind", "source", "origin", "size")}
    entered = entry.type is EntryType.ANCHOR_RECEIVED and dict(entry.facts)
    return entered == said | {"sha256": digest("sha256", bytes(anchor.blob)).hex()}


def _check(anchor: Anchor, outsider: Witness | TimestampAuthority | None, where: str) -> Iterator[Finding]:
    note = queries.checkpoint_note(anchor.origin, anchor.size)
    if note is None:
        yield finding("ANCHOR_MISMATCH", where)
    elif isinstance(outsider, Witness):
        if not _cosigned(note, anchor, outsider):
            yield finding("ANCHOR_MISMATCH", where)
    elif isinstance(outsider, TimestampAuthority):
        try:
            check_token(bytes(anchor.blob), note.text.encode(), queries.trust_of(outsider))
        except TimestampError as error:
            yield finding("TIMESTAMP_BAD", where, error)
    else:
        yield finding("ANCHOR_ALTERED", where)


def _cosigned(note: Note, anchor: Anchor, witness: Witness) -> bool:
    try:
        lines = parse_signatures(bytes(anchor.blob).decode())
        return bool(cosignatures(Note(note.text, lines), [parse_verifier_key(witness.vkey)]))
    except (NoteError, UnicodeDecodeError):
        return False
