"""A mirror: a folder beside the system from which a restored backup gets back what came after it (docs/how-to/backup.md).

    mirror.json               {"format": "zhiji-mirror/1", "origin", "size", "series": {number series: last given}}
    entries/00000000.jsonl    256 entries a file, a line each (`trail.journal`)
    evidence/                 the stored files, as in the data folder

It holds contents, not only commitments: whoever has it reads the cases. What is lawfully destroyed goes from it with its next run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiji.archive.copies import copy_objects, destroy_objects, write_durably
from zhiji.archive.errors import MirrorError
from zhiji.cases.numbers import series
from zhiji.core.ledger.entry import parse_entry
from zhiji.trail import checkpoints, expunging, journal, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "zhiji-mirror/1"
WIDTH = 256


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What one run did. size: entries in the mirror now."""

    size: int
    entries: int
    files: int


class Mirror:
    """The mirror in a folder. Every file in it appears whole; a run that was killed is made up for by the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def size(self) -> int:
        return int(self._head()["size"]) if self._head_path.exists() else 0

    def series(self) -> dict[str, int]:
        return dict(self._head()["series"])

    def update(self) -> Mirrored:
        """Brings the mirror up to the log. Raises MirrorError where it mirrors something else."""
        before, size = self.size(), queries.size()
        origin = checkpoints.log_name()
        if self._head_path.exists() and self._head()["origin"] != origin:
            raise MirrorError(f"{self._folder} 是另一套系统的镜像，请另选文件夹。")
        if before > size:
            raise MirrorError(f"镜像有 {before} 条账目，账本只有 {size} 条：账本短了，镜像不动；请先运行 zhiji audit。")
        self._require_same_history(before)
        touched = {*range(before // WIDTH, -(-size // WIDTH)), *self._chunks_of_destroyed(before, size)}
        for chunk in sorted(touched):
            self._write_chunk(chunk, size)
        files = copy_objects(Path(self._folder, "evidence"))
        destroy_objects(Path(self._folder, "evidence"))
        head = {"format": FORMAT, "origin": origin, "size": size, "series": series()}
        write_durably(self._head_path, json.dumps(head, ensure_ascii=False, indent=1).encode())
        return Mirrored(size, size - before, files)

    def documents(self, first: int) -> Iterator[dict[str, Any]]:
        """The entries from number `first` on. Raises MirrorError."""
        size = self.size()
        for chunk in range(first // WIDTH, -(-size // WIDTH)):
            for document in self._read_chunk(chunk):
                if first <= document["index"] < size:
                    yield document

    @property
    def evidence(self) -> Path:
        return Path(self._folder, "evidence")

    @property
    def _head_path(self) -> Path:
        return Path(self._folder, "mirror.json")

    def _head(self) -> dict[str, Any]:
        try:
            head = json.loads(self._head_path.read_bytes())
        except (OSError, ValueError) as error:
            raise MirrorError(f"{self._head_path} 读不出来，{self._folder} 不是镜像，或者已损坏。") from error
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise MirrorError(f"{self._folder} 不是 {FORMAT} 的镜像。")
        return head

    def _require_same_history(self, size: int) -> None:
        last = next(self.documents(size - 1), None) if size else None
        if last and [last["body"].encode()] != queries.bodies(last["index"], 1):
            raise MirrorError(
                "镜像的最后一条与账本的不同：历史被改写，或者不是同一套系统；请保全现场，运行 zhiji audit。"
            )

    def _chunk_path(self, chunk: int) -> Path:
        return Path(self._folder, "entries", f"{chunk:08d}.jsonl")

    def _write_chunk(self, chunk: int, size: int) -> None:
        first = chunk * WIDTH
        found = journal.documents(first, min(WIDTH, size - first))
        lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in found)
        write_durably(self._chunk_path(chunk), "".join(lines).encode())

    def _read_chunk(self, chunk: int) -> Iterator[dict[str, Any]]:
        try:
            for line in self._chunk_path(chunk).read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
        except (OSError, ValueError) as error:
            raise MirrorError(f"镜像的 {self._chunk_path(chunk)} 读不出来，请换一份镜像。") from error

    def _chunks_of_destroyed(self, first: int, size: int) -> Iterator[int]:
        """Files that hold what entries since then say was lawfully destroyed."""
        for start in range(first, size, WIDTH):
            for body in queries.bodies(start, min(WIDTH, size - start)):
                for entry, _, _ in expunging.items_of(parse_entry(body)):
                    yield entry // WIDTH
