"""File names as a database can hold them."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def readable_name(name: str) -> str:
    r"""`name` as text. Bytes that are no UTF-8 (Python's surrogate escapes) are read as GB 18030, which older cameras write.

    What no encoding explains is written out (\xff); control characters become �.
    """
    return "".join(_REPLACEMENT if unicodedata.category(char) == "Cc" else char for char in _decoded(name))


def readable_path(path: Path) -> str:
    """The same for a path, part by part: folders and files may come from different systems."""
    return str(type(path)(*map(readable_name, path.parts)))


def _decoded(name: str) -> str:
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "backslashreplace").decode()
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")
