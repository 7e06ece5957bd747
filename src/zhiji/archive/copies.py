"""Copies of files that survive a power cut."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from zhiji.archive.errors import MirrorError
from zhiji.evidence import custody
from zhiji.evidence.models import StoredFile
from zhiji.external.local_store import LocalStore
from zhiji.external.probe import Condition
from zhiji.external.store import StoreError

if TYPE_CHECKING:
    from zhiji.external.store import EvidenceStore


def write_durably(path: Path, data: bytes) -> None:
    """The file appears whole, or stays what it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def copy_objects(folder: Path) -> int:
    """Copies to a store in `folder` the files of the office that it lacks; how many. Raises MirrorError for a damaged one."""
    target = LocalStore(folder)
    there = set(target.names())
    known = StoredFile.objects.exclude(condition=Condition.DESTROYED).order_by("pk").values_list("name", flat=True)
    return sum(_copy(custody.store(), target, name) for name in known.iterator() if name not in there)


def fetch_objects(folder: Path) -> int:
    """Copies from a store in `folder` the files that the office lacks; how many. What is there is never overwritten."""
    source, target = LocalStore(folder), custody.store()
    there = set(target.names())
    return sum(_copy(source, target, name) for name in source.names() if name not in there)


def destroy_objects(folder: Path) -> None:
    """Removes from a store in `folder` what was lawfully destroyed."""
    target = LocalStore(folder)
    for name in StoredFile.objects.filter(condition=Condition.DESTROYED).values_list("name", flat=True):
        target.destroy(name)


def _copy(source: EvidenceStore, target: EvidenceStore, name: str) -> bool:
    try:
        with source.as_file(name) as path, path.open("rb") as file:
            held = target.put(file)
    except StoreError as error:
        raise MirrorError(f"证据文件 {name} 没有复制成：{error}") from error
    if held.name != name:
        target.destroy(held.name)
        raise MirrorError(f"证据文件 {name} 的内容与它的摘要不符，没有复制；请运行 zhiji audit 核查。")
    return True
