"""Reaching the signer: over the socket of one that runs, else by starting one that lives as long as this process."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol

from zhiji.external.signer import wire
from zhiji.external.signer.protocol import Identity, Signer, SignerAwayError
from zhiji.external.signer.server import short_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from zhiji.core.ledger.digests import Algorithm

ANSWER_SECONDS = 5
AWAY = "签名器没有应答（{why}）：照常记账，检查点等它恢复后再签；请检查 zhiji signer 是否在运行。"


class Line(Protocol):
    """A way to ask and be answered."""

    def ask(self, request: bytes) -> bytes:
        """Raises SignerAwayError."""


def office_signer(socket_path: Path, keys: Path | None, *, with_sm2: bool = True) -> Signer:
    """The signer at `socket_path`; where none runs there and `keys` are ours, one of this process's own."""
    return RemoteSigner(_SocketLine(socket_path, _child_line(keys, with_sm2=with_sm2) if keys else None))


class RemoteSigner(Signer):
    """A signer in another process."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def identity(self) -> Identity:
        return wire.parse_identity(self._ask(do="identity"))

    def pending(self) -> Identity | None:
        found = self._ask(do="pending")
        return wire.parse_identity(found) if found else None

    def newest(self, algorithm: Algorithm) -> bytes | None:
        note: str | None = self._ask(do="newest", algorithm=algorithm)
        return note.encode() if note else None

    def sign_checkpoint(self, algorithm: Algorithm, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
        hashes = [value.hex() for value in proof]
        note: str = self._ask(do="checkpoint", algorithm=algorithm, size=size, root=root.hex(), proof=hashes)
        return note.encode()

    def sign_text(self, purpose: str, text: str) -> bytes:
        note: str = self._ask(do="text", purpose=purpose, text=text)
        return note.encode()

    def prepare(self, name: str | None = None) -> bytes:
        note: str = self._ask(do="prepare", name=name)
        return note.encode()

    def activate(self) -> None:
        self._ask(do="activate")

    def _ask(self, **request: Any) -> Any:
        return wire.result(self._line.ask(wire.encode(request)))


class _SocketLine:
    """A connection for each question. `otherwise`: whom to ask where nobody listens."""

    def __init__(self, path: Path, otherwise: Line | None) -> None:
        self._path, self._otherwise = path, otherwise

    def ask(self, request: bytes) -> bytes:
        try:
            return self._ask(request)
        except (FileNotFoundError, ConnectionRefusedError) as error:
            if self._otherwise is None:
                raise SignerAwayError(AWAY.format(why=f"{self._path} 上没有人")) from error
            return self._otherwise.ask(request)
        except OSError as error:
            raise SignerAwayError(AWAY.format(why=error)) from error

    def _ask(self, request: bytes) -> bytes:
        with short_path(self._path) as short, socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(short)
            connection.sendall(request)
            with connection.makefile("rb") as answers:
                return _whole(answers.readline(wire.LONGEST))


class _ChildLine:
    """A signer started when it is first needed; it ends when this process closes the pipe or is gone."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def ask(self, request: bytes) -> bytes:
        with self._lock:
            child = self._running()
            try:
                child.stdin.write(request)  # type: ignore[union-attr]
                child.stdin.flush()  # type: ignore[union-attr]
                return _whole(child.stdout.readline())  # type: ignore[union-attr]
            except OSError as error:
                raise SignerAwayError(AWAY.format(why=error)) from error

    def close(self) -> None:
        if self._child:
            self._child.communicate()
            self._child = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        return self._child


def _whole(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise SignerAwayError(AWAY.format(why="话没说完就断了"))
    return line


_children: dict[tuple[int, Path, bool], _ChildLine] = {}


def _child_line(keys: Path, *, with_sm2: bool) -> _ChildLine:
    """One for each folder; a process that was forked off starts its own."""
    place = (os.getpid(), keys, with_sm2)
    if place not in _children:
        options = [] if with_sm2 else ["--no-sm2"]
        _children[place] = _ChildLine(
            [sys.executable, "-m", "zhiji", "signer", "--pipe", "--keys", str(keys), *options]
        )
    return _children[place]
