"""Uploads under way, as files: what was acknowledged is on the disk, whatever happens to the process.

A folder for each: `info.json`, `data` (its size is the offset), `done.json` once the whole has been taken in.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiji.external.digesting import Source

KEPT_FOR = timedelta(days=7)
"""Since the last byte arrived: an officer's phone may be without a network for a while."""
BLOCK = 1 << 20
SPARE = 256 << 20
"""Bytes that stay free on the disk for the database."""

_ID = re.compile(r"[0-9a-f]{32}")


class UploadError(Exception):
    """Base of this subject; the message is one Chinese sentence."""


class UploadNotFoundError(UploadError):
    """Never made, expired, or removed."""


class UploadBusyError(UploadError):
    """Another request writes to it."""


class OffsetError(UploadError):
    """The sender and we do not agree on how much has arrived."""


class TooMuchError(UploadError):
    """More bytes than were announced."""


class ChecksumError(UploadError):
    """What arrived does not have the checksum that was sent along; it was discarded."""


class NoSpaceError(UploadError):
    """The disk has no room."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """`algorithm`: sha1 or sha256."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """`owner`: who began it, as the actor's id, name and role. `metadata`: what the sender said of the file."""

    id: str
    length: int
    owner: dict[str, str]
    metadata: dict[str, str]


class UploadStore:
    def __init__(self, root: Path) -> None:
        self._root = root

    def create(self, length: int, *, owner: dict[str, str], metadata: dict[str, str]) -> Upload:
        """Raises NoSpaceError where the disk cannot hold it."""
        upload = Upload(secrets.token_hex(16), length, owner, metadata)
        with _room_for(length, self._root):
            making = self._root / f".{upload.id}"
            making.mkdir()
            (making / "data").touch()
            _write_durably(making / "info.json", asdict(upload))
            making.rename(self._folder(upload.id))
            _fsync(self._root)
        return upload

    def find(self, upload_id: str, now: datetime) -> Upload:
        """Raises UploadNotFoundError, also for what has expired."""
        upload = self._read(upload_id)
        if self.expires_at(upload) <= now:
            raise _not_found()
        return upload

    def whole(self) -> list[Upload]:
        """Those of which every byte has arrived and that were not taken in: a process died in between."""
        uploads = [self._read(path.name) for path in self._folders()]
        return [upload for upload in uploads if self.offset(upload) == upload.length and not self.done(upload)]

    def remove_expired(self, now: datetime) -> int:
        """How many; never one that is whole."""
        whole = {upload.id for upload in self.whole()}
        stale = [path for path in self._folders(half_made=True) if self._last_change(path) + KEPT_FOR <= now]
        expired = [path for path in stale if path.name not in whole]
        for path in expired:
            shutil.rmtree(path, ignore_errors=True)
        return len(expired)

    def offset(self, upload: Upload) -> int:
        """Bytes that have arrived."""
        return upload.length if self.done(upload) else self._data(upload).stat().st_size

    def expires_at(self, upload: Upload) -> datetime:
        return self._last_change(self._folder(upload.id)) + KEPT_FOR

    def append(self, upload: Upload, source: Source, *, offset: int, checksum: Checksum | None = None) -> int:
        """Add what `source` gives, durably; the new offset. A source that breaks off leaves what it gave.

        Raises OffsetError, UploadBusyError, TooMuchError, ChecksumError, NoSpaceError.
        """
        with self.alone(upload), _room_for(0, self._root), self._data(upload).open("r+b", buffering=0) as data:
            if offset != self.offset(upload):
                raise OffsetError(f"已收到 {self.offset(upload)} 字节，与续传位置 {offset} 不符，请先查询进度再续传。")
            data.seek(offset)
            try:
                _copy(source, data.fileno(), upload.length - offset, checksum)
            except (ChecksumError, TooMuchError):
                data.truncate(offset)
                raise
            finally:
                os.fsync(data.fileno())
        return self.offset(upload)

    @contextmanager
    def alone(self, upload: Upload) -> Iterator[None]:
        """Keep others from writing to it. Raises UploadBusyError."""
        with (self._folder(upload.id) / "info.json").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusyError("这个文件正在由另一个连接上传，请稍候再试。") from None
            yield

    @contextmanager
    def content(self, upload: Upload) -> Iterator[Source]:
        with self._data(upload).open("rb", buffering=0) as file:
            yield file

    def done(self, upload: Upload) -> dict[str, Any] | None:
        """What `finish` was given; None as long as the upload has not been taken in."""
        try:
            answer: dict[str, Any] = json.loads((self._folder(upload.id) / "done.json").read_bytes())
        except FileNotFoundError:
            return None
        return answer

    def finish(self, upload: Upload, answer: dict[str, Any]) -> None:
        """Remember what became of it and let go of its bytes."""
        _write_durably(self._folder(upload.id) / "done.json", answer)
        self._data(upload).unlink(missing_ok=True)

    def remove(self, upload: Upload) -> None:
        shutil.rmtree(self._folder(upload.id), ignore_errors=True)

    def _data(self, upload: Upload) -> Path:
        return self._folder(upload.id) / "data"

    def _read(self, upload_id: str) -> Upload:
        try:
            return Upload(**json.loads((self._folder(upload_id) / "info.json").read_bytes()))
        except FileNotFoundError:
            raise _not_found() from None

    def _folders(self, *, half_made: bool = False) -> list[Path]:
        if not self._root.is_dir():
            return []
        return sorted(path for path in self._root.iterdir() if half_made or _ID.fullmatch(path.name))

    @staticmethod
    def _last_change(folder: Path) -> datetime:
        latest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
        return datetime.fromtimestamp(latest, UTC)

    def _folder(self, upload_id: str) -> Path:
        if not _ID.fullmatch(upload_id):
            raise _not_found()
        return self._root / upload_id


def _not_found() -> UploadNotFoundError:
    return UploadNotFoundError("没有这个上传，它可能已过期或已取消；请重新选择文件上传。")


def _copy(source: Source, descriptor: int, room: int, checksum: Checksum | None) -> None:
    running = hashlib.new(checksum.algorithm) if checksum else None
    while block := source.read(BLOCK):
        room -= len(block)
        if room < 0:
            raise TooMuchError("收到的内容比声明的长度多，请重新上传。")
        if running:
            running.update(block)
        view = memoryview(block)
        while view:
            view = view[os.write(descriptor, view) :]
    if checksum and running and running.digest() != checksum.digest:
        raise ChecksumError("收到的内容与校验值不符，传输中有损坏，请重传这一段。")


@contextmanager
def _room_for(length: int, root: Path) -> Iterator[None]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        if length and shutil.disk_usage(root).free < length + SPARE:
            raise NoSpaceError("服务器磁盘空间不足，文件没有收下；请联系系统管理员。")
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpaceError("服务器磁盘已满，请联系系统管理员；已收到的部分还在，可以续传。") from error
        raise


def _write_durably(path: Path, document: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _fsync(path.parent)


def _fsync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
