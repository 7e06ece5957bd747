"""Files that are there after a power cut, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Puts `data` in the place of whatever was at `path`, readable by the owner only."""
    _written(path.parent, data).replace(path)
    _sync(path.parent)


def create(path: Path, data: bytes) -> bool:
    """The same unless something is at `path`; whether it was created."""
    temporary = _written(path.parent, data)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync(path.parent)
    return True


def rename(path: Path, to: Path) -> None:
    """Puts what is at `path` in the place of whatever was at `to`, in the same folder."""
    path.replace(to)
    _sync(to.parent)


def _written(folder: Path, data: bytes) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return folder / file.name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
