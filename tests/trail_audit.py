"""Every test that writes to the database is audited: an action that forgot its trail entry fails its own test.

tests/conftest.py takes these fixtures over by importing them; they are autouse. A test that tampers on purpose asks
for the fixture `tampers`.
"""
# ruff: noqa: PLC0415 - conftest.py imports this before Django is set up

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATABASE = {"db", "transactional_db", "live_server", "_django_db_helper"}


@pytest.fixture
def tampers() -> None:
    """This test leaves rows and log in disagreement, and says so."""


@pytest.fixture(autouse=True)
def _rows_agree_with_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Checks rows against the log before the test's transaction is rolled back."""
    if not _uses_the_database(request):
        yield
        return
    from django.db import connection

    from zhiji.trail.audit.findings import Tally
    from zhiji.trail.audit.rows import check_rows
    from zhiji.trail.seat_belts import tighten

    tighten(connection)  # whatever the test before this one did

    request.getfixturevalue("_django_db_helper")  # set up first, so that it is torn down last
    yield
    if "tampers" not in request.fixturenames:
        forgotten = [f"{one.code} {one.where}" for one in check_rows(Tally())]
        assert not forgotten, f"数据行没有留痕：{forgotten}"


@pytest.fixture(autouse=True)
def _signer_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's log is rolled back, so its signer may not remember it. The key is made only if something is signed."""
    from zhiji.external.signer import LocalSigner, MemoryVault
    from zhiji.trail import checkpoints

    signer = LocalSigner(MemoryVault(), with_sm2=False)  # an SM2 key costs 20 ms of tables, each test anew
    monkeypatch.setattr(checkpoints, "office_signer", lambda *_args, **_options: signer)


@pytest.fixture(autouse=True, scope="session")
def _the_ledger_can_be_emptied_between_tests() -> Iterator[None]:
    """Transactional tests end with a flush, which the append-only triggers would refuse."""
    from django.core.management.commands import flush
    from django.db import connection

    from zhiji.trail.seat_belts import GUARDED, fastening, loosen, unfastening

    original = flush.sql_flush

    def emptying(*args: object, **kwargs: object) -> list[str]:
        vendor = connection.vendor
        loosen(connection)
        return [*unfastening(vendor, GUARDED), *original(*args, **kwargs), *fastening(vendor, GUARDED)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", emptying)
        yield


def _uses_the_database(request: pytest.FixtureRequest) -> bool:
    marked = request.node.get_closest_marker("django_db") is not None
    return marked or bool(_DATABASE.intersection(request.fixturenames))
