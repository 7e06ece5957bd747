# ruff: noqa: S608 - names of our own
import pytest
from django.db import DatabaseError, connection, transaction

from tests.trail.conftest import add_unit, look
from zhiji.trail import audit
from zhiji.trail.seat_belts import GUARDED, fasten, unfasten

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own gatekeeper"),
]


def refused(statement):
    with pytest.raises(DatabaseError, match="not authorized"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement", ["DROP TABLE {}", "ALTER TABLE {} RENAME TO other", "ALTER TABLE {} ADD COLUMN more"]
)
def test_no_table_of_the_ledger_is_dropped_or_altered(table, statement):
    refused(statement.format(table))


@pytest.mark.parametrize("table", GUARDED.keys() - {"trail_payload"})
def test_no_row_is_deleted_or_changed(table):
    refused(f"DELETE FROM {table}")
    refused(f"UPDATE {table} SET rowid = rowid")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER trail_entry_no_update",
        "CREATE TRIGGER quiet BEFORE INSERT ON trail_entry BEGIN SELECT RAISE(IGNORE); END",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "UPDATE trail_payload SET data = data",
    ],
)
def test_no_belt_is_cut(statement):
    refused(statement)


def test_what_the_office_does_goes_through():
    add_unit()
    look(case_key=b"\x07" * 32)
    assert audit.audit() == []


def test_it_goes_with_every_new_connection():
    fresh = connection.copy()
    try:
        with pytest.raises(DatabaseError, match="not authorized"), fresh.cursor() as cursor:
            cursor.execute("ATTACH ':memory:' AS other")
    finally:
        fresh.close()


@pytest.mark.usefixtures("tampers")
def test_migrations_take_it_off_and_put_it_on():
    unfasten(connection, GUARDED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET body = body")
    fasten(connection, GUARDED)
    refused("UPDATE trail_entry SET body = body")
