"""Both stores keep the same promises; the local one also survives what happens to disks and processes."""

from __future__ import annotations

import errno
import io
import os
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.digests import digests
from zhiji.external.digesting import BLOCK, copy_digesting
from zhiji.external.local_store import LocalStore
from zhiji.external.store import (
    CHUNK,
    MemoryStore,
    ObjectAlteredError,
    ObjectMissingError,
    StoreUnwritableError,
    object_name,
)

CONTENT = b"\x00\x01\x02 recorded at the scene " * 50_000
ABSENT = object_name(digests(b"never stored"))


@pytest.fixture(params=["memory", "local"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "evidence")


@pytest.fixture
def local(tmp_path):
    return LocalStore(tmp_path / "evidence")


def everything(store, name):
    return b"".join(store.read(name))


def test_what_is_put_is_read_back_under_its_digest(store):
    held = store.put(io.BytesIO(CONTENT))
    assert held.digests == digests(CONTENT)
    assert held.name.endswith(digests(CONTENT).sha256.hex())
    assert (held.size, held.duplicate) == (len(CONTENT), False)
    assert everything(store, held.name) == CONTENT
    assert store.digests(held.name) == held.digests
    assert store.size(held.name) == len(CONTENT)


def test_nothing_is_something_too(store):
    held = store.put(io.BytesIO())
    assert held.size == 0
    assert everything(store, held.name) == b""


def test_the_same_bytes_are_kept_once(store):
    first, second = store.put(io.BytesIO(CONTENT)), store.put(io.BytesIO(CONTENT))
    assert not first.duplicate
    assert second.duplicate
    assert list(store.names()) == [first.name] == [second.name]


def test_names_come_in_order(store):
    names = [store.put(io.BytesIO(bytes([number]))).name for number in range(40)]
    assert list(store.names()) == sorted(names)


@given(start=st.integers(0, 3 * CHUNK), length=st.none() | st.integers(0, 3 * CHUNK))
def test_any_range_is_that_slice_in_chunks(start, length):
    store = MemoryStore()
    content = os.urandom(1000) * (2 * CHUNK // 1000)
    name = store.put(io.BytesIO(content)).name
    chunks = list(store.read(name, start, length))
    assert b"".join(chunks) == content[start : None if length is None else start + length]
    assert all(0 < len(chunk) <= CHUNK for chunk in chunks)


@pytest.mark.parametrize(
    ("start", "length"), [(0, 1), (0, CHUNK), (1, CHUNK + 1), (5, None), (len(CONTENT), None), (9**9, 5)]
)
def test_the_local_store_reads_the_same_ranges(local, start, length):
    name = local.put(io.BytesIO(CONTENT)).name
    assert b"".join(local.read(name, start, length)) == CONTENT[start : None if length is None else start + length]


@pytest.mark.parametrize("name", [ABSENT, "../secret", "/etc/passwd", "ab/cd/" + "0" * 64, "", ABSENT + "\n"])
def test_what_is_not_there_is_missing_and_no_path_leads_outside(store, name):
    store.put(io.BytesIO(CONTENT))
    for question in (store.size, everything_of(store), store.digests):
        with pytest.raises(ObjectMissingError, match="证据库"):
            question(name)


def everything_of(store):
    return lambda name: everything(store, name)


def test_an_object_can_be_handed_to_a_program(store):
    name = store.put(io.BytesIO(CONTENT)).name
    with store.as_file(name) as path:
        assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("size", [0, 1, 256 << 10, BLOCK, BLOCK + 1, 3 * BLOCK - 7])
def test_threads_give_the_digests_of_one_thread(size):
    content = os.urandom(size)
    written = bytearray()
    assert copy_digesting(io.BytesIO(content), written.extend) == (digests(content), size)
    assert written == content


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end(local):
    class Dripping(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 7_777))

    assert local.put(Dripping(CONTENT)).digests == digests(CONTENT)


def test_stored_objects_are_read_only(local, tmp_path):
    name = local.put(io.BytesIO(CONTENT)).name
    assert (tmp_path / "evidence/objects" / name).stat().st_mode & 0o777 == 0o440


def test_two_writers_of_the_same_bytes_leave_one_object(local):
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda _: local.put(io.BytesIO(CONTENT)), range(16)))
    assert sum(not one.duplicate for one in held) == 1
    assert len(list(local.names())) == 1


def test_a_stored_object_of_another_size_is_reported_and_not_overwritten(local, tmp_path):
    path = tmp_path / "evidence/objects" / local.put(io.BytesIO(CONTENT)).name
    path.chmod(0o640)
    path.write_bytes(b"altered")
    with pytest.raises(ObjectAlteredError, match="zhiji audit"):
        local.put(io.BytesIO(CONTENT))
    assert path.read_bytes() == b"altered"


def test_an_altered_object_no_longer_has_its_digests(local, tmp_path):
    held = local.put(io.BytesIO(CONTENT))
    path = tmp_path / "evidence/objects" / held.name
    path.chmod(0o640)
    path.write_bytes(CONTENT[:-1] + b"!")
    assert local.digests(held.name) != held.digests


def test_a_source_that_breaks_leaves_nothing(local, tmp_path):
    class Card(io.BytesIO):
        def read(self, _size=-1, /):
            if self.tell() > 0:
                raise OSError(errno.EIO, "card pulled")
            return super().read(100)

    with pytest.raises(OSError, match="card pulled"):
        local.put(Card(CONTENT))
    assert_nothing_kept(local, tmp_path)


@contextmanager
def files_no_larger_than(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_disk_that_takes_no_more_leaves_nothing(local, tmp_path):
    with files_no_larger_than(100_000), pytest.raises(StoreUnwritableError, match="无法写入"):
        local.put(io.BytesIO(CONTENT))
    assert_nothing_kept(local, tmp_path)


def test_a_full_disk_is_called_so(local, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreUnwritableError, match=r"磁盘已满.*清出空间"):
        local.put(io.BytesIO(CONTENT))
    monkeypatch.undo()
    assert_nothing_kept(local, tmp_path)


def test_a_folder_that_cannot_be_made_is_called_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnwritableError, match="无法写入"):
        LocalStore(tmp_path / "file/evidence").put(io.BytesIO(CONTENT))


def assert_nothing_kept(store, tmp_path):
    assert list(store.names()) == []
    assert list((tmp_path / "evidence/incoming").iterdir()) == []


def test_settling_waits_for_what_is_arriving(local):
    with ThreadPoolExecutor(1) as pool:
        with local.arriving(), local.arriving():  # any number at once
            settling = pool.submit(local.settle)
            sleep(0.3)
            assert not settling.done()
        settling.result(timeout=10)


WRITER = """
import sys
from pathlib import Path
from zhiji.external.local_store import LocalStore

class Slow:
    def read(self, size):
        print("reading", flush=True)
        return sys.stdin.buffer.read(100_000)

LocalStore(Path(sys.argv[1])).put(Slow())
"""


@pytest.fixture
def writer(tmp_path):
    """A process in the middle of writing an object."""
    command = [sys.executable, "-c", WRITER, tmp_path / "evidence"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write(CONTENT[:100_000])
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.readline()
        yield process
        process.kill()


def test_a_killed_writer_leaves_no_half_object_and_its_leftover_is_swept(local, writer, tmp_path):
    writer.kill()
    writer.wait()
    assert list(local.names()) == []
    assert len(list((tmp_path / "evidence/incoming").iterdir())) == 1
    assert local.sweep() == 1
    assert_nothing_kept(local, tmp_path)
    assert local.sweep() == 0


def test_sweeping_leaves_a_writer_at_work_alone(local, writer):
    assert local.sweep() == 0
    writer.communicate(b"the rest")
    assert everything(local, next(local.names())) == CONTENT[:100_000] + b"the rest"
