"""Whole folders: a docking station's disk, a camera's card."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from zhiji.cases import changes
from zhiji.core.calendar import SHANGHAI
from zhiji.evidence import custody
from zhiji.evidence.actions import enter, probed
from zhiji.evidence.names import readable_path
from zhiji.external.os_reasons import os_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from zhiji.cases.models import Case
    from zhiji.evidence.arrivals import ArrivalOfRecording
    from zhiji.evidence.receipts import Receipt
    from zhiji.external.digesting import Source
    from zhiji.external.store import Held
    from zhiji.trail.actor import Actor

MOST_FILES, MOST_BYTES = 100, 64 << 20
"""Of one transaction: few commits for many photographs, and no long wait for other writers."""
WRITERS = 4
"""Small files are put side by side: most of their time goes into waiting for the disk. A large one is a batch of its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in. `problem`: why it cannot be read, in Chinese."""

    path: Path
    size: int = 0
    modified: datetime | None = None
    problem: str | None = None


@dataclass(slots=True)
class Walk:
    """`files` in order of path; `passed_over`: hidden files, links and what is no file, which are left where they are."""

    files: list[Found] = field(default_factory=list)
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its receipt, or the problem."""

    found: Found
    receipt: Receipt | None = None
    problem: str | None = None


def walk(paths: Iterable[Path]) -> Walk:
    """Every file in `paths`, folders with all below them."""
    walked = Walk()
    for path in paths:
        _walk(path, walked)
    return walked


def take_in_all(
    files: Iterable[Found],
    *,
    by: Actor,
    now: Callable[[], datetime],
    case: Case | None = None,
    reading: Callable[[Source], Source] = lambda source: source,
    **about: Unpack[ArrivalOfRecording],
) -> Iterator[Outcome]:
    """Take in all files, several in one transaction; outcomes in the order of the files.

    `reading` may wrap each open file, to count its bytes; it is called from several threads. Raises StoreError where the store
    takes nothing more. Whatever it has taken until then, or until an interruption, is logged first.
    """
    with ThreadPoolExecutor(WRITERS) as pool:
        for batch in _batches(files):
            with custody.store().arriving():
                putting = [(found, pool.submit(_put, found, reading)) for found in batch]
                try:
                    wait([future for _, future in putting])
                finally:
                    pending = [future for _, future in putting if not future.cancel()]
                    wait(pending)
                    outcomes = _enter_all(putting, by=by, now=now, case=case, about=about)
            yield from outcomes
            _raise_store_error(putting)


def _walk(top: Path, walked: Walk) -> None:
    ahead = [top]
    while ahead:
        path = ahead.pop()
        try:
            status = path.stat() if path is top else path.lstat()
            if stat.S_ISDIR(status.st_mode):
                ahead += _children(path, walked)
            elif stat.S_ISREG(status.st_mode):
                walked.files.append(Found(path, status.st_size, _modified(status)))
            else:
                walked.passed_over += 1
        except OSError as error:
            walked.files.append(Found(path, problem=_problem(error)))


def _children(folder: Path, walked: Walk) -> list[Path]:
    """What lies in the folder, last first."""
    names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208  (names are all that is wanted)
    seen = [name for name in names if not name.startswith(".")]
    walked.passed_over += len(names) - len(seen)
    return [folder / name for name in seen]


def _modified(status: os.stat_result) -> datetime | None:
    try:
        return datetime.fromtimestamp(status.st_mtime, SHANGHAI)
    except (OverflowError, ValueError, OSError):
        return None


def _batches(files: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for found in files:
        batch.append(found)
        if len(batch) == MOST_FILES or sum(each.size for each in batch) >= MOST_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _put(found: Found, reading: Callable[[Source], Source]) -> Held | str:
    """What the store holds of the file now, or why it cannot be read."""
    if found.problem:
        return found.problem
    try:
        with found.path.open("rb", buffering=0) as file:
            return custody.store().put(reading(file))
    except OSError as error:
        return _problem(error)


def _enter_all(
    putting: list[tuple[Found, Future[Held | str]]],
    *,
    by: Actor,
    now: Callable[[], datetime],
    case: Case | None,
    about: ArrivalOfRecording,
) -> list[Outcome]:
    """Enter what was put. Probing comes first: it takes its time, and others wait for the transaction."""
    put = [(found, future.result()) for found, future in putting if not future.cancelled() and not future.exception()]
    kept = [(found, held if isinstance(held, str) else probed(held)) for found, held in put]
    outcomes = []
    with changes.together():
        for found, each in kept:
            if isinstance(each, str):
                outcomes.append(Outcome(found, problem=each))
            else:
                receipt = enter(each, name=found.path.name, by=by, at=now(), case=case, **_about(found, about))
                outcomes.append(Outcome(found, receipt))
    return outcomes


def _raise_store_error(putting: list[tuple[Found, Future[Held | str]]]) -> None:
    for _, future in putting:
        future.result()


def _about(found: Found, about: ArrivalOfRecording) -> ArrivalOfRecording:
    known: ArrivalOfRecording = {"source": readable_path(found.path.parent.absolute()), **about}
    if found.modified:
        known |= {"made_at": found.modified, "made_at_from": "文件时间"}
    return known


def _problem(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有读取的权限"
    if isinstance(error, FileNotFoundError):
        return "文件不在了，可能存储卡已拔出"
    return f"读取出错（{os_reason(error)}），请检查存储卡或磁盘"
