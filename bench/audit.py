"""What an audit costs, as a ratio to one plain SHA-256 over the same entries in the same run.

The floor reads nothing: it hashes bytes that lie in memory, once. "The log" is what design calls the full audit: every entry read
from SQLite, hashed for both trees, both roots rebuilt. "All of it" parses every entry, opens every commitment and checks the indexes
as well. Run: python bench/audit.py [entries]
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import process_time  # of this process alone, so that a busy machine does not count

AT = datetime(2026, 3, 9, tzinfo=UTC)
ENTRIES = 1_000_000
BATCH = 500


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "ZHIJI_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "zhiji.config.settings",
            "ZHIJI_DATABASE_URL": "",
        }
        from zhiji.cli.office import open_office  # noqa: PLC0415

        open_office(Path(folder))
        fill(entries)
        floor = timed(plain)
        for name, work in (
            ("the SHA-256 tree", sha256_tree),
            ("the log, both trees", both_trees),
            ("all of it", whole),
        ):
            seconds = timed(work)
            print(f"{name:<22} {entries / seconds:>10,.0f} entries/s   ×{seconds / floor:.1f} of plain SHA-256")
        print(f"{'plain SHA-256':<22} {entries / floor:>10,.0f} entries/s")


def fill(entries: int) -> None:
    """Looks at a case by its officers, appended in few transactions."""
    from django.db import connection, transaction  # noqa: PLC0415

    from zhiji.core.ledger.entry import EntryType  # noqa: PLC0415
    from zhiji.trail import actions  # noqa: PLC0415
    from zhiji.trail.actor import SYSTEM  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    for start in range(0, entries, BATCH):
        with transaction.atomic():
            for number in range(start, min(start + BATCH, entries)):
                case = hashlib.sha256(b"%d" % (number % 5000)).digest()
                actions.record(EntryType.VIEWED, by=SYSTEM, at=AT, case_key=case, facts={"page": "case"})


def timed(work: object) -> float:
    started = process_time()
    work()  # type: ignore[operator]
    return process_time() - started


def bodies() -> object:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute('SELECT body FROM trail_entry ORDER BY "index"')
        while rows := cursor.fetchmany(1000):
            yield from (body for (body,) in rows)


def plain() -> None:
    known = list(bodies())
    for body in known:
        hashlib.sha256(body).digest()


def sha256_tree() -> None:
    grow(["sha256"])


def both_trees() -> None:
    grow(["sha256", "sm3"])


def grow(algorithms: list[str]) -> None:
    from zhiji.core.ledger.tree import Edge, leaf_hash  # noqa: PLC0415

    edges = [Edge(algorithm) for algorithm in algorithms]
    for body in bodies():
        for edge in edges:
            for _ in edge.push(leaf_hash(edge.algorithm, body)):
                pass
    for edge in edges:
        edge.root()


def whole() -> None:
    from zhiji.trail import audit  # noqa: PLC0415

    found = audit.audit(sign=False)
    assert {one.code for one in found} <= {"TAIL_UNCOVERED"}, found  # noqa: S101


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
