"""The store's pass over a file against the plainest Python that copies it and computes both digests.

python bench/ingest.py [MEBIBYTES]   prints a ratio above 1 where the store is quicker, measured in this very run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

from zhiji.core.ledger.digests import DoubleDigest
from zhiji.external.local_store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
BLOCK = 1 << 20


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    with tempfile.TemporaryDirectory(dir=os.environ.get("ZHIJI_BENCH_DIR")) as folder:
        source = Path(folder, "source")
        source.write_bytes(os.urandom(BLOCK) * size)
        plain: list[Cost] = []
        ours: list[Cost] = []
        for number in range(ROUNDS):  # taking turns, so that a busy neighbour hurts both
            plain.append(cost(lambda: copy_plainly(source, source.with_name("copy"))))
            ours.append(cost(lambda number=number: put(source, Path(folder, f"store-{number}"))))
    plain_wall, plain_cpu = map(min, zip(*plain, strict=True))
    store_wall, store_cpu = map(min, zip(*ours, strict=True))
    print(f"plain copy + SHA-256 + SM3: {size / plain_wall:,.0f} MiB/s, {plain_cpu:.2f} s of processor")
    print(f"store, two threads, fsync:  {size / store_wall:,.0f} MiB/s, {store_cpu:.2f} s of processor")
    print(
        f"ratio store / plain: {plain_wall / store_wall:.2f} by the clock, {plain_cpu / store_cpu:.2f} by processor time"
    )


class Cost(NamedTuple):
    """Seconds by the clock, and of all processors together: a busy machine lengthens only the first."""

    wall: float
    cpu: float


def cost(run: Callable[[], object]) -> Cost:
    wall, cpu = perf_counter(), process_time()
    run()
    return Cost(perf_counter() - wall, process_time() - cpu)


def copy_plainly(source: Path, target: Path) -> None:
    """One thread, no fsync."""
    double = DoubleDigest()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(BLOCK):
            double.update(block)
            writing.write(block)


def put(source: Path, folder: Path) -> None:
    with source.open("rb", buffering=0) as reading:
        LocalStore(folder).put(reading)


if __name__ == "__main__":
    main()
