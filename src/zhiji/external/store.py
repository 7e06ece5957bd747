"""The evidence store: content-addressed and write-once (docs/formats/evidence-store.md).

An object is named by its SHA-256: `ab/cd/abcd…`. It appears whole or not at all, and is never overwritten.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from zhiji.core.ledger.digests import digests
from zhiji.external.digesting import Source, copy_digesting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from zhiji.core.ledger.digests import Digests

CHUNK = 512 << 10
"""Bytes served at a time: smaller ones cost throughput, larger ones memory per viewer."""

SETTLING = 60

_NAME = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}")


class StoreError(Exception):
    """The store cannot do what was asked; the message says so in one Chinese sentence."""


class StoreUnwritableError(StoreError):
    """The disk is full, read-only or not ours to write."""


class ObjectMissingError(StoreError):
    """No such object."""


class ObjectAlteredError(StoreError):
    """An object does not hold what its name says."""


@dataclass(frozen=True, slots=True)
class Held:
    """What `put` has made durable. `duplicate`: the store had these bytes before and keeps only those."""

    name: str
    digests: Digests
    size: int
    duplicate: bool


class EvidenceStore(Protocol):
    """Where original bytes lie. Whoever names an object that is not there gets ObjectMissingError."""

    def put(self, source: Source) -> Held:
        """Read `source` to its end and keep its bytes durably. Raises StoreUnwritableError, ObjectAlteredError."""

    def arriving(self) -> AbstractContextManager[None]:
        """Held from before `put` until what was put is logged, so that `settle` can tell the two apart from a stranger's file."""

    def settle(self) -> None:
        """Wait until everything that is arriving now has been logged, or for SETTLING seconds."""

    def size(self, name: str) -> int:
        """Bytes of the object."""

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """`length` bytes from `start`, or all that follow, in chunks of at most CHUNK."""

    def digests(self, name: str) -> Digests:
        """Digests of the bytes as they are now: reads all of them."""

    def as_file(self, name: str) -> AbstractContextManager[Path]:
        """The object as a file that other programs may read."""

    def names(self) -> Iterator[str]:
        """Every object in order, and whatever else lies among them."""

    def destroy(self, name: str) -> bool:
        """Remove an object for good, by law; False where it is not there. Nothing else ever takes one away."""

    def sweep(self) -> int:
        """Remove what interrupted writers left behind; how many. Writers at work keep theirs."""


def object_name(digests: Digests) -> str:
    """The name under which bytes with these digests lie."""
    sha256 = digests.sha256.hex()
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def missing(name: str) -> ObjectMissingError:
    return ObjectMissingError(f"证据库中没有 {name}，可能已被移走；请运行 zhiji audit 核查。")


def require_name(name: str) -> str:
    """`name`, which can only mean an object: no path leads out of the store."""
    if not _NAME.fullmatch(name):
        raise ObjectMissingError(f"{name!r} 不是证据库的对象名。")
    return name


class MemoryStore:
    """The store of a test."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def put(self, source: Source) -> Held:
        content = bytearray()
        digests, size = copy_digesting(source, content.extend)
        name = object_name(digests)
        duplicate = name in self._objects
        self._objects.setdefault(name, bytes(content))
        return Held(name, digests, size, duplicate)

    @contextmanager
    def arriving(self) -> Iterator[None]:
        yield

    def settle(self) -> None:
        """Nothing else is at work in a test's memory."""

    def size(self, name: str) -> int:
        return len(self._content(name))

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        content = self._content(name)
        end = len(content) if length is None else min(start + length, len(content))
        for offset in range(start, end, CHUNK):
            yield content[offset : min(offset + CHUNK, end)]

    def digests(self, name: str) -> Digests:
        return digests(self._content(name))

    @contextmanager
    def as_file(self, name: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile() as file:
            file.write(self._content(name))
            file.flush()
            yield Path(file.name)

    def names(self) -> Iterator[str]:
        yield from sorted(self._objects)

    def destroy(self, name: str) -> bool:
        return self._objects.pop(require_name(name), None) is not None

    def sweep(self) -> int:
        return 0

    def _content(self, name: str) -> bytes:
        try:
            return self._objects[require_name(name)]
        except KeyError:
            raise missing(name) from None
