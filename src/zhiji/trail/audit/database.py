"""The database as a database: its own integrity check, its structure, the storage type of every value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from zhiji.trail.audit.findings import finding
from zhiji.trail.installation import logged_schema
from zhiji.trail.models import LEDGER_MODELS
from zhiji.trail.schema import schema_digest
from zhiji.trail.tracked import table_of, tracked_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper
    from django.db.models import Field, Model

    from zhiji.trail.audit.findings import Finding, Tally

MOST = 20
"""Findings of one kind for one table; more say nothing new."""

_STORAGE = {"blob": ["blob"], "real": ["real", "integer"], "decimal": ["real", "integer", "text"]}
_INTEGERS = ("integer", "bigint", "smallint", "bool")


def check_database(_tally: Tally) -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield from _check_integrity()
        yield from _check_counters()
        for model in (*LEDGER_MODELS, *tracked_models()):
            yield from _check_types(model)
    logged = logged_schema()
    if logged is not None and logged != schema_digest():
        yield finding("SCHEMA_CHANGED", connection.vendor)


def _check_integrity() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA integrity_check({MOST})")
        for (sentence,) in cursor.fetchall():
            if sentence != "ok":
                yield finding("DB_CORRUPT", "zhiji.sqlite3", sentence)


def _check_counters() -> Iterator[Finding]:
    """SQLite's own counters of ids given: each of a table that is there, and none behind what was given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT rowid, name, typeof(seq), seq FROM sqlite_sequence")
        counters = cursor.fetchall()
        for rowid, name, kind, last in counters:
            if name not in tables or kind != "integer" or last < _highest(cursor, name):
                yield finding("DB_CORRUPT", "sqlite_sequence", f"第 {rowid} 行的计数与表“{name}”不符")


def _highest(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f'SELECT max(rowid) FROM "{table}"')  # noqa: S608  (a name that the database lists as a table)
    return cursor.fetchone()[0] or 0


def _check_types(model: type[Model]) -> Iterator[Finding]:
    """SQLite lets any column hold any type; a changed type can hide behind an equal value."""
    table = table_of(model)
    fields = [field for field in model._meta.concrete_fields if field.column]  # noqa: SLF001
    wrong = " OR ".join(f'typeof("{field.column}") NOT IN ({_allowed(field)})' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid FROM "{table}" WHERE {wrong} LIMIT {MOST}')  # noqa: S608  (names of our own)
        for (rowid,) in cursor.fetchall():
            yield finding("ROW_TYPE", f"{table} rowid {rowid}", table)


def _allowed(field: Field[Any, Any]) -> str:
    column_type = str(field.db_type(connection)).lower()
    kind = column_type.split("(")[0].split()[0]
    storage = ["integer"] if kind in _INTEGERS else _STORAGE.get(kind, ["text"])
    return ", ".join(f"'{name}'" for name in [*storage, *(["null"] if field.null else [])])
