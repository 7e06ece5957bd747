"""Writing the trail: one call, the last statement of the transaction whose doing it records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.commitment import SALT_SIZE, commit
from zhiji.core.ledger.digests import ALGORITHMS, Digests
from zhiji.core.ledger.entry import Entry, EntryType
from zhiji.core.ledger.tree import STORED_LEVELS, TILE_HEIGHT, TILE_WIDTH, fold, leaf_hash
from zhiji.trail import queries, writing
from zhiji.trail.locking import take_lock
from zhiji.trail.models import Node
from zhiji.trail.tracked import row_key, row_opening, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.backends.utils import CursorWrapper

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
    salt: bytes = field(default_factory=partial(secrets.token_bytes, SALT_SIZE))


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
    with connection.cursor() as cursor:
        for start in range(0, len(contents), MOST_COMMITMENTS):
            part = contents[start : start + MOST_COMMITMENTS]
            commitments = tuple(commit(content.data, salt=content.salt) for content in part)
            case = writing.next_place(cursor, bytes(case_key)) if case_key else None
            index, leaf = append(cursor, Entry(entry_type, at, by.id, commitments, case, device, facts or {}))
            _keep(cursor, index, part)
    return Receipt(index, leaf, at)


def _actor_content(actor: Actor) -> _Content:
    return _Content(canonical_bytes({"kind": "actor", "id": actor.id, "name": actor.name, "role": actor.role}))


def append(cursor: CursorWrapper, entry: Entry) -> tuple[int, Digests]:
    """Puts an entry at the end of the log, under the lock; its index and its leaves. Contents are the caller's business."""
    body = entry.encode()
    leaf = Digests(sha256=leaf_hash("sha256", body), sm3=leaf_hash("sm3", body))
    index = writing.next_index(cursor)
    writing.insert_entry(cursor, index, body, leaf)
    if entry.case:
        writing.insert_link(cursor, index, entry.case, leaf)
    _complete_subtrees(index + 1)
    return index, leaf


def _keep(cursor: CursorWrapper, index: int, contents: Sequence[_Content]) -> None:
    """Keeps beside the log what its entry commits to."""
    writing.insert_payloads(cursor, index, ((i, content.salt, content.data) for i, content in enumerate(contents)))
    rows = [(i, content.row) for i, content in enumerate(contents) if content.row is not None]
    versions = ((i, table_of(row), row_key(row), row.version) for i, row in rows)
    writing.insert_versions(cursor, index, versions)


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
