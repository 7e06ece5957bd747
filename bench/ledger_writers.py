"""Eight programs that write at once on PostgreSQL, a twentieth of it rolled back: with the log's entry last, and without.

Prints the ratio of transactions a second, and whether the log has a gap. Starts a private PostgreSQL (tests/postgres.py).
"""
# ruff: noqa: PLC0415 - models exist once Django is set up

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
WRITERS = 8
EACH = 60


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.postgres import server

    with tempfile.TemporaryDirectory() as folder, server() as address:
        os.environ |= {"ZHIJI_DATABASE_URL": address, "ZHIJI_DATA": folder}
        open_office(folder)
        rates = {kind: max(rate(kind) for _ in range(2)) for kind in ("plain", "logged")}
        print(f"without log: {rates['plain']:,.0f} transactions a second, {WRITERS} writers, 5 % rolled back")
        print(f"with log:    {rates['logged']:,.0f}; ratio {rates['logged'] / rates['plain']:.2f}")
        print(f"log: {check_log()}")


def rate(kind: str) -> float:
    """Transactions a second of all writers together, from when the first begins to when the last is done."""
    command = [sys.executable, __file__, kind]
    writers = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"  # type: ignore[union-attr]  # noqa: S101
    start = perf_counter()
    for writer in writers:
        writer.communicate("go\n")
    return WRITERS * EACH / (perf_counter() - start)


def write(kind: str) -> None:
    """One of the writers: a row made and changed in each transaction."""
    open_office(os.environ["ZHIJI_DATA"])
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(EACH):
        one_transaction(logged=kind == "logged", undo=number % 20 == 19)


def one_transaction(*, logged: bool, undo: bool) -> None:
    import uuid
    from datetime import UTC, datetime

    from django.db import transaction

    from zhiji.core.ledger.entry import EntryType
    from zhiji.organisation.models import Unit
    from zhiji.trail import actions, tracked
    from zhiji.trail.actor import SYSTEM

    with transaction.atomic():
        unit = tracked.create(Unit(name=uuid.uuid4().hex))
        tracked.update(unit, name=uuid.uuid4().hex)
        if logged:
            actions.record(EntryType.ORGANISATION_CHANGED, by=SYSTEM, at=datetime(2026, 3, 9, tzinfo=UTC), rows=[unit])
        transaction.set_rollback(undo)


def open_office(folder: str) -> None:
    from zhiji.cli.office import open_office as open_one

    open_one(Path(folder))


def check_log() -> str:
    from zhiji.trail.audit import Tally
    from zhiji.trail.audit.heads import Heads
    from zhiji.trail.audit.log import check_log as findings
    from zhiji.trail.checkpoints import local_signer
    from zhiji.trail.keys import history_with

    tally = Tally()
    found = list(findings(Heads(history_with(local_signer()), [], tally), tally))
    return f"{tally.entries} entries, {'no gap, every hash right' if not found else found[:3]}"


if __name__ == "__main__":
    write(sys.argv[1]) if len(sys.argv) > 1 else main()
