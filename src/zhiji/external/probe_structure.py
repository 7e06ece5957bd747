"""Whether a file ends where its own structure says: a recording cut short often still opens.

ISO/IEC 14496-12 4.2 (boxes), RIFF, ISO 32000 7.5.5 (end of a PDF), APPNOTE 4.3.16 (end of a ZIP).
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

CUT_SHORT = "文件不完整：结尾缺失，可能在录制或拷贝时中断。"
_UNFINISHED = (0, 0xFFFFFFFF)
"""Lengths that a recorder writes before it knows better."""


def fault(path: Path, family: str) -> str | None:
    """A Chinese sentence on what is missing; None where nothing is, or where the format does not tell."""
    ends_well = {"mov": _boxes_fit, "heif": _boxes_fit, "avi": _riff_fits, "wav": _riff_fits, "webp": _riff_fits}.get(
        family
    )
    if family == "zip":
        return None if zipfile.is_zipfile(path) else CUT_SHORT
    with path.open("rb") as file:
        if family == "pdf":
            return None if b"%%EOF" in _tail(file, 2048) else CUT_SHORT
        return None if ends_well is None or ends_well(file, path.stat().st_size) else CUT_SHORT


def _boxes_fit(file: BinaryIO, size: int) -> bool:
    offset = 0
    while offset + 8 <= size:
        file.seek(offset)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 0:  # to the end of the file
            return True
        if length == 1:
            length = int.from_bytes(header[8:], "big")
        if length < 8:
            return False
        offset += length
    return offset <= size


def _riff_fits(file: BinaryIO, size: int) -> bool:
    length = int.from_bytes(file.read(8)[4:], "little")
    return length in _UNFINISHED or length + 8 <= size


def _tail(file: BinaryIO, length: int) -> bytes:
    file.seek(0, 2)
    file.seek(max(file.tell() - length, 0))
    return file.read()
