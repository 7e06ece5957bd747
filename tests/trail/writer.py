# ruff: noqa: PLC0415 - models exist once the office is open
"""python -m tests.trail.writer FOLDER COUNT: opens the office there and records COUNT things, a fifth of them rolled back.

Prints the number of each entry once its transaction is durable.
"""

import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from zhiji.cli.office import open_office

AT = datetime(2026, 3, 9, tzinfo=UTC)


def main(folder, count):
    open_office(Path(folder))
    for i in range(int(count)):
        index = record_one(undo=i % 5 == 4)
        if index is not None:
            print(index, flush=True)  # noqa: T201 - whoever started this program reads along


def record_one(*, undo):
    from django.db import transaction

    from zhiji.core.ledger.entry import EntryType
    from zhiji.organisation.models import Unit
    from zhiji.trail import actions, tracked
    from zhiji.trail.actor import SYSTEM

    with transaction.atomic():
        unit = tracked.create(Unit(name=uuid.uuid4().hex))
        receipt = actions.record(EntryType.ORGANISATION_CHANGED, by=SYSTEM, at=AT, case_key=b"\x01" * 32, rows=[unit])
        transaction.set_rollback(undo)
    return None if undo else receipt.index


if __name__ == "__main__":
    main(*sys.argv[1:])
