"""A monitor of its own: rebuilds a log from what tlog-tiles serves, by nothing but hashlib and the specification."""

from __future__ import annotations

import base64
import hashlib


class Monitor:
    """`fetch(path)` gives the bytes below the log's prefix. `hash_name`: as hashlib knows it."""

    def __init__(self, fetch, hash_name="sha256"):
        self.fetch, self.hash_name = fetch, hash_name

    def checkpoint(self):
        origin, size, root, *_ = self.fetch("checkpoint").decode().split("\n")
        return origin, int(size), base64.b64decode(root)

    def entries(self, size):
        found = []
        for path in paths("entries", size):
            rest = self.fetch(f"tile/{path}")
            while rest:
                length = int.from_bytes(rest[:2], "big")
                found.append(rest[2 : 2 + length])
                rest = rest[2 + length :]
        return found

    def leaves(self, size):
        return self._row(0, size)

    def upper_rows_agree(self, size):
        """Each hash of a tile at level L + 1 is the root over a full tile at level L."""
        level, row = 0, self.leaves(size)
        while len(row) >= 256:
            above = self._row(level + 1, len(row) // 256)
            if above != [self.root(row[start : start + 256]) for start in range(0, len(row) // 256 * 256, 256)]:
                return False
            level, row = level + 1, above
        return True

    def _row(self, level, count):
        joined = b"".join(self.fetch(f"tile/{path}") for path in paths(str(level), count))
        return [joined[start : start + 32] for start in range(0, len(joined), 32)]

    def leaf(self, entry):
        return self._hash(b"\0" + entry)

    def root(self, hashes):
        if len(hashes) == 1:
            return hashes[0]
        left = 1
        while left * 2 < len(hashes):
            left *= 2
        return self._hash(b"\1" + self.root(hashes[:left]) + self.root(hashes[left:]))

    def _hash(self, data):
        return hashlib.new(self.hash_name, data).digest()


def paths(row, count):
    full, rest = divmod(count, 256)
    yield from (f"{row}/{spelled(index)}" for index in range(full))
    if rest:
        yield f"{row}/{spelled(full)}.p/{rest}"


def spelled(index):
    return f"{index:03d}" if index < 1000 else f"x{index // 1000:03d}/{index % 1000:03d}"
