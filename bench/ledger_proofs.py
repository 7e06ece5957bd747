"""Proofs out of a log of a million entries, and what an entry takes on disk, against pymerkle in an environment of its own.

python bench/ledger_proofs.py [ENTRIES]   Processor time, since the machine may be busy. pymerkle is GPL: it is installed into a temporary environment and only ever run there.
"""
# ruff: noqa: PLC0415 - models exist once Django is set up

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEER = "pymerkle==7.0.0"
BODY = 290
CHUNK = 50_000
PEER_BUILDS = """
import sys
from pymerkle import SqliteTree
with SqliteTree(sys.argv[1], algorithm="sha256") as tree:
    for first in range(0, int(sys.argv[2]), 50_000):
        tree.append_entries([b"%290d" % i for i in range(first, min(first + 50_000, int(sys.argv[2])))])
"""
PEER_PROVES = """
import sys
from time import process_time
from pymerkle import SqliteTree
size = int(sys.argv[2])
with SqliteTree(sys.argv[1], algorithm="sha256") as tree:
    start = process_time()
    tree.prove_inclusion(size // 3, size) if sys.argv[3] == "inclusion" else tree.prove_consistency(size // 3, size)
    print(process_time() - start)
"""


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder:
        python = peer_python(Path(folder, "peer"))
        theirs = Path(folder, "peer.sqlite3")
        subprocess.run([python, "-c", PEER_BUILDS, theirs, str(size)], check=True)
        build(Path(folder), size)
        report("inclusion", size, [python, "-c", PEER_PROVES, theirs, str(size)])
        report("consistency", size, [python, "-c", PEER_PROVES, theirs, str(size)])
        ours = Path(folder, "zhiji.sqlite3").stat().st_size / size
        peers = theirs.stat().st_size / size
        print(
            f"on disk: {ours:.0f} bytes an entry with both trees, {peers:.0f} for pymerkle's one: {ours / peers:.2f} times"
        )


def peer_python(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "-q", "--disable-pip-version-check", "install", PEER], check=True)
    return folder / "bin" / "python"


def build(folder: Path, size: int) -> None:
    """The log's own tables, filled in bulk: what is measured is reading them."""
    os.environ |= {"ZHIJI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
    import django

    django.setup()
    from django.db import connection

    from zhiji.core.ledger.digests import ALGORITHMS
    from zhiji.core.ledger.tree import Edge
    from zhiji.trail.models import Entry, Node

    with connection.schema_editor() as editor:
        editor.create_model(Entry)
        editor.create_model(Node)
    edges = [Edge(algorithm) for algorithm in ALGORITHMS]
    for first in range(0, size, CHUNK):
        entries = list(made(first, min(first + CHUNK, size)))
        Entry.objects.bulk_create(entries, batch_size=200)
        Node.objects.bulk_create(
            [
                Node(algorithm=edge.algorithm, level=level, position=position, hash=value)
                for edge in edges
                for entry in entries
                for level, position, value in edge.push(getattr(entry, f"leaf_{edge.algorithm}"))
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def made(first: int, end: int) -> Iterator[object]:
    from zhiji.core.ledger.tree import leaf_hash
    from zhiji.trail.models import Entry

    for index in range(first, end):
        body = b"%290d" % index
        yield Entry(index=index, body=body, leaf_sha256=leaf_hash("sha256", body), leaf_sm3=leaf_hash("sm3", body))


def report(kind: str, size: int, peer: list[str | Path]) -> None:
    from zhiji.trail import queries

    def prove() -> object:
        if kind == "inclusion":
            return queries.inclusion_proof("sha256", size // 3, size)
        return queries.consistency_proof("sha256", size // 3, size)

    theirs = median(float(subprocess.run([*peer, kind], check=True, capture_output=True).stdout) for _ in range(3))
    ours = median(seconds(cold(prove)) for _ in range(3))
    print(
        f"{kind} proof of {size:,}: {ours * 1000:.1f} ms; pymerkle cold {theirs * 1000:.0f} ms; {theirs / ours:.0f} times as long"
    )


def cold(act: Callable[[], object]) -> Callable[[], object]:
    """With a new connection each time, whose opening is not counted: nothing of ours stays in memory between proofs."""
    from django.db import connection

    connection.close()
    connection.ensure_connection()
    return act


def seconds(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return process_time() - start


if __name__ == "__main__":
    main()
