# ruff: noqa: S608 - names of our own
"""The roles of PostgreSQL, on a real one: what the program's role can still do to the ledger."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.trail.conftest import AT, add_unit, look, rename
from zhiji.trail import audit, checkpoints, installation
from zhiji.trail.hardening import script
from zhiji.trail.seat_belts import GUARDED

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own ways"),
]


@pytest.fixture
def hardened(db):
    """The rest of the test's transaction is the program's."""
    installation.log_installation(at=AT)
    unit = add_unit()
    statements = script("zhiji_test_owner", "zhiji_test_app").removeprefix("BEGIN;\n").removesuffix("COMMIT;\n")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statements)
        cursor.execute("SET LOCAL ROLE zhiji_test_app")
    yield unit
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement):
    no = r"permission denied|must be owner"
    with pytest.raises(DatabaseError, match=no), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_office_works_as_before(hardened):
    rename(hardened, "更名")
    look(case_key=b"\x07" * 32)
    checkpoints.sign()
    assert audit.audit() == []


@pytest.mark.parametrize("table", sorted(GUARDED))
def test_the_ledger_only_grows(hardened, table):
    column = GUARDED[table][0][0]
    refused(f'UPDATE {table} SET "{column}" = "{column}"')
    refused(f"TRUNCATE {table} CASCADE")
    refused(f"DROP TABLE {table} CASCADE")
    refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    refused(f"CREATE RULE quiet AS ON INSERT TO {table} DO INSTEAD NOTHING")
    if table != "trail_payload":
        refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM organisation_unit",
        "SET session_replication_role = replica",
        "CREATE TABLE more (x int)",
        "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ],
)
def test_nor_can_the_rest_be_got_round(hardened, statement):
    refused(statement)
