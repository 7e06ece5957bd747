"""Writing the trail: one call, the last statement of the transaction whose doing it records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.commitment import SALT_SIZE, commit
from zhiji.core.ledger.digests import ALGORITHMS, Digests
from zhiji.core.ledger.entry import CasePlace, EntryType
from zhiji.core.ledger.entry import Entry as LogEntry
from zhiji.core.ledger.tree import STORED_LEVELS, TILE_HEIGHT, TILE_WIDTH, fold, leaf_hash
from zhiji.trail import queries
from zhiji.trail.locking import take_lock
from zhiji.trail.models import CaseLink, Entry, Node, Payload, RowVersion
from zhiji.trail.tracked import row_key, row_opening

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhiji.core.ledger.canonical import Canonical
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

MOST_COMMITMENTS = 400
"""Of one entry, so that it stays under 65,535 bytes; more are carried on in further entries."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where in the log something stands. index: of its (last) entry; leaf: that entry's two leaf hashes."""

    index: int
    leaf: Digests
    at: datetime


@dataclass(frozen=True, slots=True)
class _Content:
    """What will be committed to, and the row it is a version of, if it is one."""

    data: bytes
    row: Tracked | None = None


def record(  # noqa: PLR0913  (each says what an entry may hold)
    entry_type: EntryType,
    *,
    by: Actor,
    at: datetime,
    case_key: bytes | None = None,
    rows: Sequence[Tracked] = (),
    openings: Sequence[Mapping[str, Canonical]] = (),
    facts: Mapping[str, Canonical] | None = None,
    device: str | None = None,
) -> Receipt:
    """Appends what happened to the log, inside the caller's transaction and as its last statement.

    rows: already saved, each with its new version; openings: contents to commit to, `kind` first, which may be
    personal; facts: figures and codes that stand in the log for ever, never personal.
    Raises OutsideTransaction, or EntryError for what no entry can hold.
    """
    take_lock()
    contents = [_actor_content(by), *(_Content(row_opening(row), row) for row in rows)]
    contents += [_Content(canonical_bytes(dict(opening))) for opening in openings]
    for start in range(0, len(contents), MOST_COMMITMENTS):
        part = contents[start : start + MOST_COMMITMENTS]
        salts = [secrets.token_bytes(SALT_SIZE) for _ in part]
        commitments = tuple(commit(content.data, salt=salt) for content, salt in zip(part, salts, strict=True))
        case = _next_place(case_key) if case_key else None
        entry = _append(LogEntry(entry_type, at, by.id, commitments, case, device, facts or {}))
        _keep(entry, part, salts)
    leaf = Digests(bytes(entry.leaf_sha256), bytes(entry.leaf_sm3))
    return Receipt(entry.index, leaf, at)


def _actor_content(actor: Actor) -> _Content:
    return _Content(canonical_bytes({"kind": "actor", "id": actor.id, "name": actor.name, "role": actor.role}))


def _next_place(case_key: bytes) -> CasePlace:
    last = CaseLink.objects.filter(case_key=case_key).order_by("-seq").first()
    if last is None:
        return CasePlace(case_key, 0, None)
    return CasePlace(case_key, last.seq + 1, bytes(last.leaf))


def _append(log_entry: LogEntry) -> Entry:
    body = log_entry.encode()
    leaf = leaf_hash("sha256", body)
    entry = Entry(index=queries.size(), body=body, leaf_sha256=leaf, leaf_sm3=leaf_hash("sm3", body))
    entry.save(force_insert=True)
    if log_entry.case:
        place = log_entry.case
        CaseLink(case_key=place.key, seq=place.seq, entry=entry, leaf=leaf).save(force_insert=True)
    _complete_subtrees(entry.index + 1)
    return entry


def _complete_subtrees(size: int) -> None:
    """Stores the subtrees that the last of `size` leaves completes. No head is kept: a rollback leaves nothing behind."""
    for level in STORED_LEVELS:
        position, rest = divmod(size, 1 << level)
        if rest:
            return
        for algorithm in ALGORITHMS:
            below = queries.reader(algorithm)(level - TILE_HEIGHT, (position - 1) * TILE_WIDTH, TILE_WIDTH)
            node = Node(algorithm=algorithm, level=level, position=position - 1, hash=fold(algorithm, below))
            node.save(force_insert=True)


def _keep(entry: Entry, contents: Sequence[_Content], salts: Sequence[bytes]) -> None:
    """Keeps beside the log what its entry commits to."""
    numbered = list(enumerate(zip(contents, salts, strict=True)))
    Payload.objects.bulk_create(
        Payload(entry=entry, position=position, salt=salt, data=content.data) for position, (content, salt) in numbered
    )
    RowVersion.objects.bulk_create(
        RowVersion(
            table=content.row._meta.db_table,  # noqa: SLF001
            row=row_key(content.row),
            version=content.row.version,
            entry=entry,
            position=position,
        )
        for position, (content, _) in numbered
        if content.row is not None
    )
