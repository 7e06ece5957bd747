"""Business rows against the last version of each that the log commits to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction

from zhiji.core.ledger.canonical import canonical_bytes, parse_canonical
from zhiji.core.ledger.errors import CanonicalError
from zhiji.trail import queries
from zhiji.trail.audit.findings import finding
from zhiji.trail.models import Payload, RowVersion
from zhiji.trail.tracked import key_text, row_opening, rows_of, table_of, tracked_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiji.trail.audit.findings import Finding, Tally
    from zhiji.trail.tracked import Tracked

CHUNK = 200


def check_rows(tally: Tally) -> Iterator[Finding]:
    """ROW_ALTERED, ROW_UNLOGGED and ROW_MISSING over every tracked model that is installed."""
    models = tracked_models()
    for model in models:
        if tally.first and _as_many_as_logged(model):
            yield from _check_keys(model, _chunks_since(model, tally.first), tally)
        else:
            yield from _check_keys(model, _chunks_of_keys(model), tally)
            yield from _missing(model)
    yield from _rows_of_unknown_tables(models)


def _check_keys(model: type[Tracked], chunks: Iterator[Sequence[object]], tally: Tally) -> Iterator[Finding]:
    for keys in chunks:
        tally.rows += len(keys)
        for key in _suspects(model, keys):
            yield from _check_again(model, key)


def _as_many_as_logged(model: type[Tracked]) -> bool:
    """No row was added or taken away past the log: whether each is as it was is not asked here."""
    return rows_of(model).count() == RowVersion.objects.filter(table=table_of(model), version=1).count()


def _chunks_since(model: type[Tracked], first: int) -> Iterator[Sequence[object]]:
    """Rows that entries from `first` on speak of."""
    key_field = model._meta.pk  # noqa: SLF001  (public by documentation)
    rows = queries.rows_since(first, model)
    for start in range(0, len(rows), CHUNK):
        yield [key_field.to_python(row) for row in rows[start : start + CHUNK]]


def _chunks_of_keys(model: type[Tracked]) -> Iterator[Sequence[object]]:
    rows = rows_of(model).order_by("pk").values_list("pk", flat=True)
    keys: Sequence[object] = list(rows[:CHUNK])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1])[:CHUNK])


def _suspects(model: type[Tracked], keys: Sequence[object]) -> Sequence[object]:
    """Those keys whose rows do not agree at first sight, or cannot be read."""
    try:
        rows = list(rows_of(model).filter(pk__in=keys))
        logged = _logged(model, keys)
        sound = {row.pk for row in rows if _verdict(row, logged.get(key_text(row.pk))) is None}
    except Exception:  # noqa: BLE001  (whatever a damaged row raises: its chunk is then read row by row)
        return keys
    return [key for key in keys if key not in sound]


def _check_again(model: type[Tracked], key: object) -> Iterator[Finding]:
    """Looks again with the writers held off: a row may have been changed, lawfully, between two reads."""
    where = f"{table_of(model)} {key_text(key)}"
    try:
        with transaction.atomic():
            row = rows_of(model).filter(pk=key).first()
            logged = _logged(model, [key]).get(key_text(key))
            code = _verdict(row, logged) if row else "ROW_MISSING"
    except DatabaseError as error:
        yield finding("DB_UNREADABLE", where, error)
    except Exception:  # noqa: BLE001  (a value that its column cannot hold is an altered row)
        yield finding("ROW_ALTERED", where)
    else:
        if code:
            yield finding(code, where)


@dataclass(slots=True)
class _Logged:
    """What the log has of a row: how many versions, the highest of them, and that one's content."""

    versions: int = 0
    last: int = 0
    content: bytes | None = None


def _verdict(row: Tracked, logged: _Logged | None) -> str | None:
    if logged is None or logged.versions < logged.last or row.version > logged.last:
        return "ROW_UNLOGGED"
    return None if logged.content and _agrees(row, logged.content) else "ROW_ALTERED"


def _agrees(row: Tracked, content: bytes) -> bool:
    """Whether the row is what was logged. A column younger than that version has to hold its default."""
    current = row_opening(row)
    if current == content:
        return True
    logged, fields = _document(content), _document(current)["fields"]
    added = fields.keys() - logged["fields"].keys()
    defaults = _document(row_opening(type(row)()))["fields"]
    logged["fields"] |= {name: defaults[name] for name in added}
    return canonical_bytes(logged) == current


def _document(content: bytes) -> dict[str, Any]:
    document = parse_canonical(content)
    if not isinstance(document, dict) or not isinstance(document.get("fields"), dict):
        raise CanonicalError("这一版的内容不是一行数据。")
    return document


def _logged(model: type[Tracked], keys: Iterable[object]) -> dict[str, _Logged]:
    versions = RowVersion.objects.filter(table=table_of(model), row__in=list(map(key_text, keys)))
    found: dict[str, _Logged] = {}
    latest: dict[str, RowVersion] = {}
    for version in versions.order_by("version").iterator():
        logged = found.setdefault(version.row, _Logged())
        logged.versions, logged.last = logged.versions + 1, version.version
        latest[version.row] = version
    rows = {(version.entry_id, version.position): row for row, version in latest.items()}
    for payload in Payload.objects.filter(entry_id__in={entry for entry, _ in rows}).iterator():
        if row := rows.get((payload.entry_id, payload.position)):
            found[row].content = bytes(payload.data)
    return found


def _missing(model: type[Tracked]) -> Iterator[Finding]:
    """Rows that the log knows and the table does not."""
    table, key_field = table_of(model), model._meta.pk  # noqa: SLF001  (public by documentation)
    known = RowVersion.objects.filter(table=table, version=1).order_by("row").values_list("row", flat=True)
    last = ""
    while rows := list(known.filter(row__gt=last)[:CHUNK]):
        present = rows_of(model).filter(pk__in=[key_field.to_python(row) for row in rows])
        there = {key_text(key) for key in present.values_list("pk", flat=True)}
        for row in rows:
            if row not in there:
                yield finding("ROW_MISSING", f"{table} {row}")
        last = rows[-1]


def _rows_of_unknown_tables(models: Sequence[type[Tracked]]) -> Iterator[Finding]:
    tables = {table_of(model) for model in models}
    for table in RowVersion.objects.exclude(table__in=tables).values_list("table", flat=True).distinct():
        yield finding("ROW_MISSING", f"{table} *")
