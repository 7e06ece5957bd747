"""Writes a BagIt 1.0 bag (RFC 8493) with manifests over SHA-256 and SM3.

Every file is digested while it is written; nothing is read back.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from zhiji.core.ledger.digests import ALGORITHMS, DoubleDigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from zhiji.core.ledger.digests import Algorithm, Digests

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class BagWriter:
    """One bag under way in the folder `root`. Paths are relative to it, in ASCII, and each is written once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sizes: dict[str, int] = {}
        self.digests: dict[str, Digests] = {}

    def write(self, path: str, text: str) -> Digests:
        return self.copy(path, [text.encode()])

    def copy(self, path: str, blocks: Iterable[bytes]) -> Digests:
        """Writes the blocks as they come; never holds more than one. Durable on return."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        running, size = DoubleDigest(), 0
        with target.open("xb") as stream:
            for block in blocks:
                running.update(block)
                size += stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        self.sizes[path] = size
        self.digests[path] = running.digests()
        return self.digests[path]

    def write_payload_manifests(self) -> dict[Algorithm, Digests]:
        """Lists everything under data/; the digests of the two manifests."""
        return self._write_manifests("manifest", [path for path in self.digests if path.startswith("data/")])

    def write_tag_manifests(self, info: Mapping[str, str]) -> dict[Algorithm, Digests]:
        """Declares the bag and lists all that is not under data/; the digests of the two tag manifests."""
        payload = [size for path, size in self.sizes.items() if path.startswith("data/")]
        labels = {**info, "Payload-Oxum": f"{sum(payload)}.{len(payload)}"}
        self.write("bagit.txt", DECLARATION)
        self.write("bag-info.txt", "".join(f"{label}: {' '.join(value.split())}\n" for label, value in labels.items()))
        return self._write_manifests("tagmanifest", [path for path in self.digests if not path.startswith("data/")])

    def _write_manifests(self, name: str, paths: list[str]) -> dict[Algorithm, Digests]:
        lines = {
            algorithm: [f"{self.digests[path].of(algorithm).hex()}  {path}\n" for path in sorted(paths)]
            for algorithm in ALGORITHMS
        }
        return {algorithm: self.write(f"{name}-{algorithm}.txt", "".join(lines[algorithm])) for algorithm in ALGORITHMS}
