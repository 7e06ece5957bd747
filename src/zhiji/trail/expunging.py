"""依法销毁: contents and their salts go, the log that committed to them stays, and says on what basis they went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhiji.core.ledger.canonical import parse_canonical
from zhiji.core.ledger.entry import Entry as LogEntry
from zhiji.core.ledger.entry import EntryType, parse_entry
from zhiji.trail import actions, writing
from zhiji.trail.errors import NothingToExpunge
from zhiji.trail.locking import take_lock
from zhiji.trail.models import Entry, Payload, RowVersion
from zhiji.trail.tracked import row_key, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from zhiji.core.ledger.canonical import Canonical
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

MOST_ITEMS = 400
"""Of one entry, so that it stays under 65,535 bytes; more are carried on in further entries."""

APPROVERS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One commitment of the log: `position` in the entry with number `entry`."""

    entry: int
    position: int


@dataclass(frozen=True, slots=True)
class Warrant:
    """Why contents may be destroyed. It stands in the log for ever, so it names offices and articles, never people.

    basis: the article or order; authority: who has the right to decide, such as an archive; approvers: two people.
    """

    basis: str
    authority: str
    approvers: tuple[Actor, Actor]


def places_of(row: Tracked, before: int) -> list[Place]:
    """Where the log holds the versions of `row` below number `before`, as far as their contents are there."""
    versions = RowVersion.objects.filter(table=table_of(row), row=row_key(row), version__lt=before)
    return _present([Place(*found) for found in versions.values_list("entry_id", "position")])


def places_of_openings(entries: Sequence[int], kind: str, **said: Canonical) -> list[Place]:
    """Where these entries hold contents of `kind` that say so."""
    return [
        Place(payload.entry_id, payload.position)
        for payload in Payload.objects.filter(entry_id__in=entries)
        if _says(bytes(payload.data), {"kind": kind, **said})
    ]


def expunge(
    places: Sequence[Place],
    warrant: Warrant,
    *,
    by: Actor,
    at: datetime,
    case_key: bytes | None = None,
    rows: Sequence[Tracked] = (),
) -> actions.Receipt:
    """Destroys contents and salts, inside the caller's transaction and as its last statement.

    rows: already saved, what is left of the rows whose earlier versions are destroyed. Raises NothingToExpunge, or
    ValueError unless two different people approved.
    """
    if len({approver.id for approver in warrant.approvers}) != APPROVERS:
        raise ValueError(warrant.approvers)
    wanted = sorted(set(places), key=lambda place: (place.entry, place.position))
    if not wanted:
        raise NothingToExpunge("没有可以销毁的内容：要么已经销毁，要么从未留痕。")
    openings: list[dict[str, Canonical]] = [
        {"kind": "approver", "id": approver.id, "name": approver.name, "role": approver.role}
        for approver in warrant.approvers
    ]
    for start in range(0, len(wanted), MOST_ITEMS):
        part = wanted[start : start + MOST_ITEMS]
        receipt = actions.record(
            EntryType.EXPUNGED,
            by=by,
            at=at,
            case_key=case_key,
            rows=rows if start == 0 else (),
            openings=openings,
            facts=_facts(part, warrant),
        )
        _destroy(part, receipt.index)
    return receipt


def destroy_again() -> int:
    """Destroys contents that are there although a tombstone stands for them, as after a replay; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_lock()
        return writing.delete_marked_payloads(cursor)


def items_of(entry: LogEntry) -> Iterator[tuple[int, int, str]]:
    """(entry, position, SHA-256 commitment in hex) of all that an entry says was destroyed; nothing for other types."""
    if entry.type is not EntryType.EXPUNGED:
        return
    items = entry.facts.get("items")
    for item in items if isinstance(items, list) else ():
        match item:
            case [int(index), int(position), str(commitment)]:
                yield index, position, commitment


def _facts(places: Sequence[Place], warrant: Warrant) -> dict[str, Canonical]:
    commitments = _commitments({place.entry for place in places})
    return {
        "basis": warrant.basis,
        "authority": warrant.authority,
        "approvers": [approver.id for approver in warrant.approvers],
        "items": [[place.entry, place.position, commitments[place.entry][place.position]] for place in places],
    }


def _commitments(entries: set[int]) -> Mapping[int, Sequence[str]]:
    found = Entry.objects.filter(index__in=entries).values_list("index", "body")
    return {index: [pair.sha256.hex() for pair in parse_entry(bytes(body)).commitments] for index, body in found}


def _destroy(places: Sequence[Place], by: int) -> None:
    pairs = [(place.entry, place.position) for place in places]
    with connection.cursor() as cursor:
        writing.insert_tombstones(cursor, by, pairs)
        writing.delete_payloads(cursor, pairs)


def _present(places: Sequence[Place]) -> list[Place]:
    there = Payload.objects.filter(entry_id__in={place.entry for place in places})
    known = set(there.values_list("entry_id", "position"))
    return [place for place in places if (place.entry, place.position) in known]


def _says(content: bytes, said: Mapping[str, Canonical]) -> bool:
    document = parse_canonical(content)
    return isinstance(document, dict) and said.items() <= document.items()
