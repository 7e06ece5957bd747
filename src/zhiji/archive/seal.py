"""What makes a volume prove itself: the case's entries with their proofs, the keys, the signature over it all.

The bytes are those of docs/formats/volume.md, which the verifier reads without any code of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.digests import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from zhiji.archive.bag import BagWriter
    from zhiji.core.ledger.digests import Algorithm, Digests
    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.trail.queries import Line

FORMAT = "zhiji-volume/1"
VERIFIERS = {"verify.py": "volume_verifier.py", "verify.html": "verifier.html"}
"""For a terminal and for a browser: the same checks, written twice."""


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry of the case with what it opens, and its inclusion proof in each tree."""

    line: Line
    proofs: Mapping[Algorithm, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Keys:
    """The public keys of the log's two trees and of exports. beside: (purpose, key) of those that sign along with them."""

    sha256: VerifierKey
    sm3: VerifierKey
    export: VerifierKey
    beside: tuple[tuple[str, VerifierKey], ...] = ()

    def of(self, purpose: str) -> list[str]:
        """The vkeys for "sha256", "sm3" or "export"."""
        first: VerifierKey = getattr(self, purpose)
        return list(map(str, (first, *(key for name, key in self.beside if name == purpose))))


def volume_opening(case: str, keys: Keys, manifests: Mapping[Algorithm, Digests]) -> dict[str, Any]:
    """What the export's entry commits to: every file under data/, by its manifests, and the keys that vouch for it."""
    return {
        "kind": "volume",
        "format": FORMAT,
        "case": case,
        "manifests": {algorithm: list(_pair(manifests[algorithm])) for algorithm in ALGORITHMS},
        "sm3_key": " ".join(keys.of("sm3")),
        "export_key": " ".join(keys.of("export")),
    }


def write_ledger(bag: BagWriter, entries: Sequence[Proven], checkpoints: Mapping[Algorithm, bytes], keys: Keys) -> None:
    """Writes ledger/ and the verifiers. `checkpoints`: the signed notes of one tree size that covers all entries."""
    lines = [f"{purpose} {vkey}\n" for purpose in (*ALGORITHMS, "export") for vkey in keys.of(purpose)]
    bag.write("ledger/keys.txt", "".join(lines))
    bag.copy("ledger/entries.jsonl", (entry.line.body + b"\n" for entry in entries))
    bag.copy("ledger/proofs.jsonl", (json_line(proof_of(entry)) for entry in entries))
    bag.copy("ledger/openings.jsonl", map(json_line, _openings(entries)))
    for algorithm in ALGORITHMS:
        bag.copy(f"ledger/checkpoint-{algorithm}.note", [checkpoints[algorithm]])
    for name, source in VERIFIERS.items():
        bag.copy(name, [files("zhiji.verify").joinpath(source).read_bytes()])


def write_export_note(bag: BagWriter, tag_manifests: Mapping[Algorithm, Digests], sign: Callable[[str], bytes]) -> None:
    """`sign`: from a text to the signed note of it. The note is the one file that no manifest lists."""
    lines = [f"tagmanifest-{name}.txt {' '.join(_pair(tag_manifests[name]))}\n" for name in ALGORITHMS]
    bag.copy("export.note", [sign(f"{FORMAT}\n{''.join(lines)}")])


def _pair(digests: Digests) -> tuple[str, str]:
    return digests.sha256.hex(), digests.sm3.hex()


def proof_of(entry: Proven) -> dict[str, Any]:
    """Where the entry stands in the log, as a volume says it."""
    return {"index": entry.line.index} | {name: [node.hex() for node in entry.proofs[name]] for name in ALGORITHMS}


def _openings(entries: Iterable[Proven]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        for opening in entry.line.openings:
            content = opening.content.decode()
            yield {"entry": entry.line.index, "place": opening.position, "salt": opening.salt.hex(), "content": content}


def json_line(value: dict[str, Any]) -> bytes:
    """Canonical JSON and a line feed."""
    return canonical_bytes(value) + b"\n"
