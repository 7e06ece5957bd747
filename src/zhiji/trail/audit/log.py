"""The log against itself: no gap, canonical bytes, leaves, stored nodes, heads, case chains, and what entries commit to.

One pass over the entries in their order, a thousand at a time, in memory that grows with the number of cases only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.errors import CanonicalError, LedgerError
from zhiji.core.ledger.tree import leaf_hash
from zhiji.trail import queries
from zhiji.trail.audit.anchors import check_anchor_is_there
from zhiji.trail.audit.contents import check_contents, check_destroyed
from zhiji.trail.audit.findings import finding
from zhiji.trail.audit.indexes import Cases
from zhiji.trail.audit.spare import check_spare_rows
from zhiji.trail.audit.surroundings import Surroundings
from zhiji.trail.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiji.core.ledger.entry import Entry as LogEntry
    from zhiji.core.ledger.tree import Edge
    from zhiji.trail.audit.findings import Finding, Tally
    from zhiji.trail.audit.heads import Heads

CHUNK = 1000


def check_log(heads: Heads, tally: Tally) -> Iterator[Finding]:
    """Everything in the ledger's own tables, for the entries there are now. `heads`: roots the log must still give.

    Entries before `tally.first` are taken as they hash, and not looked into.
    """
    size, first = queries.size(), tally.first
    edges = [queries.edge(algorithm, first) for algorithm in ALGORITHMS]
    cases, expected = Cases(first), first
    yield from heads.check_older(first)
    yield from heads.load(first - 1, first)
    yield from heads.check(edges, first)
    while entries := list(Entry.objects.filter(index__gte=expected, index__lt=size).order_by("index")[:CHUNK]):
        surroundings = Surroundings.of(entries[0].index, entries[-1].index + 1)
        yield from heads.load(expected, entries[-1].index + 1)
        for entry in entries:
            if entry.index != expected:
                yield finding("ENTRY_GAP", f"trail_entry #{entry.index}", expected)
            yield from _check_entry(entry, surroundings, cases, tally)
            yield from _grow(edges, entry, surroundings)
            expected = entry.index + 1
            yield from heads.check(edges, expected)
        tally.entries += len(entries)
    yield from heads.beyond(expected)
    yield from check_spare_rows(expected)


def _check_entry(entry: Entry, surroundings: Surroundings, cases: Cases, tally: Tally) -> Iterator[Finding]:
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
        yield from check_contents(parsed, entry.index, surroundings, tally)
        yield from check_destroyed(parsed, entry.index)
        yield from check_anchor_is_there(parsed, entry.index)
        yield from cases.take(parsed, bytes(entry.leaf_sha256), entry.index)


def _check_case(parsed: LogEntry, link: Any, entry: Entry) -> Iterator[Finding]:
    """The index of the case says what the entry says, and the entry names the leaf before it."""
    stated = parsed.case and (parsed.case.key, parsed.case.seq, parsed.case.prev, bytes(entry.leaf_sha256))
    before = link and link.before and bytes(link.before)
    if stated != (link and (bytes(link.case_key), link.seq, before, bytes(link.leaf))):
        yield finding("CASE_CHAIN_BROKEN", f"trail_entry #{entry.index}")


def _grow(edges: Sequence[Edge], entry: Entry, surroundings: Surroundings) -> Iterator[Finding]:
    """Grows the trees by what the entry's bytes really hash to, and compares the subtrees that this completes."""
    for edge in edges:
        for level, position, value in edge.push(leaf_hash(edge.algorithm, bytes(entry.body))):
            if surroundings.nodes.get((edge.algorithm, level, position)) != value:
                yield finding("NODE_MISMATCH", f"trail_node {edge.algorithm} {level}/{position}")
