"""What of a volume binds the log to the outside: cosigned checkpoints, time stamps, the history of the keys.

The bytes are those of docs/formats/volume.md, which the verifier reads without any code of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.archive.seal import json_line, proof_of
from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.tlog_proof import TlogProof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhiji.archive.bag import BagWriter
    from zhiji.archive.seal import Proven
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.trail.case_index import IndexProof


@dataclass(frozen=True, slots=True)
class Anchor:
    """A checkpoint of the log as it was given out. note: with all signatures; stamps: tokens over its text (DER)."""

    algorithm: Algorithm
    note: bytes
    stamps: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        return parse_checkpoint(parse_note(self.note).text).size


def write_anchors(
    bag: BagWriter,
    anchors: Iterable[Anchor],
    *,
    size: int,
    consistency: Callable[[Algorithm, int], Sequence[bytes]],
) -> None:
    """Writes one checkpoint for each tree and size. size: of the export's checkpoint, the largest there may be.

    consistency: from a tree and an older size to the proof that the export's checkpoint continues it.
    """
    lines = []
    for anchor in sorted(anchors, key=lambda anchor: (anchor.algorithm, anchor.size)):
        stem = f"anchors/{anchor.size}-{anchor.algorithm}"
        bag.copy(f"{stem}.note", [anchor.note])
        for number, token in enumerate(anchor.stamps):
            bag.copy(f"{stem}.{number}.tst", [token])
        if anchor.size < size:
            hashes = [node.hex() for node in consistency(anchor.algorithm, anchor.size)]
            lines.append(json_line({"algorithm": anchor.algorithm, "proof": hashes, "size": anchor.size}))
    if lines:
        bag.copy("anchors/consistency.jsonl", lines)


def write_tlog_proof(bag: BagWriter, export: Proven, note: bytes) -> None:
    """The export's entry for tools of others. note: the checkpoint of the SHA-256 tree that covers it."""
    proof = TlogProof(export.line.index, tuple(export.proofs["sha256"]), parse_note(note))
    bag.write("anchors/export.tlog-proof", str(proof))


def write_history(bag: BagWriter, entries: Iterable[Proven]) -> None:
    """The entries of the installation that brought and retired keys, oldest first."""
    bag.copy("ledger/history.jsonl", (json_line(_with_body(entry)) for entry in entries))


def write_case_index(bag: BagWriter, entry: Proven, proof: IndexProof) -> None:
    """What the newest case index says of the case. entry: that of the index."""
    paths = {algorithm: [node.hex() for node in proof.paths[algorithm]] for algorithm in ALGORITHMS}
    line = {**_with_body(entry), "in_index": paths, "place": proof.place}
    bag.copy("ledger/case-index.jsonl", [json_line(line)])


def _with_body(entry: Proven) -> dict[str, Any]:
    return {**proof_of(entry), "entry": entry.line.body.decode()}
