"""What judging a case costs, as ratios measured in one run.

Of a case with 30 events and 60 records: each of the five regulations beside `json.loads` of the same bytes; twenty rules beside
the same twenty in other engines, their answers equal; and `zhiji check` on two cores beside one.
Run: python bench/check.py [rounds]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time  # the latter of this process alone, so that a busy machine does not count
from typing import TYPE_CHECKING, Any

from _case import case_document
from _engines import MOMENT, nested, others, ours
from zhiji.core.casefile import parse
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations import with_aliases
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Callable

CASES_IN_A_STREAM = 1500


def cost(work: Callable[[], object], rounds: int) -> float:
    """Median seconds of one call."""
    return median(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def regulations(data: bytes, rounds: int) -> None:
    document, vocabulary = json.loads(data), library.vocabulary()
    floor = cost(lambda: json.loads(data), rounds)
    print(f"json.loads                  {floor * 1e6:8.0f} µs   ×1.00   ({len(data):,} bytes)")
    judging = 0.0
    for name in library.regulation_ids():
        regulation = library.regulation(name)
        judge = compile_regulation(regulation, vocabulary, library.working_calendar())
        file = parse(document, with_aliases(vocabulary, regulation.aliases))
        once = cost(lambda judge=judge, file=file: judge.judge(file, at=MOMENT), rounds)
        findings = len(judge.judge(file, at=MOMENT).findings)
        print(f"judge by {name:18} {once * 1e6:8.0f} µs   ×{once / floor:.2f}   {findings} findings")
        judging += once
    parsing = cost(lambda: parse(document, vocabulary), rounds)
    print(f"parse                       {parsing * 1e6:8.0f} µs   ×{parsing / floor:.2f}")
    _rate("one regulation, all in all", floor + parsing + judging / 5, floor)
    _rate("five regulations, all in all", floor + parsing + judging, floor)


def _rate(words: str, total: float, floor: float) -> None:
    print(f"{words:28}{total * 1e6:7.0f} µs   ×{total / floor:.2f}   {1 / total:,.0f} cases/s on one core")


def engines(document: dict[str, Any], rounds: int) -> None:
    """From the case as a dict to the answers; ours reads and checks the whole file meanwhile."""
    lacking = {**document, "records": [one for number, one in enumerate(document["records"]) if number % 7]}
    own, answers = ours(), ours()(lacking)
    assert sum(map(len, answers)) == sum(not number % 7 for number in range(len(document["records"])))  # noqa: S101
    floor = cost(lambda: own(lacking), rounds)
    reading = cost(lambda: parse(lacking, library.vocabulary()), rounds)
    print(
        f"twenty rules: zhiji         {floor * 1e6:8.0f} µs   ×1.00   of which {reading * 1e6:.0f} µs read and check the file"
    )
    shaped = nested(lacking)
    for name, engine in others().items():
        assert engine(shaped) == answers, name  # noqa: S101
        once = cost(lambda engine=engine: engine(shaped), rounds)
        print(f"  {name:26}{once * 1e6:8.0f} µs   ×{once / floor:.2f}   the same answers")


def stream(document: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.jsonl"
        line = json.dumps(document, ensure_ascii=False)
        file.write_text(f"{line}\n" * CASES_IN_A_STREAM, encoding="utf-8")
        one, two = (_run(file, jobs) for jobs in (1, 2))
    print(f"zhiji check, one process    {CASES_IN_A_STREAM / one:8.0f} cases/s   ×1.00")
    print(f"zhiji check, two processes  {CASES_IN_A_STREAM / two:8.0f} cases/s   ×{one / two:.2f}")


def _run(file: Path, jobs: int) -> float:
    begin = perf_counter()
    command = [
        sys.executable,
        "-m",
        "zhiji",
        "check",
        str(file),
        "--json",
        "--at",
        MOMENT.isoformat(),
        "--jobs",
        str(jobs),
    ]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return perf_counter() - begin


def main(rounds: int = 200) -> None:
    document = case_document()
    regulations(json.dumps(document, ensure_ascii=False).encode(), rounds)
    engines(document, rounds)
    stream(document)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
