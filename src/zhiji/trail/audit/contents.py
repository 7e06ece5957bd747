"""What entries commit to: payloads, the index of row versions, and the tombstones of what was lawfully destroyed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zhiji.core.ledger.commitment import opens
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.errors import LedgerError
from zhiji.trail.audit.findings import finding
from zhiji.trail.expunging import items_of
from zhiji.trail.models import Payload, Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.ledger.digests import Digests
    from zhiji.core.ledger.entry import Entry
    from zhiji.trail.audit.findings import Finding, Tally
    from zhiji.trail.audit.surroundings import Surroundings


def check_contents(parsed: Entry, index: int, surroundings: Surroundings, tally: Tally) -> Iterator[Finding]:
    """Everything beside the entry with number `index`."""
    payloads = dict(surroundings.payloads.get(index, {}))
    versions = dict(surroundings.versions.get(index, {}))
    tombstones = dict(surroundings.tombstones.get(index, {}))
    for position, commitment in enumerate(parsed.commitments):
        where = f"trail_payload #{index}/{position}"
        payload, version = payloads.pop(position, None), versions.pop(position, None)
        tombstone = tombstones.pop(position, None) or (None if payload else _raised_meanwhile(index, position))
        if tombstone:
            tally.expunged += 1
            yield from _check_tombstone(tombstone, commitment, present=payload is not None)
        elif payload is None:
            yield finding("PAYLOAD_MISSING", where)
        elif not opens(commitment, bytes(payload.data), salt=bytes(payload.salt)):
            yield finding("PAYLOAD_MISMATCH", where)
        elif _row_in(payload) != (version and (version.table, version.row, version.version)):
            yield finding("INDEX_BROKEN", f"trail_rowversion #{index}/{position}")
    for position in payloads:
        yield finding("PAYLOAD_UNLOGGED", f"trail_payload #{index}/{position}")
    for position in versions:
        yield finding("INDEX_BROKEN", f"trail_rowversion #{index}/{position}")
    for position in tombstones:
        yield finding("TOMBSTONE_UNLOGGED", f"trail_tombstone #{index}/{position}")


def check_destroyed(parsed: Entry, index: int) -> Iterator[Finding]:
    """What the entry says was destroyed has a tombstone, which says so too."""
    items = list(items_of(parsed))
    marked = set(Tombstone.objects.filter(by_id=index).values_list("entry_id", "position")) if items else set()
    for entry, position, _ in items:
        if (entry, position) not in marked:
            yield finding("EXPUNGED_PRESENT", f"trail_payload #{entry}/{position}")


def _check_tombstone(tombstone: Tombstone, commitment: Digests, *, present: bool) -> Iterator[Finding]:
    place = f"#{tombstone.entry_id}/{tombstone.position}"
    if not _is_lawful(tombstone, commitment):
        yield finding("TOMBSTONE_UNLOGGED", f"trail_tombstone {place}")
    if present:
        yield finding("EXPUNGED_PRESENT", f"trail_payload {place}")


def _is_lawful(tombstone: Tombstone, commitment: Digests) -> bool:
    try:
        by = parse_entry(bytes(tombstone.by.body))
    except LedgerError:
        return False
    return (tombstone.entry_id, tombstone.position, commitment.sha256.hex()) in set(items_of(by))


def _raised_meanwhile(index: int, position: int) -> Tombstone | None:
    """A payload may be destroyed, lawfully, between the reading of tombstones and of payloads."""
    return Tombstone.objects.select_related("by").filter(entry_id=index, position=position).first()


def _row_in(payload: Payload) -> tuple[str, str, int] | None:
    """Which version of which row a payload holds, if any. It opened its commitment, so it is what was logged."""
    content = json.loads(bytes(payload.data))
    return (content["table"], content["row"], content["version"]) if content.get("kind") == "row" else None
