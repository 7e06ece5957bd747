"""A small office in memory that keeps a log and writes volumes, and what an attacker may do to them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from tests.tokens import Sm2Authority

from zhiji.archive.anchors import Anchor, write_anchors, write_case_index, write_history, write_tlog_proof
from zhiji.archive.bag import BagWriter
from zhiji.archive.seal import Keys, Proven, volume_opening, write_export_note, write_ledger
from zhiji.core.ledger.canonical import canonical_bytes, free_json
from zhiji.core.ledger.case_index import CaseIndex, CaseState
from zhiji.core.ledger.checkpoint import Checkpoint, origin_of
from zhiji.core.ledger.commitment import commit
from zhiji.core.ledger.digests import ALGORITHMS, Algorithm, Digests, digests
from zhiji.core.ledger.entry import CasePlace, Entry, EntryType
from zhiji.core.ledger.keys import CosignerKey, NoteSignature, SigningKey, VerifierKey
from zhiji.core.ledger.kinds import SM2
from zhiji.core.ledger.note import Note, parse_note
from zhiji.core.ledger.proofs import consistency_proof, inclusion_proof
from zhiji.core.ledger.tree import StoredTree, leaf_hash
from zhiji.trail.case_index import IndexProof
from zhiji.trail.installation import CHAIN
from zhiji.trail.keys import CHAIN as KEYS_CHAIN
from zhiji.trail.queries import Line, Opening

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.tokens import Making

CASE_KEY = hashlib.sha256(b"case").digest()
OTHER_KEY = hashlib.sha256(b"other").digest()
OPENED = datetime(2026, 3, 2, 1, tzinfo=UTC)
FILMS = {"r2.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 3, "r3.jpg": b"\xff\xd8\xff\xe0 photograph"}
TABLES = {
    "case": "cases_case",
    "parties": "cases_party",
    "officers": "cases_caseofficer",
    "events": "cases_event",
    "records": "documents_document",
    "approvals": "cases_approval",
    "reports": "cases_report",
    "accesses": "cases_access",
}


def case_document() -> dict[str, Any]:
    """A case as data, with every kind of value: text, moments, lists, objects, null."""
    return {
        "format": "zhiji-case/1",
        "case": {"id": "C-2026-0001", "title": "福记小吃店涉嫌占道经营案", "unit": "鼓楼大队", "traits": ["复杂"]},
        "parties": [{"id": "p1", "name": "福记小吃店", "id_no": None, "named": True}],
        "officers": [{"id": "o1", "name": "陈立", "unit": "鼓楼大队"}],
        "events": [
            {"id": "e1", "type": "现场检查", "start": "2026-03-02T09:30:00+08:00", "facts": {"outcome": "发现违法"}},
            {"id": "e2", "type": "当场处罚", "start": "2026-03-02T10:00:00+08:00", "facts": {"罚款": "2000"}},
        ],
        "records": [{"id": "r1", "event": "e1", "signatures": [{"by": "p1", "at": "2026-03-02T10:10:00+08:00"}]}],
        "approvals": [{"id": "a1", "of": "e2", "at": "2026-03-02T09:50:00+08:00"}],
        "reports": [{"of": "e1", "to": "机关负责人", "at": "2026-03-02T12:00:00+08:00"}],
        "accesses": [],
    }


def row(section: str, number: int, item: Mapping[str, Any], version: int = 1) -> dict[str, Any]:
    """The content that an entry commits to for one row of the case."""
    names = {"id": "number", "unit": "unit_name"} if section == "case" else {"id": "ref"}
    fields = {names.get(key, key): _field(value) for key, value in item.items()} | {"position": number}
    return {"kind": "row", "table": TABLES[section], "row": str(number), "version": version, "fields": fields}


def _field(value: Any) -> Any:
    if isinstance(value, list | dict):
        return free_json(value)
    if isinstance(value, str) and value.startswith("2026-"):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="microseconds")
    return value


def rows_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [row("case", 0, document["case"])]
    for section in list(TABLES)[1:]:
        rows += [row(section, number, item) for number, item in enumerate(document[section])]
    return rows


def file_opening(name: str, content: bytes) -> dict[str, Any]:
    both = digests(content)
    return {
        "kind": "file",
        "path": name,
        "size": len(content),
        "sha256": both.sha256.hex(),
        "sm3": both.sm3.hex(),
    }


@dataclass
class Office:
    """Keeps the log. `name`: the log's origin; `seed` makes its keys; `sm2`: its checkpoints are signed by SM2, too."""

    name: str = "zhiji.example/gulou"
    seed: str = "office"
    sm2: bool = False
    bodies: list[bytes] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    own: list[Line] = field(default_factory=list)
    key_lines: list[Line] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)

    def signing_key(self, name: str) -> SigningKey:
        return SigningKey(name, hashlib.sha256(f"{self.seed} {name}".encode()).digest())

    @property
    def keys(self) -> Keys:
        names = (self.name, f"{self.name}/sm3", f"{self.name}/export")
        beside = zip(ALGORITHMS, map(sm2_key, names), strict=False) if self.sm2 else ()
        return Keys(*(self.signing_key(name).verifier for name in names), tuple(beside))

    def enter(
        self,
        kind: EntryType,
        contents: Sequence[Mapping[str, Any]],
        *,
        case: bytes = CASE_KEY,
        facts: Mapping[str, Any] | None = None,
    ) -> Line:
        """Appends an entry; those of the case are kept in `lines`, those of the installation in `own`."""
        number = len(self.bodies)
        openings = tuple(
            Opening(place, hashlib.sha256(f"{number}.{place}".encode()).digest(), canonical_bytes(dict(content)))
            for place, content in enumerate(contents)
        )
        commitments = tuple(commit(opening.content, salt=opening.salt) for opening in openings)
        mine = {CASE_KEY: self.lines, CHAIN: self.own, KEYS_CHAIN: self.key_lines}.get(case, [])
        prev = mine[-1].leaf.sha256 if mine else None
        at = OPENED + timedelta(minutes=number)
        body = Entry(kind, at, "u-1", commitments, CasePlace(case, len(mine), prev), facts=facts or {}).encode()
        self.bodies.append(body)
        line = Line(number, body, _leaves(body), openings)
        mine.append(line)
        return line

    def add_keys(self) -> None:
        """Enters the keys of this office in its own chain."""
        facts = {"name": self.name, "vkeys": [str(self.keys.sha256), str(self.keys.sm3)]}
        self.enter(EntryType.KEY_ADDED, [], case=KEYS_CHAIN, facts=facts)

    def change_keys(self, seed: str, *, signed: str | None = None) -> None:
        """Takes new keys, for which the old ones vouch. signed: the seed of whoever signs that instead."""
        old = self.keys
        self.seed, before = seed, self.seed
        added = [str(self.keys.sha256), str(self.keys.sm3)]
        lines = [f"retire {old.sha256}", f"retire {old.sm3}", *(f"add {vkey}" for vkey in added)]
        text = "\n".join(["zhiji-key-change/1", f"from {self.name}", f"to {self.name}", *lines, ""])
        statement = Office(name=self.name, seed=signed or before).sign(text, self.name).decode()
        facts = {"name": self.name, "statement": statement, "vkeys": added}
        self.enter(EntryType.KEY_ADDED, [], case=KEYS_CHAIN, facts=facts)

    def index_cases(self) -> tuple[Line, IndexProof]:
        """Enters the case index as it is now; its line and what it says of the case."""
        state = CaseState(CASE_KEY, len(self.lines), self.lines[-1].leaf.sha256)
        indexes = [CaseIndex(algorithm) for algorithm in ALGORITHMS]
        for index in indexes:
            index.put(CaseState(OTHER_KEY, 1, hashlib.sha256(b"leaf").digest()))
            index.put(state)
        facts = {"cases": 2, **{index.algorithm: index.root().hex() for index in indexes}}
        line = self.enter(EntryType.INDEX_WRITTEN, [], case=CHAIN, facts=facts)
        return line, IndexProof(line.index, state, 1, 2, {index.algorithm: index.proof(1) for index in indexes})

    def anchor(self, *witnesses: str, stamps: Sequence[Making] = (), at: int = 1_772_000_000) -> None:
        """Has the log as it is now cosigned by these witnesses, and stamped."""
        note = parse_note(self.checkpoint("sha256"))
        lines = [witness(name).cosign(note.text, time=at) for name in witnesses]
        cosigned = Note(note.text, (*note.signatures, *lines))
        for making in stamps:
            making.text = note.text.encode()
        self.anchors.append(Anchor("sha256", str(cosigned).encode(), tuple(making.build() for making in stamps)))

    def open_era(self, reason: str) -> None:
        """Says that the log goes on under other keys, for which nobody vouches."""
        facts = {"name": self.name, "vkeys": [str(self.keys.sha256)], "before": "z", "reason": reason}
        made = self.enter(EntryType.KEY_ADDED, [], case=KEYS_CHAIN, facts=facts)
        body = made.body.replace(b'"key.added"', b'"era.opened"')
        self.bodies[-1] = body
        self.key_lines[-1] = replace(made, body=body, leaf=_leaves(body))

    def sign(self, text: str, name: str) -> bytes:
        return str(Note(text, (self.signing_key(name).sign(text),))).encode()

    def checkpoint(self, algorithm: Algorithm) -> bytes:
        origin, size = origin_of(self.name, algorithm), len(self.bodies)
        root = StoredTree(algorithm, self._reader(algorithm)).root(size)
        note = self.sign(Checkpoint(origin, size, root).text, origin)
        return sign_by_sm2(note) if self.sm2 else note

    def prove(self, line: Line) -> Proven:
        size = len(self.bodies)
        return Proven(line, {a: inclusion_proof(a, self._reader(a), line.index, size) for a in ALGORITHMS})

    def consistency(self, algorithm: Algorithm, size: int) -> Sequence[bytes]:
        return consistency_proof(algorithm, self._reader(algorithm), size, len(self.bodies))

    def _reader(self, algorithm: Algorithm) -> Any:
        return lambda _level, first, count: [leaf_hash(algorithm, b) for b in self.bodies[first : first + count]]


def _leaves(body: bytes) -> Digests:
    return Digests(leaf_hash("sha256", body), leaf_hash("sm3", body))


def sm2_key(name: str) -> VerifierKey:
    return VerifierKey(name, Sm2Authority().point, SM2)


def sign_by_sm2(note: bytes) -> bytes:
    """The checkpoint with an SM2 signature under its origin."""
    parsed = parse_note(note)
    key = sm2_key(parsed.text.split("\n")[0])
    numbers = decode_dss_signature(Sm2Authority().sign(parsed.text.encode()))
    line = NoteSignature(key.name, key.key_id, b"".join(number.to_bytes(32, "big") for number in numbers))
    return str(Note(parsed.text, (*parsed.signatures, line))).encode()


def witness(name: str) -> CosignerKey:
    return CosignerKey(f"{name}.example/w", hashlib.sha256(name.encode()).digest())


def policy(*names: str, needed: int = 1, office: Office | None = None) -> bytes:
    """A reader's trust policy that asks for so many of these witnesses."""
    lines = [f"witness {name} {witness(name).verifier}\n" for name in names]
    log = f"log {(office or Office()).keys.sha256}\n"
    return f"{log}{''.join(lines)}group outside {needed} {' '.join(names)}\nquorum outside\n".encode()


def office_with_case(document: Mapping[str, Any] | None = None, films: Mapping[str, bytes] = FILMS) -> Office:
    office = Office()
    office.add_keys()
    actor = {"kind": "actor", "id": "u-1", "name": "陈立", "role": "执法人员"}
    office.enter(EntryType.CASE_OPENED, [actor], case=OTHER_KEY)
    office.enter(EntryType.CASE_IMPORTED, [actor, *rows_of(document or case_document())])
    for name, content in films.items():
        office.enter(EntryType.EVIDENCE_RECEIVED, [actor, file_opening(name, content)])
    return office


def write_volume(
    root: Path,
    office: Office | None = None,
    document: Mapping[str, Any] | None = None,
    films: Mapping[str, bytes] = FILMS,
    paper: Mapping[str, Any] | None = None,
) -> Path:
    """A volume as the product writes one; `document`, `films` and `paper` are what it shows, true or not."""
    office = office or office_with_case()
    bag = BagWriter(root)
    bag.write("data/case.json", json.dumps(document or case_document(), indent=1) + "\n")
    bag.write("data/findings.json", '{"format": "zhiji-findings/1", "findings": []}\n')
    bag.write("data/index.html", "<!doctype html><title>案卷</title>\n")
    bag.write("data/documents/r1.html", "<!doctype html><title>现场检查笔录</title>\n")
    bag.write("data/documents/r1.json", json.dumps(paper or (document or case_document())["records"][0]))
    for name, content in films.items():
        bag.copy(f"data/evidence/{name}", [content])
    index = office.index_cases()
    opening = volume_opening("C-2026-0001", office.keys, bag.write_payload_manifests())
    office.enter(EntryType.VOLUME_EXPORTED, [opening])
    write_ledger(bag, [office.prove(line) for line in office.lines], checkpoints(office), office.keys)
    write_history(bag, [office.prove(line) for line in office.key_lines])
    write_case_index(bag, office.prove(index[0]), index[1])
    write_tlog_proof(bag, office.prove(office.lines[-1]), office.checkpoint("sha256"))
    write_anchors(bag, office.anchors, size=len(office.bodies), consistency=office.consistency)
    tags = bag.write_tag_manifests({"Source-Organization": "鼓楼大队", "External-Identifier": "C-2026-0001"})
    write_export_note(bag, tags, lambda text: office.sign(text, office.keys.export.name))
    return root


def checkpoints(office: Office) -> dict[Algorithm, bytes]:
    return {algorithm: office.checkpoint(algorithm) for algorithm in ALGORITHMS}


def rewrite_manifests(volume: Path) -> None:
    """What anybody can do: make the four manifests agree with the files as they are now."""
    files = _files(volume)
    before = dict(files)
    list_files(files)
    _write_changed(volume, before, files)


def reseal(volume: Path, office: Office) -> None:
    """What a thief of the export key can do: rewrite the manifests and sign them."""
    files = _files(volume)
    before = dict(files)
    seal(files, office)
    _write_changed(volume, before, files)


def list_files(files: dict[str, bytes]) -> None:
    """Writes the four manifests anew."""
    for name, inside in (("manifest", True), ("tagmanifest", False)):
        listed = [
            p for p in sorted(files) if p.startswith("data/") == inside and not p.startswith(("tagmanifest", "export"))
        ]
        for algorithm in ALGORITHMS:
            lines = [f"{digests(files[p]).of(algorithm).hex()}  {p}\n" for p in listed]
            files[f"{name}-{algorithm}.txt"] = "".join(lines).encode()


def seal(files: dict[str, bytes], office: Office) -> None:
    """Lists the files and signs the lists."""
    list_files(files)
    pairs = [(name, digests(files[name])) for name in (f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS)]
    lines = [f"{name} {both.sha256.hex()} {both.sm3.hex()}\n" for name, both in pairs]
    files["export.note"] = office.sign(f"zhiji-volume/1\n{''.join(lines)}", office.keys.export.name)


def _files(volume: Path) -> dict[str, bytes]:
    return {p.relative_to(volume).as_posix(): p.read_bytes() for p in sorted(volume.rglob("*")) if p.is_file()}


def _write_changed(volume: Path, before: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        if before.get(path) != content:
            (volume / path).write_bytes(content)
