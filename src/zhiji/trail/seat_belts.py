"""Triggers that refuse to change the ledger. They stop accidents; the audit is what finds intent.

SQLite fires no delete trigger for INSERT OR REPLACE, so inserts over an existing key are refused as well. Entries are
only ever added at the end. One thing may go: a payload that a tombstone stands for, lawfully destroyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = "ledger rows are append-only"
LOG = "trail_entry"
PAYLOAD = "trail_payload"
TOMBSTONE = "trail_tombstone"
Keys: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]
"""Table → its unique keys, each the columns it consists of."""

_GAP = '"index" <> (SELECT coalesce(max("index") + 1, 0) FROM trail_entry)'

GUARDED: Keys = {
    "trail_entry": (("index",),),
    "trail_node": (("algorithm", "level", "position"),),
    "trail_checkpoint": (("origin", "size"),),
    "trail_payload": (("entry_id", "position"),),
    "trail_caselink": (("case_key", "seq"), ("entry_id",)),
    "trail_rowversion": (("table", "row", "version"), ("entry_id", "position")),
    TOMBSTONE: (("entry_id", "position"),),
    "trail_anchor": (("entry_id",),),
}

_NO_TOMBSTONE = f'NOT EXISTS (SELECT 1 FROM {TOMBSTONE} WHERE entry_id = OLD.entry_id AND "position" = OLD."position")'  # noqa: S608


_LOOSE = "zhiji_belts_loose"


def loosen(connection: BaseDatabaseWrapper) -> None:
    """SQLite's gatekeeper (`authorising`) lets everything through on this connection."""
    setattr(connection, _LOOSE, True)


def tighten(connection: BaseDatabaseWrapper) -> None:
    setattr(connection, _LOOSE, False)


def is_loose(connection: BaseDatabaseWrapper) -> bool:
    return getattr(connection, _LOOSE, False)


def fasten(connection: BaseDatabaseWrapper, keys: Keys) -> None:
    """Guards the tables of `keys`."""
    loosen(connection)
    _run(connection, fastening(connection.vendor, keys))
    tighten(connection)


def unfasten(connection: BaseDatabaseWrapper, keys: Keys) -> None:
    """Only for migrations and drills, and for tests that tamper or empty their database."""
    loosen(connection)
    _run(connection, unfastening(connection.vendor, keys))


def fastening(vendor: str, keys: Keys) -> list[str]:
    """The statements that guard the tables of `keys`, each with all its unique keys."""
    return list(_sqlite_create(keys) if vendor == "sqlite" else _postgresql_create(keys))


def unfastening(vendor: str, keys: Keys) -> list[str]:
    return list(_sqlite_drop(keys) if vendor == "sqlite" else _postgresql_drop(keys))


def _run(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_create(keys: Keys) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{APPEND_ONLY}')"
    for table, unique in keys.items():
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END"
        unless = f"WHEN {_NO_TOMBSTONE} " if table == PAYLOAD and TOMBSTONE in keys else ""
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless}BEGIN {refuse}; END"
        taken = " OR ".join(_taken(table, key) for key in (*unique, ("rowid",)))
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refuse}; END"
        if table == LOG:
            yield f"CREATE TRIGGER {LOG}_no_gap BEFORE INSERT ON {LOG} WHEN NEW.{_GAP} BEGIN {refuse}; END"


def _taken(table: str, key: tuple[str, ...]) -> str:
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  (names of our own)


def _sqlite_drop(keys: Keys) -> Iterator[str]:
    for table in keys:
        for name in ("no_update", "no_delete", "no_replace", "no_gap"):
            yield f"DROP TRIGGER IF EXISTS {table}_{name}"


def _postgresql_create(keys: Keys) -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{APPEND_ONLY}';"
    yield f"""CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {refuse} END $$"""
    # A plan made while the log was short, and kept, must not read the whole of a long one for every entry.
    yield f"""CREATE OR REPLACE FUNCTION trail_no_gap() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS
        $$ BEGIN IF NEW.{_GAP} THEN {refuse} END IF; RETURN NEW; END $$"""
    if TOMBSTONE in keys:
        yield f"""CREATE OR REPLACE FUNCTION trail_lawful() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF {_NO_TOMBSTONE} THEN {refuse} END IF; RETURN OLD; END $$"""
    for table in keys:
        lawful = table == PAYLOAD and TOMBSTONE in keys
        verbs = "UPDATE OR TRUNCATE" if lawful else "UPDATE OR DELETE OR TRUNCATE"
        yield f"""CREATE TRIGGER {table}_no_change BEFORE {verbs} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()"""
        if lawful:
            yield f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION trail_lawful()"""
        if table == LOG:
            yield f"""CREATE TRIGGER {LOG}_no_gap BEFORE INSERT ON {LOG}
                FOR EACH ROW EXECUTE FUNCTION trail_no_gap()"""


def _postgresql_drop(keys: Keys) -> Iterator[str]:
    for table in keys:
        for name in ("no_change", "no_delete", "no_gap"):
            yield f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}"
