"""Uploads under way: what was acknowledged stays, whatever happens."""

from __future__ import annotations

import hashlib
import io
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from zhiji.external.upload_store import (
    KEPT_FOR,
    Checksum,
    ChecksumError,
    NoSpaceError,
    OffsetError,
    TooMuchError,
    UploadBusyError,
    UploadNotFoundError,
    UploadStore,
)

NOW = datetime.now(UTC)  # noqa: TID251  (the age of a file is what the file system says)
LATER = NOW + KEPT_FOR + timedelta(days=1)  # a long run of tests may reach this one hours after NOW
OWNER = {"id": "o", "name": "林执", "role": "执法人员"}


@pytest.fixture
def uploads(tmp_path):
    return UploadStore(tmp_path / "uploads")


@pytest.fixture
def upload(uploads):
    return uploads.create(10, owner=OWNER, metadata={"filename": "现场.mp4"})


def content(uploads, upload):
    with uploads.content(upload) as file:
        return file.read(100)


def test_an_upload_is_found_again_with_all_that_was_said_of_it(uploads, upload):
    assert UploadStore(uploads._root).find(upload.id, NOW) == upload
    assert uploads.offset(upload) == 0


def test_pieces_add_up(uploads, upload):
    assert uploads.append(upload, io.BytesIO(b"0123"), offset=0) == 4
    assert uploads.append(upload, io.BytesIO(b""), offset=4) == 4
    assert uploads.append(upload, io.BytesIO(b"456789"), offset=4) == 10
    assert content(uploads, upload) == b"0123456789"


@pytest.mark.parametrize("offset", [0, 3, 5, 99])
def test_a_piece_goes_where_the_last_one_ended_or_nowhere(uploads, upload, offset):
    uploads.append(upload, io.BytesIO(b"0123"), offset=0)
    with pytest.raises(OffsetError, match="已收到 4 字节"):
        uploads.append(upload, io.BytesIO(b"x"), offset=offset)
    assert content(uploads, upload) == b"0123"


def test_more_than_announced_is_refused_and_forgotten(uploads, upload):
    uploads.append(upload, io.BytesIO(b"0123"), offset=0)
    with pytest.raises(TooMuchError):
        uploads.append(upload, io.BytesIO(b"456789!"), offset=4)
    assert uploads.offset(upload) == 4


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_another_checksum_is_forgotten(uploads, upload, algorithm):
    checksum = Checksum(algorithm, hashlib.new(algorithm, b"0123").digest())
    with pytest.raises(ChecksumError):
        uploads.append(upload, io.BytesIO(b"0124"), offset=0, checksum=checksum)
    assert uploads.append(upload, io.BytesIO(b"0123"), offset=0, checksum=checksum) == 4


def test_a_source_that_breaks_off_leaves_what_it_gave(uploads, upload):
    class Broken(io.BytesIO):
        def read(self, _size=-1, /):
            if self.tell():
                raise OSError("connection lost")
            return super().read(3)

    with pytest.raises(OSError, match="connection lost"):
        uploads.append(upload, Broken(b"0123456789"), offset=0)
    assert uploads.offset(upload) == 3


def test_one_writer_at_a_time(uploads, upload):
    with uploads.alone(upload), pytest.raises(UploadBusyError):
        uploads.append(upload, io.BytesIO(b"x"), offset=0)


def test_what_is_finished_lets_go_of_its_bytes_and_remembers_the_answer(uploads, upload, tmp_path):
    uploads.append(upload, io.BytesIO(b"0123456789"), offset=0)
    assert uploads.whole() == [upload]
    uploads.finish(upload, {"entry": "1"})
    assert uploads.done(upload) == {"entry": "1"}
    assert uploads.offset(upload) == 10
    assert uploads.whole() == []
    assert sum(path.stat().st_size for path in (tmp_path / "uploads").rglob("data")) == 0


def test_what_nobody_goes_on_with_expires_unless_it_is_whole(uploads, upload, tmp_path):
    whole = uploads.create(0, owner=OWNER, metadata={})
    (tmp_path / "uploads" / ".half-made").mkdir()
    assert uploads.remove_expired(NOW) == 0
    with pytest.raises(UploadNotFoundError):
        uploads.find(upload.id, LATER)
    assert uploads.remove_expired(LATER) == 2
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [whole.id]


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc/passwd", "0" * 32, "Z" * 32])
def test_what_is_no_upload_is_not_found(uploads, upload, upload_id):
    with pytest.raises(UploadNotFoundError):
        uploads.find(upload_id, NOW)


def test_more_than_the_disk_holds_is_refused_at_once(uploads):
    with pytest.raises(NoSpaceError, match="磁盘空间不足"):
        uploads.create(1 << 60, owner=OWNER, metadata={})


WRITER = """
import io
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zhiji.external.upload_store import UploadStore

class Slow:
    def read(self, size):
        time.sleep(0.01)
        return b"x" * 1000

uploads = UploadStore(Path(sys.argv[1]))
upload = uploads.find(sys.argv[2], datetime.now(UTC))
for _ in range(3):
    uploads.append(upload, io.BytesIO(b"a" * 1000), offset=uploads.offset(upload))
    print("acknowledged", uploads.offset(upload), flush=True)
uploads.append(upload, Slow(), offset=uploads.offset(upload))
"""


def test_a_killed_process_keeps_what_it_acknowledged(uploads, tmp_path):
    upload = uploads.create(1 << 30, owner=OWNER, metadata={})
    command = [sys.executable, "-c", WRITER, tmp_path / "uploads", upload.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        acknowledged = [process.stdout.readline().split()[1] for _ in range(3)]
        process.send_signal(signal.SIGKILL)
    assert acknowledged == ["1000", "2000", "3000"]
    assert uploads.offset(upload) >= 3000
    assert content(uploads, upload) == b"a" * 100
    assert uploads.append(upload, io.BytesIO(b"b"), offset=uploads.offset(upload)) > 3000
