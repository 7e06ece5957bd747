"""What the database looks like, in one digest: tables, indexes, triggers, functions, version marks."""

from __future__ import annotations

import hashlib

from django.db import connection

# Statistics come and go with ANALYZE; SQLite's other own objects, such as the indexes of unique keys, do not.
_SQLITE = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY type, name",
    "SELECT * FROM pragma_user_version, pragma_application_id",
)
_POSTGRESQL = (
    (  # of the catalogue: the information schema shows defaults to a table's owner only
        "SELECT c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum) "
        "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY 1, 3"
    ),
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2",
    (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2"
    ),
    (
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY 1, 2"
    ),
    (
        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc "
        "WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f' ORDER BY 1, 2"
    ),
    "SELECT tablename, rulename, definition FROM pg_rules WHERE schemaname = current_schema() ORDER BY 1, 2",
)


def schema_digest() -> str:
    """SHA-256 over the definitions of everything in the database, as hex."""
    running = hashlib.sha256()
    with connection.cursor() as cursor:
        for query in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(query)
            for row in cursor.fetchall():
                running.update(repr(tuple(row)).encode())
    return running.hexdigest()
