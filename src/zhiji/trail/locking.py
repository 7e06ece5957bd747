"""One writer of the log at a time, until the transaction ends."""

from __future__ import annotations

from django.db import connection

from zhiji.trail.errors import OutsideTransaction

_POSTGRESQL_LOCK = 0x7A68696A69  # "zhiji"


def take_lock() -> None:
    """SQLite's writer holds the only lock since BEGIN IMMEDIATE; on PostgreSQL it is taken here.

    Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("留痕必须与所记录的操作在同一事务内，请在 transaction.atomic() 中调用。")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRESQL_LOCK])
