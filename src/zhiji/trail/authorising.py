"""SQLite's own gatekeeper: every statement of this program that would change the ledger's past is refused before it runs.

It goes with the connection, so it stops mistakes and injected SQL in this program, not somebody with a connection of his own.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from zhiji.trail.seat_belts import GUARDED, PAYLOAD, is_loose

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

_ON_FIRST = {sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE}
_ON_SECOND = {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_CREATE_TRIGGER,
}
"""Actions and which of their two arguments names the table."""


def guard(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receives `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(_authoriser(connection))


def _authoriser(connection: BaseDatabaseWrapper) -> Callable[..., int]:
    def authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if _is_harmless(action, first, second) or is_loose(connection):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return authorise


def _is_harmless(action: int, first: str | None, second: str | None) -> bool:
    if action in _ON_FIRST:
        lawful = action == sqlite3.SQLITE_DELETE and first == PAYLOAD  # a trigger asks for its tombstone
        return first not in GUARDED or lawful
    if action in _ON_SECOND:
        return second not in GUARDED
    if action == sqlite3.SQLITE_PRAGMA:
        return first not in {"writable_schema", "ignore_check_constraints"} or second is None
    return action != sqlite3.SQLITE_ATTACH
