"""Files are looked into by a child process: hostile media may hang or crash whoever reads them."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import threading
from time import monotonic
from typing import TYPE_CHECKING

from zhiji.external.probe import Condition, Probe

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = (sys.executable, "-m", "zhiji.external.probe_child")
LIMIT = 30.0
"""Seconds for one file."""


class ChildProber:
    """Keeps a child and asks it about one file after the other; callers wait for each other.

    A child that does not answer in time, or dies, is replaced, and its file is called damaged.
    """

    def __init__(self, *, command: tuple[str, ...] = COMMAND, limit: float = LIMIT) -> None:
        self._command = command
        self._limit = limit
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def probe(self, path: Path) -> Probe:
        with self._lock:
            self._child = self._child or _Child(self._command)
            answer = self._child.ask(path, self._limit)
            if not answer:
                self._stop()
        if not answer:
            detail = f"解析程序崩溃或超过 {self._limit:g} 秒没有结果，文件已原样保存。"
            return Probe(condition=Condition.DAMAGED, detail=detail)
        return Probe.from_document(json.loads(answer))

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._child:
            self._child.kill()
            self._child = None


class _Child:
    """A line of JSON each way: the path of a file, the document of its probe."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both were asked for")
        self._questions, self._answers = self._process.stdin, self._process.stdout

    def ask(self, path: Path, limit: float) -> bytes:
        """The answer's line; nothing where there is none."""
        try:
            self._questions.write(json.dumps(str(path.absolute())).encode() + b"\n")
        except BrokenPipeError:
            return b""
        answer, until = b"", monotonic() + limit
        while not answer.endswith(b"\n"):
            if not select.select([self._answers], [], [], max(until - monotonic(), 0))[0]:
                return b""
            part = self._answers.read(65536)
            if not part:
                return b""
            answer += part
        return answer

    def kill(self) -> None:
        self._process.kill()
        with self._process:
            pass  # closes the pipes and takes leave of the child
