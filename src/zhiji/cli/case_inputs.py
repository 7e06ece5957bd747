"""Case files handed to a command: JSON, JSON Lines or standard input, one document at a time."""

from __future__ import annotations

import errno
import json
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from zhiji.cli.chinese import os_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

LARGEST = 64 * 1024 * 1024  # bytes; a case of ten thousand records has a tenth of that
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class CaseInput:
    """The bytes of one document, or why they could not be had. `place` is shown with every error in it."""

    place: str
    data: bytes = b""
    of_many: bool = False  # a line of JSON Lines
    problem: str | None = None


def case_inputs(names: Iterable[str]) -> Iterator[CaseInput]:
    """In the order given; JSON Lines are read as they come, so their number does not matter."""
    for name in names:
        place = "标准输入" if name == STANDARD_INPUT else name
        try:
            with _opened(name) as stream:
                yield from _documents(place, stream, lines=name.endswith(".jsonl"))
        except OSError as error:
            error.filename = None
            yield CaseInput(place, problem=os_sentence(error))


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    if name != STANDARD_INPUT:
        return Path(name).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, "没有接入")
    return nullcontext(sys.stdin.buffer)


def _documents(place: str, stream: IO[bytes], *, lines: bool) -> Iterator[CaseInput]:
    """One document, or one a line when the first line is a whole document and not the last."""
    rest = iter(lambda: stream.readline(LARGEST + 1), b"")
    if lines:
        yield from _each_line(place, rest)
        return
    first, second = next(rest, b""), next(rest, b"")
    if second.strip() and _is_whole(first):
        yield from _each_line(place, chain((first, second), rest))
    else:
        yield _checked(CaseInput(place, first + second + stream.read(LARGEST)))


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _each_line(place: str, lines: Iterable[bytes]) -> Iterator[CaseInput]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            found = _checked(CaseInput(f"{place} 第 {number} 行", line, of_many=True))
            yield found
            if found.problem:
                return


def _checked(found: CaseInput) -> CaseInput:
    if len(found.data) <= LARGEST:
        return found
    return CaseInput(found.place, problem=f"超过 {LARGEST >> 20} MiB，不是一个案件文件")
