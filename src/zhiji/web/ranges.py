"""The header Range of RFC 9110 (14): one range of bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)


class UnsatisfiableError(ValueError):
    """No byte of the file lies in the range: 416."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `start` to `start + length` of a file of `size` bytes."""

    start: int
    length: int
    size: int

    def __str__(self) -> str:
        """As Content-Range says it."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def requested_range(header: str | None, size: int) -> ByteRange | None:
    """The range asked for; None where the whole file is to be sent: no header, another unit, several ranges, nonsense.

    Raises UnsatisfiableError.
    """
    found = _ONE_RANGE.fullmatch(header or "")
    if not found or found[1] == found[2] == "":
        return None
    if not found[1]:
        start, end = max(size - int(found[2]), 0), size - 1
    else:
        start, end = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
        if found[2] and int(found[2]) < start:
            return None
    if start > end:
        raise UnsatisfiableError
    return ByteRange(start, end - start + 1, size)
