"""The statements of an append, written out: building them anew for every entry took four fifths of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.entry import CasePlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.utils import CursorWrapper

    from zhiji.core.ledger.digests import Digests


def next_index(cursor: CursorWrapper) -> int:
    cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM trail_entry')
    return int(cursor.fetchone()[0])


def next_place(cursor: CursorWrapper, case_key: bytes) -> CasePlace:
    """Where the next entry of a case stands."""
    cursor.execute("SELECT seq, leaf FROM trail_caselink WHERE case_key = %s ORDER BY seq DESC LIMIT 1", [case_key])
    last = cursor.fetchone()
    return CasePlace(case_key, last[0] + 1, bytes(last[1])) if last else CasePlace(case_key, 0, None)


def insert_entry(cursor: CursorWrapper, index: int, body: bytes, leaf: Digests) -> None:
    statement = 'INSERT INTO trail_entry ("index", body, leaf_sha256, leaf_sm3) VALUES (%s, %s, %s, %s)'
    cursor.execute(statement, [index, body, leaf.sha256, leaf.sm3])


def insert_link(cursor: CursorWrapper, index: int, place: CasePlace, leaf: Digests) -> None:
    statement = "INSERT INTO trail_caselink (case_key, seq, entry_id, leaf) VALUES (%s, %s, %s, %s)"
    cursor.execute(statement, [place.key, place.seq, index, leaf.sha256])


def insert_payloads(cursor: CursorWrapper, index: int, payloads: Iterable[tuple[int, bytes, bytes]]) -> None:
    """payloads: (position, salt, content)."""
    statement = 'INSERT INTO trail_payload (entry_id, "position", salt, data) VALUES (%s, %s, %s, %s)'
    cursor.executemany(statement, [(index, *payload) for payload in payloads])


def insert_versions(cursor: CursorWrapper, index: int, versions: Iterable[tuple[int, str, str, int]]) -> None:
    """versions: (position, table, row, version)."""
    statement = (
        'INSERT INTO trail_rowversion (entry_id, "position", "table", "row", version) VALUES (%s, %s, %s, %s, %s)'
    )
    cursor.executemany(statement, [(index, *version) for version in versions])


def insert_tombstones(cursor: CursorWrapper, by: int, places: Sequence[tuple[int, int]]) -> None:
    """places: (entry, position) of what the entry `by` says was destroyed."""
    statement = 'INSERT INTO trail_tombstone (entry_id, "position", by_id) VALUES (%s, %s, %s)'
    cursor.executemany(statement, [(*place, by) for place in places])


def delete_payloads(cursor: CursorWrapper, places: Sequence[tuple[int, int]]) -> None:
    """Only what has a tombstone: triggers refuse the rest."""
    cursor.executemany('DELETE FROM trail_payload WHERE entry_id = %s AND "position" = %s', places)


def delete_marked_payloads(cursor: CursorWrapper) -> int:
    """Whatever a tombstone stands for; how many there were."""
    cursor.execute(
        "DELETE FROM trail_payload WHERE EXISTS (SELECT 1 FROM trail_tombstone AS mark "
        'WHERE mark.entry_id = trail_payload.entry_id AND mark."position" = trail_payload."position")'
    )
    return int(cursor.rowcount)
