"""Whole folders: a docking station's disk, a camera's card."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Unpack

from zhiji.cases import changes
from zhiji.core.calendar import SHANGHAI
from zhiji.evidence.actions import enter, keep
from zhiji.evidence.names import readable_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from zhiji.cases.models import Case
    from zhiji.evidence.arrivals import ArrivalOfRecording, Kept
    from zhiji.evidence.receipts import Receipt
    from zhiji.external.digesting import Source
    from zhiji.trail.actor import Actor

MOST_FILES, MOST_BYTES = 50, 64 << 20
"""Of one transaction: few commits for many photographs, and no long wait for other writers."""


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
    """Take in one file after the other, several in one transaction; outcomes in the same order.

    `reading` may wrap each open file, to count its bytes. Raises StoreError where the store takes nothing more; whatever
    it has taken until then is logged first.
    """
    enter_batch = partial(_enter, by=by, now=now, case=case, about=about)
    batch: list[tuple[Found, Kept | str]] = []
    try:
        for found in files:
            batch.append((found, _keep(found, reading)))
            if len(batch) == MOST_FILES or sum(each.size for each, _ in batch) >= MOST_BYTES:
                full, batch = batch, []
                yield from enter_batch(full)
    except BaseException:
        enter_batch(batch)
        raise
    yield from enter_batch(batch)


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


def _keep(found: Found, reading: Callable[[Source], Source]) -> Kept | str:
    """What is kept of the file, or why it cannot be read."""
    if found.problem:
        return found.problem
    try:
        with found.path.open("rb", buffering=0) as file:
            return keep(reading(file))
    except OSError as error:
        return _problem(error)


def _enter(
    batch: list[tuple[Found, Kept | str]],
    *,
    by: Actor,
    now: Callable[[], datetime],
    case: Case | None,
    about: ArrivalOfRecording,
) -> list[Outcome]:
    outcomes = []
    with changes.together():
        for found, kept in batch:
            if isinstance(kept, str):
                outcomes.append(Outcome(found, problem=kept))
            else:
                receipt = enter(kept, name=found.path.name, by=by, at=now(), case=case, **_about(found, about))
                outcomes.append(Outcome(found, receipt))
    return outcomes


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
    return f"读取出错（{error.strerror or error}），请检查存储卡或磁盘"
