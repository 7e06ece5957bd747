"""The log with what it commits to, as documents that can be kept elsewhere and played back into a log that is shorter.

An entry is {"index", "body", "payloads": [[position, salt in hex, content]]}; body and contents are the exact bytes, which are UTF-8.
Since every version of a row is a content, entries and payloads bring back the rows as well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, transaction

from zhiji.core.ledger.commitment import opens
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.errors import LedgerError
from zhiji.trail import actions, expunging, queries, tracked, writing
from zhiji.trail.errors import JournalBroken
from zhiji.trail.locking import take_lock
from zhiji.trail.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.backends.utils import CursorWrapper

    from zhiji.core.ledger.entry import Entry as LogEntry

    Document = Mapping[str, Any]
    Payloads = list[tuple[int, bytes, bytes]]


def documents(first: int, count: int) -> list[dict[str, Any]]:
    """`count` entries from number `first` on, as many as there are."""
    rows = Entry.objects.filter(index__gte=first, index__lt=first + count).order_by("index")
    return [_document(row) for row in rows.prefetch_related("payloads")]


def play_back(journal: Iterable[Document]) -> int:
    """Adds the entries that the log lacks, with their payloads, indexes and rows, all of them or none; how many.

    Raises JournalBroken where the journal does not continue this log or does not open what it committed to.
    """
    added = 0
    with transaction.atomic(), connection.cursor() as cursor:
        take_lock()
        size = queries.size()
        for document in journal:
            if document["index"] < size:
                _require_same(document)
                continue
            if document["index"] != size + added:
                raise JournalBroken(f"镜像缺少第 {size + added} 条，不能接着补回；请换一份完整的镜像。")
            _add(cursor, document)
            added += 1
        _renumber(cursor)
    return added


def _document(row: Entry) -> dict[str, Any]:
    payloads = sorted((one.position, bytes(one.salt).hex(), bytes(one.data).decode()) for one in row.payloads.all())
    return {"index": row.index, "body": bytes(row.body).decode(), "payloads": payloads}


def _require_same(document: Document) -> None:
    [known] = queries.bodies(document["index"], 1)
    if known != document["body"].encode():
        raise JournalBroken(
            f"镜像的第 {document['index']} 条与账本里的不同：两者不是同一段历史；请保全现场，核对外部检查点。"
        )


def _add(cursor: CursorWrapper, document: Document) -> None:
    index, body = document["index"], document["body"].encode()
    payloads = [(position, bytes.fromhex(salt), content.encode()) for position, salt, content in document["payloads"]]
    entry = _checked(index, body, payloads)
    actions.append(cursor, entry)
    writing.insert_payloads(cursor, index, payloads)
    contents = [(position, json.loads(content)) for position, _, content in payloads]
    rows = [(position, content) for position, content in contents if content["kind"] == "row"]
    writing.insert_versions(cursor, index, ((at, row["table"], row["row"], row["version"]) for at, row in rows))
    for _, row in rows:
        _restore_row(row)
    destroyed = [(of, position) for of, position, _ in expunging.items_of(entry)]
    writing.insert_tombstones(cursor, index, destroyed)
    writing.delete_payloads(cursor, destroyed)


def _checked(index: int, body: bytes, payloads: Payloads) -> LogEntry:
    """Nothing is taken from a mirror that the log did not commit to."""
    try:
        entry = parse_entry(body)
    except LedgerError as error:
        raise JournalBroken(f"镜像的第 {index} 条不是账目：{error}") from error
    for position, salt, content in payloads:
        if position >= len(entry.commitments) or not opens(entry.commitments[position], content, salt=salt):
            raise JournalBroken(f"镜像第 {index} 条的第 {position} 项内容与承诺不符；请换一份镜像。")
    return entry


def _restore_row(content: Mapping[str, Any]) -> None:
    try:
        tracked.restore(content)
    except LookupError as error:
        raise JournalBroken(f"镜像里有 {content['table']} 的数据，本程序存不下；请用同样版本的程序恢复。") from error


def _renumber(cursor: CursorWrapper) -> None:
    """New rows are numbered after those that were brought back with their numbers (PostgreSQL)."""
    for statement in connection.ops.sequence_reset_sql(no_style(), tracked.tracked_models()):
        cursor.execute(statement)
