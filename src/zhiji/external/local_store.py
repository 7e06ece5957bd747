"""The evidence store in a folder of this machine (POSIX: hard links, advisory locks, fsync of folders).

Bytes go to a temporary file, are made durable, and only then get their name, by a hard link, which cannot overwrite.
"""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import IO, TYPE_CHECKING

from zhiji.external.digesting import Source, copy_digesting
from zhiji.external.os_reasons import os_reason
from zhiji.external.store import (
    CHUNK,
    SETTLING,
    Held,
    ObjectAlteredError,
    StoreUnwritableError,
    missing,
    object_name,
    require_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhiji.core.ledger.digests import Digests


class LocalStore:
    """Objects in a folder of this machine: `objects/ab/cd/…`, and `incoming/` for what is being written."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._objects = root / "objects"
        self._incoming = root / "incoming"

    def put(self, source: Source) -> Held:
        with self._temporary() as (descriptor, path):
            digests, size = copy_digesting(source, _writer(descriptor, self._root))
            name = object_name(digests)
            with _refusing(self._root):
                duplicate = not self._publish(descriptor, path, name)
        if duplicate and self.size(name) != size:
            raise ObjectAlteredError(
                f"证据库中的 {name} 大小与内容不符，可能已被改动；来件未入库，请保留原件并运行 zhiji audit 核查。"
            )
        return Held(name, digests, size, duplicate)

    @contextmanager
    def arriving(self) -> Iterator[None]:
        with self._lock_file() as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def settle(self) -> None:
        with self._lock_file() as file:
            for _ in range(10 * SETTLING):
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    sleep(0.1)
                else:
                    return

    def size(self, name: str) -> int:
        with _existing(name):
            return self._path(name).stat().st_size

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        left = max(self.size(name) - start, 0) if length is None else length
        with _existing(name), self._path(name).open("rb", buffering=0) as file:
            file.seek(start)
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def digests(self, name: str) -> Digests:
        with _existing(name), self._path(name).open("rb", buffering=0) as file:
            return copy_digesting(file, len)[0]

    @contextmanager
    def as_file(self, name: str) -> Iterator[Path]:
        self.size(name)
        yield self._path(name)

    def names(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self._objects):
            folders.sort()
            yield from (Path(folder, file).relative_to(self._objects).as_posix() for file in sorted(files))

    def destroy(self, name: str) -> bool:
        path = self._path(name)
        with _refusing(self._root):
            if not path.exists():
                return False
            path.unlink()
            _fsync_folder(path.parent)
        return True

    def sweep(self) -> int:
        """Remove what interrupted writers left behind; how many files. Writers at work keep theirs: they hold a lock."""
        return sum(_remove_unless_locked(path) for path in self._incoming.glob("*.part"))

    def _path(self, name: str) -> Path:
        return self._objects / require_name(name)

    def _lock_file(self) -> IO[bytes]:
        with _refusing(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            return (self._root / "arriving.lock").open("ab")

    @contextmanager
    def _temporary(self) -> Iterator[tuple[int, Path]]:
        with _refusing(self._root):
            self._incoming.mkdir(parents=True, exist_ok=True)
            descriptor, path = _locked_file(self._incoming)
        try:
            yield descriptor, path
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def _publish(self, descriptor: int, path: Path, name: str) -> bool:
        """Give the finished file its name; False where the name is taken."""
        target = self._path(name)
        if target.exists():  # spares the disk a flush; the link below decides
            return False
        _make_durable_folder(target.parent, self._root)
        os.fchmod(descriptor, 0o440)
        os.fsync(descriptor)
        try:
            target.hardlink_to(path)
        except FileExistsError:
            return False
        _fsync_folder(target.parent)
        return True


def _locked_file(folder: Path) -> tuple[int, Path]:
    """A new file that `sweep` leaves alone as long as it is open."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=folder, suffix=".part")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # swept between its making and its locking


def _remove_unless_locked(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
        return True
    return False


def _make_durable_folder(folder: Path, root: Path) -> None:
    """Like mkdir -p below `root`, so that the new folders survive a power cut too."""
    if folder == root or folder.is_dir():
        return
    _make_durable_folder(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _fsync_folder(folder.parent)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _writer(descriptor: int, root: Path) -> Callable[[bytes], None]:
    def write(block: bytes) -> None:
        view = memoryview(block)
        with _refusing(root):
            while view:
                view = view[os.write(descriptor, view) :]

    return write


@contextmanager
def _refusing(root: Path) -> Iterator[None]:
    """Failures of our own disk; those of the source stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreUnwritableError(f"证据库 {root} 所在磁盘已满，来件未入库；请清出空间后重试。") from error
        raise StoreUnwritableError(
            f"证据库 {root} 无法写入（{os_reason(error)}），来件未入库；请检查目录权限和磁盘。"
        ) from error


@contextmanager
def _existing(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise missing(name) from error
