"""Many case files on several cores: processes take them in chunks, the answers come in the order of the input.

Whatever the number of cases, only a few chunks for each process are in memory. Processes are started afresh (spawn), so
that nothing of this one goes on in them; they end with it, also where it was killed.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future

    from zhiji.cli.case_checker import Answer, Checker, Checking
    from zhiji.cli.case_inputs import CaseInput

FEW = 200
"""As many are judged in this process before others are started: that takes as long as some fifty cases."""
CHUNK_CASES, CHUNK_BYTES = 32, 1 << 20
CHUNKS_AHEAD = 3  # for each process: one at work, one waiting, one answered

_checking: Checking | None = None  # in the processes: what they were started for


class ProcessLost(click.ClickException):
    """A process was killed from outside, or died of lack of memory."""

    exit_code = 2

    def __init__(self, place: str) -> None:
        super().__init__(f"{place}：判定进程意外结束（多半是内存不足或被终止），从这里起没有结果；可用 --jobs 1 重试")


def answers(found: Iterable[CaseInput], checker: Checker, jobs: int | None) -> Generator[Answer]:
    """One for each input, in order. jobs: so many processes; None: as many as there are cores, once there are many."""
    inputs = iter(found)
    if jobs is None or jobs == 1:
        yield from map(checker.started().answer, inputs if jobs else islice(inputs, FEW))
    first = next(inputs, None)
    if first is not None:
        yield from _spread(chain([first], inputs), checker, jobs or len(os.sched_getaffinity(0)))


def _spread(inputs: Iterator[CaseInput], checker: Checker, jobs: int) -> Iterator[Answer]:
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (checker,))
    waiting: deque[tuple[str, Future[list[Answer]]]] = deque()
    try:
        for chunk in _chunks(inputs):
            waiting.append((chunk[0].place, _given(pool, chunk)))
            if len(waiting) == CHUNKS_AHEAD * jobs:
                yield from _received(waiting)
        while waiting:
            yield from _received(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _chunks(inputs: Iterator[CaseInput]) -> Iterator[list[CaseInput]]:
    chunk: list[CaseInput] = []
    size = 0
    for found in inputs:
        chunk.append(found)
        size += len(found.data)
        if len(chunk) == CHUNK_CASES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _given(pool: ProcessPoolExecutor, chunk: list[CaseInput]) -> Future[list[Answer]]:
    try:
        with _interrupts_held():
            return pool.submit(_answer, chunk)
    except BrokenProcessPool:
        raise ProcessLost(chunk[0].place) from None


def _received(waiting: deque[tuple[str, Future[list[Answer]]]]) -> list[Answer]:
    place, future = waiting.popleft()
    try:
        return future.result()
    except BrokenProcessPool:
        raise ProcessLost(place) from None


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started meanwhile is deaf to Ctrl-C, which the terminal sends to all: this one ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(checker: Checker) -> None:
    global _checking  # noqa: PLW0603  # a pool hands its processes their state so
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    _checking = checker.started()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _answer(chunk: list[CaseInput]) -> list[Answer]:
    if _checking is None:
        raise RuntimeError("a process of the pool that was not started for a checker")
    return [_checking.answer(found) for found in chunk]
