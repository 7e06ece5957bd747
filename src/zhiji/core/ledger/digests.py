"""SHA-256 and SM3 side by side.

FIPS 180-4 and GB/T 32905-2016. `hashlib` has SM3 only where Python's OpenSSL has it; `cryptography` brings its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, get_args

from cryptography.hazmat.primitives import hashes

from zhiji.core.ledger.errors import LedgerError

Algorithm: TypeAlias = Literal["sha256", "sm3"]
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
Buffer: TypeAlias = bytes | bytearray | memoryview
SIZE = 32
"""Bytes of either digest."""


class RunningHash(Protocol):
    """A hash under way, as hashlib has it."""

    def update(self, data: Buffer, /) -> None: ...
    def digest(self) -> bytes: ...
    def copy(self) -> RunningHash: ...


@dataclass(frozen=True, slots=True)
class Digests:
    """Both digests of the same bytes, 32 bytes each."""

    sha256: bytes
    sm3: bytes

    def of(self, algorithm: Algorithm) -> bytes:
        return self.sha256 if algorithm == "sha256" else self.sm3


class DoubleDigest:
    """Both digests of a stream in one pass."""

    def __init__(self) -> None:
        self._sha256 = new_hash("sha256")
        self._sm3 = new_hash("sm3")

    def update(self, data: Buffer) -> None:
        self._sha256.update(data)
        self._sm3.update(data)

    def digests(self) -> Digests:
        return Digests(sha256=self._sha256.digest(), sm3=self._sm3.digest())


def new_hash(algorithm: Algorithm) -> RunningHash:
    return _TEMPLATES[algorithm].copy()


def digest(algorithm: Algorithm, data: Buffer) -> bytes:
    running = new_hash(algorithm)
    running.update(data)
    return running.digest()


def digests(data: Buffer) -> Digests:
    return Digests(sha256=digest("sha256", data), sm3=digest("sm3", data))


def self_test() -> None:
    """Known answers for "abc" (FIPS 180-4; GB/T 32905-2016 appendix A). Raises LedgerError: do not start then."""
    for algorithm, expected in _ABC.items():
        if digest(algorithm, b"abc").hex() != expected:
            raise LedgerError(f"本机的 {algorithm} 算法自检不符，不能启动；请更换 Python 或 OpenSSL。")


_ABC: dict[Algorithm, str] = {
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
}


class _CryptographySm3:
    """SM3 of `cryptography` in the manner of hashlib: its hashes close when they are read."""

    def __init__(self, running: hashes.Hash | None = None) -> None:
        self._running = running or hashes.Hash(hashes.SM3())

    def update(self, data: Buffer, /) -> None:
        self._running.update(data)

    def digest(self) -> bytes:
        return self._running.copy().finalize()

    def copy(self) -> RunningHash:
        return _CryptographySm3(self._running.copy())


def _sm3() -> RunningHash:
    return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else _CryptographySm3()


# Copying a template is half as long again as fast as hashlib.new by name, which counts for 65-byte tree nodes.
_TEMPLATES: dict[Algorithm, RunningHash] = {"sha256": hashlib.sha256(), "sm3": _sm3()}
