"""Reading the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.core.ledger import proofs
from zhiji.core.ledger.canonical import parse_canonical
from zhiji.core.ledger.digests import Digests
from zhiji.core.ledger.entry import Entry as LogEntry
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.tree import StoredTree
from zhiji.trail.errors import NoSuchEntry
from zhiji.trail.models import CaseLink, Checkpoint, Entry, Node, Payload, RowVersion
from zhiji.trail.tracked import row_key, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.entry import EntryType
    from zhiji.core.ledger.tree import Edge, Read
    from zhiji.trail.tracked import Tracked


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment of an entry was made of; content: the exact canonical bytes."""

    position: int
    salt: bytes
    content: bytes

    @property
    def document(self) -> dict[str, Any]:
        """Its content as a mapping with the key `kind`: actor, row, file …"""
        document = parse_canonical(self.content)
        if not isinstance(document, dict):
            raise NoSuchEntry("留痕附件不是 JSON 对象，请运行 zhiji audit 核对。")
        return document


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with what it opens. body: the exact bytes of the log."""

    index: int
    body: bytes
    leaf: Digests
    openings: tuple[Opening, ...]

    @property
    def entry(self) -> LogEntry:
        return parse_entry(self.body)

    @property
    def actor(self) -> dict[str, Any]:
        """id, name and role of who acted; empty once destroyed."""
        found = (opening.document for opening in self.openings)
        return next((document for document in found if document.get("kind") == "actor"), {})


def size() -> int:
    """How many entries the log has."""
    last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def reader(algorithm: Algorithm) -> Read:
    """Reads the stored levels of one tree. Raises NoSuchEntry where rows are missing."""

    def read(level: int, first: int, count: int) -> Sequence[bytes]:
        end = first + count
        hashes: Iterable[bytes | memoryview]
        if level == 0:
            leaves = Entry.objects.filter(index__gte=first, index__lt=end).order_by("index")
            hashes = leaves.values_list(f"leaf_{algorithm}", flat=True)
        else:
            nodes = Node.objects.filter(algorithm=algorithm, level=level, position__gte=first, position__lt=end)
            hashes = nodes.order_by("position").values_list("hash", flat=True)
        found = [bytes(value) for value in hashes]
        if len(found) != count:
            raise NoSuchEntry(f"树的第 {level} 层缺少第 {first} 起的 {count} 个散列值，请运行 zhiji audit 核对。")
        return found

    return read


def root(algorithm: Algorithm, tree_size: int) -> bytes:
    return StoredTree(algorithm, reader(algorithm)).root(tree_size)


def edge(algorithm: Algorithm, tree_size: int) -> Edge:
    """The right edge of the tree over the first `tree_size` entries, as their stored hashes say."""
    return StoredTree(algorithm, reader(algorithm)).edge(tree_size)


def rows_since(first: int, model: type[Tracked]) -> list[str]:
    """The keys, as text, of the rows of a model that entries from number `first` on speak of."""
    versions = RowVersion.objects.filter(table=table_of(model), entry_id__gte=first)
    return sorted(set(versions.values_list("row", flat=True)))


def inclusion_proof(algorithm: Algorithm, index: int, tree_size: int) -> list[bytes]:
    return proofs.inclusion_proof(algorithm, reader(algorithm), index, tree_size)


def consistency_proof(algorithm: Algorithm, old: int, new: int) -> list[bytes]:
    return proofs.consistency_proof(algorithm, reader(algorithm), old, new)


def line(index: int) -> Line:
    """One entry. Raises NoSuchEntry."""
    found = Entry.objects.prefetch_related("payloads").filter(index=index).first()
    if found is None:
        raise NoSuchEntry(f"留痕中没有第 {index} 条。")
    return _line(found)


def lines_of_case(case_key: bytes) -> Iterator[Line]:
    """All entries of a case in order, in a fixed number of queries a thousand."""
    links = CaseLink.objects.filter(case_key=case_key).order_by("seq").select_related("entry")
    for link in links.prefetch_related("entry__payloads").iterator(chunk_size=1000):
        yield _line(link.entry)


def latest_of_case(case_key: bytes, kind: EntryType) -> Line | None:
    """The newest entry of that type in a case."""
    links = CaseLink.objects.filter(case_key=case_key).order_by("-seq").select_related("entry")
    found = (link.entry for link in links.iterator(chunk_size=100))
    return next((_line(entry) for entry in found if parse_entry(bytes(entry.body)).type is kind), None)


def entries_of_case(case_key: bytes) -> Iterator[tuple[int, LogEntry]]:
    """All entries of a case in order with their indexes, without what they open: one query."""
    links = CaseLink.objects.filter(case_key=case_key).order_by("seq").select_related("entry")
    return ((link.entry_id, parse_entry(bytes(link.entry.body))) for link in links.iterator())


def bodies(first: int, count: int) -> list[bytes]:
    """The exact bytes of `count` entries from `first` on, as many as there are."""
    rows = Entry.objects.filter(index__gte=first, index__lt=first + count).order_by("index")
    return [bytes(body) for body in rows.values_list("body", flat=True)]


def latest_checkpoint(origin: str) -> bytes | None:
    """The newest signed note over one of the two trees."""
    newest = Checkpoint.objects.filter(origin=origin).order_by("-size").first()
    return None if newest is None else bytes(newest.note)


def checkpoint_size() -> int:
    """How many entries the newest checkpoint covers."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def entry_of(row: Tracked, version: int | None = None) -> int:
    """The index of the entry that vouches for this version of `row`, or the one it has now. Raises NoSuchEntry."""
    table, key = table_of(row), row_key(row)
    versions = RowVersion.objects.filter(table=table, row=key, version=version or row.version)
    index = versions.values_list("entry_id", flat=True).first()
    if index is None:
        raise NoSuchEntry(f"留痕中没有 {table} {key} 的这一版，请运行 zhiji audit 核对。")
    return index


def _line(row: Entry) -> Line:
    payloads = sorted(row.payloads.all(), key=_position)
    openings = tuple(Opening(one.position, bytes(one.salt), bytes(one.data)) for one in payloads)
    return Line(row.index, bytes(row.body), Digests(bytes(row.leaf_sha256), bytes(row.leaf_sm3)), openings)


def _position(payload: Payload) -> int:
    return payload.position
