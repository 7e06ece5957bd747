# ruff: noqa: S608 - names of our own
import pytest
from django.db import DatabaseError, connection, transaction

from tests.trail.conftest import AT, CASE, add_unit, look
from zhiji.trail import checkpoints
from zhiji.trail.models import LEDGER_MODELS, Anchor, Node, Tombstone
from zhiji.trail.seat_belts import APPEND_ONLY, GUARDED, fasten, loosen, unfasten

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own ways")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own ways")
tables = pytest.mark.parametrize("table", GUARDED)


@pytest.fixture(autouse=True)
def _a_row_in_every_table(db):
    add_unit(case_key=CASE)
    look()
    checkpoints.sign()
    Tombstone(entry_id=0, position=5, by_id=1).save(force_insert=True)  # of a payload that never was
    Node(algorithm="sha256", level=8, position=0, hash=bytes(32)).save(force_insert=True)
    anchor = Anchor(entry_id=0, kind="timestamp", source="nobody", origin="nowhere", size=1, at=AT, blob=b"token")
    anchor.save(force_insert=True)


@pytest.fixture
def _triggers_alone():
    """Without SQLite's gatekeeper, which would refuse first."""
    loosen(connection)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_triggers_alone")]


def refused(statement):
    with pytest.raises(DatabaseError, match=APPEND_ONLY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def columns(table):
    model = next(model for model in LEDGER_MODELS if model._meta.db_table == table)
    return [field.column for field in model._meta.concrete_fields if field.column]


def test_every_table_of_the_ledger_is_guarded():
    assert {model._meta.db_table for model in LEDGER_MODELS} == set(GUARDED)


@tables
def test_no_row_is_updated(table):
    column = columns(table)[-1]
    refused(f'UPDATE {table} SET "{column}" = "{column}"')


@tables
def test_no_row_is_deleted(table):
    refused(f"DELETE FROM {table}")


@sqlite_only
@tables
def test_no_row_is_replaced_by_an_insert(table):
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@sqlite_only
@tables
def test_no_row_is_replaced_by_its_hidden_number(table):
    names = ", ".join(f'"{column}"' for column in columns(table))
    refused(f"INSERT OR REPLACE INTO {table} (rowid, {names}) SELECT rowid, {names} FROM {table}")


@sqlite_only
@tables
def test_no_row_is_changed_by_an_upsert(table):
    column = columns(table)[-1]
    refused(
        f'INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT DO UPDATE SET "{column}" = excluded."{column}"'
    )


@postgresql_only
@tables
def test_no_table_is_truncated(table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {table} CASCADE")


@postgresql_only
@tables
def test_no_row_is_changed_by_an_upsert_on_postgresql(table):
    key, column = ", ".join(f'"{name}"' for name in GUARDED[table][0]), columns(table)[-1]
    refused(
        f'INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET "{column}" = excluded."{column}"'
    )


@pytest.mark.parametrize("index", [-1, 0, 1, 3, 2**40])
def test_an_entry_is_only_added_at_the_end(index):
    body = "x''" if connection.vendor == "sqlite" else "''::bytea"
    refused(f'INSERT INTO trail_entry ("index", body, leaf_sha256, leaf_sm3) VALUES ({index}, {body}, {body}, {body})')


def test_a_payload_goes_only_where_a_tombstone_stands():
    Tombstone(entry_id=1, position=0, by_id=1).save(force_insert=True)
    refused("DELETE FROM trail_payload WHERE entry_id = 0")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trail_payload WHERE entry_id = 1")
        assert cursor.rowcount == 1


def test_the_belts_come_off_and_on_again():
    unfasten(connection, GUARDED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET body = body")
    fasten(connection, GUARDED)
    loosen(connection)
    refused("UPDATE trail_entry SET body = body")
