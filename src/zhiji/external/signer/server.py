"""The signer's process: answers over a Unix socket, or over standard input and output for the one who started it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socketserver
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from zhiji.core.ledger.self_test import self_test
from zhiji.external import sm2
from zhiji.external.signer.local import LocalSigner
from zhiji.external.signer.protocol import SignerError
from zhiji.external.signer.vault import FolderVault
from zhiji.external.signer.wire import LONGEST, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiji.external.signer.protocol import Signer

IDLE_SECONDS = 10
"""A client that says nothing for so long is hung up on."""


def open_signer(folder: Path, *, with_sm2: bool = True) -> LocalSigner:
    """The signer over a folder, once the machine's algorithms gave their known answers. Raises LedgerError, Sm2Error."""
    self_test()
    if with_sm2 and sm2.provider() is None:
        print(sm2.NOT_HERE, file=sys.stderr)  # noqa: T201 - the process speaks to who started it
    signer = LocalSigner(FolderVault(folder), with_sm2=with_sm2)
    signer.identity()
    return signer


def serve_stream(signer: Signer, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers line by line until the other side closes."""
    while line := requests.readline(LONGEST):
        answers.write(answer(signer, line))
        answers.flush()


@contextmanager
def listening(signer: Signer, path: Path, *, group: str | None = None) -> Iterator[socketserver.BaseServer]:
    """A server on a socket at `path`, not yet running; `group`: whose members may connect beside the owner.

    Raises SignerError where another one runs there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock, short_path(path) as short:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SignerError(f"{path} 上已有签名器在运行。") from error
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            server = _Server(short, signer)
        finally:
            os.umask(before)
        if group:
            shutil.chown(path, group=group)
            path.chmod(0o660)
        try:
            yield server
        finally:
            server.server_close()
            path.unlink(missing_ok=True)


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A name for `path` that fits into the 107 bytes which a socket's may have, wherever the data folder lies."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, signer: Signer) -> None:
        self.signer = signer
        super().__init__(path, _Conversation)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = IDLE_SECONDS
    server: _Server

    def handle(self) -> None:
        try:
            serve_stream(self.server.signer, self.rfile, self.wfile)  # type: ignore[arg-type]
        except OSError:
            return  # hung up: nothing to tell anybody
