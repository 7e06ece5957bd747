"""The log against itself: no gap, canonical bytes, leaves, stored nodes, heads, case chains, payloads, indexes.

One pass over the entries in their order, a thousand at a time, in memory that does not grow with the log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import OuterRef, Q, Subquery

from zhiji.core.ledger.commitment import opens
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.errors import CanonicalError, LedgerError
from zhiji.core.ledger.tree import STORED_LEVELS, Edge, leaf_hash
from zhiji.trail import queries
from zhiji.trail.audit.findings import finding
from zhiji.trail.models import CaseLink, Entry, Node, Payload, RowVersion
from zhiji.trail.tracked import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiji.core.ledger.entry import Entry as LogEntry
    from zhiji.trail.audit.findings import Finding, Tally
    from zhiji.trail.audit.heads import Heads

CHUNK = 1000
Beside = TypeVar("Beside", Payload, RowVersion)


def check_log(heads: Heads, tally: Tally) -> Iterator[Finding]:
    """Everything in the ledger's own tables, for the entries there are now. `heads`: roots the log must still give."""
    size = queries.size()
    edges = [Edge(algorithm) for algorithm in ALGORITHMS]
    yield from heads.load(-1, 0)
    yield from heads.check(edges, 0)
    expected = 0
    while entries := list(Entry.objects.filter(index__gte=expected, index__lt=size).order_by("index")[:CHUNK]):
        surroundings = _Surroundings.of(entries)
        yield from heads.load(expected, entries[-1].index + 1)
        for entry in entries:
            if entry.index != expected:
                yield finding("ENTRY_GAP", f"trail_entry #{entry.index}", expected)
            yield from _check_entry(entry, surroundings)
            yield from _grow(edges, entry, surroundings)
            expected = entry.index + 1
            yield from heads.check(edges, expected)
        tally.entries += len(entries)
    yield from heads.beyond(expected)
    yield from _check_spare_rows(expected)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the other ledger tables hold for a run of entries."""

    payloads: Mapping[int, dict[int, Payload]]
    versions: Mapping[int, dict[int, RowVersion]]
    links: Mapping[int, CaseLink]
    nodes: Mapping[tuple[str, int, int], bytes]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> _Surroundings:
        first, end = entries[0].index, entries[-1].index + 1
        before = CaseLink.objects.filter(case_key=OuterRef("case_key"), seq=OuterRef("seq") - 1).values("leaf")[:1]
        links = CaseLink.objects.filter(entry_id__gte=first, entry_id__lt=end).annotate(before=Subquery(before))
        return cls(
            payloads=_by_position(Payload.objects.filter(entry_id__gte=first, entry_id__lt=end)),
            versions=_by_position(RowVersion.objects.filter(entry_id__gte=first, entry_id__lt=end)),
            links={link.entry_id: link for link in links},
            nodes=dict(_stored_nodes(first, end)),
        )


def _by_position(rows: Iterable[Beside]) -> dict[int, dict[int, Beside]]:
    found: dict[int, dict[int, Beside]] = defaultdict(dict)
    for row in rows:
        found[row.entry_id][row.position] = row
    return found


def _stored_nodes(first: int, end: int) -> Iterator[tuple[tuple[str, int, int], bytes]]:
    for level in STORED_LEVELS:
        row = Node.objects.filter(level=level, position__gte=first >> level, position__lt=end >> level)
        for node in row:
            yield (node.algorithm, level, node.position), bytes(node.hash)


def _check_entry(entry: Entry, surroundings: _Surroundings) -> Iterator[Finding]:
    body, where = bytes(entry.body), f"trail_entry #{entry.index}"
    for algorithm in ALGORITHMS:
        if leaf_hash(algorithm, body) != bytes(getattr(entry, f"leaf_{algorithm}")):
            yield finding("LEAF_MISMATCH", where, algorithm)
    try:
        parsed = parse_entry(body)
    except CanonicalError as error:
        yield finding("ENTRY_NOT_CANONICAL", where, error)
    except LedgerError as error:
        yield finding("ENTRY_TYPE", where, error)
    else:
        yield from _check_case(parsed, surroundings.links.get(entry.index), entry)
        yield from _check_payloads(parsed, entry.index, surroundings)


def _check_case(parsed: LogEntry, link: Any, entry: Entry) -> Iterator[Finding]:
    """The index of the case says what the entry says, and the entry names the leaf before it."""
    stated = parsed.case and (parsed.case.key, parsed.case.seq, parsed.case.prev, bytes(entry.leaf_sha256))
    before = link and link.before and bytes(link.before)
    if stated != (link and (bytes(link.case_key), link.seq, before, bytes(link.leaf))):
        yield finding("CASE_CHAIN_BROKEN", f"trail_entry #{entry.index}")


def _check_payloads(parsed: LogEntry, index: int, surroundings: _Surroundings) -> Iterator[Finding]:
    payloads = dict(surroundings.payloads.get(index, {}))
    versions = dict(surroundings.versions.get(index, {}))
    for position, commitment in enumerate(parsed.commitments):
        where = f"trail_payload #{index}/{position}"
        payload, version = payloads.pop(position, None), versions.pop(position, None)
        if payload is None:
            yield finding("PAYLOAD_MISSING", where)
        elif not opens(commitment, bytes(payload.data), salt=bytes(payload.salt)):
            yield finding("PAYLOAD_MISMATCH", where)
        elif _row_in(payload) != (version and (version.table, version.row, version.version)):
            yield finding("INDEX_BROKEN", f"trail_rowversion #{index}/{position}")
    for position in payloads:
        yield finding("PAYLOAD_UNLOGGED", f"trail_payload #{index}/{position}")
    for position in versions:
        yield finding("INDEX_BROKEN", f"trail_rowversion #{index}/{position}")


def _row_in(payload: Payload) -> tuple[str, str, int] | None:
    """Which version of which row a payload holds, if any. It opened its commitment, so it is what was logged."""
    content = json.loads(bytes(payload.data))
    return (content["table"], content["row"], content["version"]) if content.get("kind") == "row" else None


def _grow(edges: Sequence[Edge], entry: Entry, surroundings: _Surroundings) -> Iterator[Finding]:
    """Grows the trees by what the entry's bytes really hash to, and compares the subtrees that this completes."""
    for edge in edges:
        for level, position, value in edge.push(leaf_hash(edge.algorithm, bytes(entry.body))):
            if surroundings.nodes.get((edge.algorithm, level, position)) != value:
                yield finding("NODE_MISMATCH", f"trail_node {edge.algorithm} {level}/{position}")


def _check_spare_rows(size: int) -> Iterator[Finding]:
    """Rows that no entry accounts for. Entries that were written during the audit are left to the next one."""
    written = Entry.objects.filter(index__gte=size).values("index")
    for model, code in ((Payload, "PAYLOAD_UNLOGGED"), (RowVersion, "INDEX_BROKEN"), (CaseLink, "CASE_CHAIN_BROKEN")):
        for row in model.objects.exclude(entry_id__gte=0, entry_id__lt=size).exclude(entry_id__in=written)[:CHUNK]:
            yield finding(code, f"{table_of(model)} {row}")
    for entry in Entry.objects.filter(index__lt=0)[:CHUNK]:
        yield finding("ENTRY_GAP", f"trail_entry #{entry.index}", 0)
    for node in Node.objects.exclude(_within(queries.size()))[:CHUNK]:
        yield finding("NODE_MISMATCH", f"trail_node {node}")


def _within(size: int) -> Q:
    """The nodes that a log of `size` entries has."""
    complete = Q()
    for level in STORED_LEVELS:
        complete |= Q(level=level, position__gte=0, position__lt=size >> level)
    return complete & Q(algorithm__in=ALGORITHMS)
