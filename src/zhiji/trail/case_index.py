"""The case index of this installation: written once a day and before every export, proved for a case that is exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhiji.core.ledger.case_index import CaseIndex, CaseState
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions, installation, queries
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import NoSuchEntry
from zhiji.trail.locking import take_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from zhiji.core.ledger.canonical import Canonical
    from zhiji.core.ledger.digests import Algorithm

EVERY = timedelta(days=1)

_STATES = """
    SELECT newest.case_key, newest.seq + 1, newest.leaf FROM trail_caselink AS newest
    JOIN (SELECT case_key, max(seq) AS seq, min(entry_id) AS first FROM trail_caselink WHERE entry_id < %s GROUP BY case_key)
      AS ends ON ends.case_key = newest.case_key AND ends.seq = newest.seq
    ORDER BY ends.first
"""


@dataclass(frozen=True, slots=True)
class IndexProof:
    """That the index in entry `entry` knows a case as `state`. place, cases: its leaf and how many there are."""

    entry: int
    state: CaseState
    place: int
    cases: int
    paths: Mapping[Algorithm, Sequence[bytes]]


def write(*, at: datetime) -> actions.Receipt:
    """Enters the index over everything before it in the log."""
    with transaction.atomic():
        take_lock()
        indexes = indexes_before(queries.size())
        facts = index_facts(indexes)
        return actions.record(EntryType.INDEX_WRITTEN, by=SYSTEM, at=at, case_key=installation.CHAIN, facts=facts)


def index_facts(indexes: Sequence[CaseIndex]) -> dict[str, Canonical]:
    """What an index entry says."""
    roots: dict[str, Canonical] = {index.algorithm: index.root().hex() for index in indexes}
    return {"cases": len(indexes[0]), **roots}


def write_daily(*, at: datetime) -> None:
    """Unless there is one of the last day, or nothing came since. Two workers that ask at once write one."""
    with transaction.atomic():
        take_lock()
        if _is_due(at):
            write(at=at)


def _is_due(at: datetime) -> bool:
    last = queries.latest_of_case(installation.CHAIN, EntryType.INDEX_WRITTEN)
    if last is None:
        return queries.size() > 0
    return last.entry.at + EVERY <= at and last.index + 1 < queries.size()


def prove(case_key: bytes, entry: int) -> IndexProof:
    """What the index in entry number `entry` says of a case, with its proofs. Raises NoSuchEntry."""
    indexes = indexes_before(entry)
    place = indexes[0].place(case_key)
    state = next((state for state in states_before(entry) if state.key == case_key), None)
    if place is None or state is None:
        raise NoSuchEntry(f"第 {entry} 条之前没有这个案件的留痕，案件索引证明不了它。")
    paths = {index.algorithm: index.proof(place) for index in indexes}
    return IndexProof(entry, state, place, len(indexes[0]), paths)


def indexes_before(entry: int) -> list[CaseIndex]:
    """The index over the first `entry` entries, for each algorithm."""
    indexes = [CaseIndex(algorithm) for algorithm in ALGORITHMS]
    for state in states_before(entry):
        for index in indexes:
            index.put(state)
    return indexes


def states_before(entry: int) -> Iterator[CaseState]:
    """Where each case stood after the first `entry` entries, in the order of the cases' first entries."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [entry])
        for key, entries, leaf in cursor.fetchall():
            yield CaseState(bytes(key), entries, bytes(leaf))
