"""PostgreSQL: who owns the tables, and what the program may do with them, as a script for the database's administrator.

The owner has no login, so nobody works as the owner by accident; the program's role may add to the ledger and read it. A superuser
can undo all of it with one statement: that is what the audit and checkpoints outside are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from zhiji.trail.seat_belts import GUARDED, PAYLOAD
from zhiji.trail.tracked import table_of, tracked_models

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = ("trail_refuse", "trail_no_gap", "trail_lawful")


def script(owner: str, program: str) -> str:
    """SQL for psql, to be run as a superuser once the tables are there, and again after each upgrade."""
    return "\n".join(["BEGIN;", *_statements(_quoted(owner), _quoted(program)), "COMMIT;", ""])


def _statements(owner: str, program: str) -> Iterator[str]:
    yield from (_role(owner, "NOLOGIN"), _role(program, "LOGIN"))
    yield f"GRANT USAGE ON SCHEMA public TO {program};"
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {program};"
    yield f"GRANT CREATE, USAGE ON SCHEMA public TO {owner};"
    for function in FUNCTIONS:
        yield f"ALTER FUNCTION {function}() OWNER TO {owner};"
    for table in sorted(connection.introspection.table_names()):
        yield f"ALTER TABLE {_quoted(table)} OWNER TO {owner};"
        yield f"REVOKE ALL ON {_quoted(table)} FROM PUBLIC, {program};"
        yield f"GRANT {_rights(table)} ON {_quoted(table)} TO {program};"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {program};"


def _rights(table: str) -> str:
    """The ledger grows; a row of the office changes and is never deleted; the rest is the program's own business."""
    if table == PAYLOAD:
        return "SELECT, INSERT, DELETE"  # a trigger lets go only what a tombstone stands for
    if table in GUARDED or table == "django_migrations":
        return "SELECT, INSERT"
    if table in {table_of(model) for model in tracked_models()}:
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


def _role(name: str, login: str) -> str:
    exists = f"SELECT FROM pg_roles WHERE rolname = {_literal(name)}"
    return f"DO $$ BEGIN IF NOT EXISTS ({exists}) THEN CREATE ROLE {name} {login}; END IF; ALTER ROLE {name} {login}; END $$;"


def _literal(quoted: str) -> str:
    return "'" + quoted.strip('"').replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
