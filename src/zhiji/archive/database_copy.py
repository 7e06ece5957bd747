"""The database as files: a consistent copy while others write, and back into a database that holds nothing yet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from zhiji.archive.errors import MirrorError
from zhiji.trail.seat_belts import GUARDED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from psycopg import Cursor

SQLITE_FILE = "zhiji.sqlite3"
Columns = dict[str, list[str]]
"""Table → its columns in the order in which they are written."""


def copy_database(folder: Path) -> Columns:
    """Writes the database to `folder`: one SQLite file, or a COPY file for each table of PostgreSQL."""
    folder.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        _copy_sqlite(folder / SQLITE_FILE)
        return {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {table: _copy_table(table, folder) for table in sorted(connection.introspection.table_names())}


def fill_database(folder: Path, columns: Mapping[str, Sequence[str]], migrations: Sequence[str]) -> None:
    """PostgreSQL: makes the tables and fills them. Raises MirrorError where the database is not empty or the program another."""
    if connection.introspection.table_names():
        raise MirrorError("ZHIJI_DATABASE_URL 指的数据库里已有数据：请新建一个空库，把地址指向它再恢复。")
    call_command("migrate", verbosity=0, interactive=False)
    if applied_migrations() != list(migrations):
        raise MirrorError("备份由另一个版本的执迹做成，请先装同样的版本，恢复之后再升级；新建的库请删掉重来。")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in columns.keys() - GUARDED.keys():  # migrations have written into some
            cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608  (names of our own)
        for table, names in columns.items():
            _fill_table(table, names, folder)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _copy_sqlite(target: Path) -> None:
    """SQLite's online backup: a consistent state, whoever writes meanwhile."""
    target.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        [(verdict,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    if verdict != "ok":
        raise MirrorError(f"数据库的副本没有通过自检：{verdict}。请运行 zhiji audit。")


def _copy_table(table: str, folder: Path) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s "
            "ORDER BY ordinal_position",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        names = ", ".join(map(_quoted, columns))
        statement = f"COPY (SELECT {names} FROM {_quoted(table)} ORDER BY 1) TO STDOUT"  # noqa: S608  (names of our own)
        with (folder / f"{table}.copy").open("wb") as file, _raw(cursor).copy(statement) as rows:
            for block in rows:
                file.write(block)
    return columns


def _fill_table(table: str, columns: Sequence[str], folder: Path) -> None:
    names = ", ".join(map(_quoted, columns))
    statement = f"COPY {_quoted(table)} ({names}) FROM STDIN"
    with (
        (folder / f"{table}.copy").open("rb") as file,
        connection.cursor() as cursor,
        _raw(cursor).copy(statement) as rows,
    ):
        while block := file.read(1 << 20):
            rows.write(block)


def _raw(cursor: Any) -> Cursor[Any]:
    raw: Cursor[Any] = cursor.cursor
    return raw


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
