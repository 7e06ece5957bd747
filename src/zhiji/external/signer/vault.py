"""Where a signer keeps keys and memory: each write is whole, durable, and readable by its owner only."""

from __future__ import annotations

import fcntl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from zhiji.external import durable
from zhiji.external.signer.protocol import SignerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


class Vault(Protocol):
    """A few small named files."""

    def where(self, name: str) -> str:
        """What to call one in a message."""

    def read(self, name: str) -> bytes | None: ...
    def create(self, name: str, data: bytes) -> None:
        """Unless it is there: whoever comes first wins."""

    def replace(self, name: str, data: bytes) -> None:
        """When this returns, the new content survives a loss of power."""

    def rename(self, name: str, to: str) -> None: ...
    def alone(self) -> AbstractContextManager[None]:
        """Nobody else is in here meanwhile."""


class FolderVault:
    """A folder of the signer's system account, made at first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def where(self, name: str) -> str:
        return str(self._folder / name)

    def read(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            if path.stat().st_mode & 0o077:
                raise SignerError(f"签名器的文件 {path} 别人也能读，请先运行 chmod 600 {path}。")
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise SignerError(f"签名器的文件 {path} 读不了，请用签名器自己的系统账号运行。") from error

    def create(self, name: str, data: bytes) -> None:
        durable.create(self._folder / name, data)

    def replace(self, name: str, data: bytes) -> None:
        durable.replace(self._folder / name, data)

    def rename(self, name: str, to: str) -> None:
        durable.rename(self._folder / name, self._folder / to)

    @contextmanager
    def alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "signer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class MemoryVault:
    """For tests: forgets with the process."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._lock = threading.RLock()

    def where(self, name: str) -> str:
        return name

    def read(self, name: str) -> bytes | None:
        return self._files.get(name)

    def create(self, name: str, data: bytes) -> None:
        self._files.setdefault(name, data)

    def replace(self, name: str, data: bytes) -> None:
        self._files[name] = data

    def rename(self, name: str, to: str) -> None:
        self._files[to] = self._files.pop(name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._lock:
            yield
