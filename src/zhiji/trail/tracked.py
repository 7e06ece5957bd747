"""Rows that the trail vouches for: every version of them is committed to in the log.

Save them with `create`, `create_all` and `update` only, and hand them to `trail.actions.record` in the same
transaction. A save without an entry is a finding of the next audit.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

from zhiji.core.ledger.canonical import MAX_INTEGER, canonical_bytes, free_json
from zhiji.core.ledger.errors import CanonicalError
from zhiji.trail.errors import StaleRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = TypeVar("Row", bound="Tracked")


class Tracked(models.Model):
    """version: 1 when created, one more with every change."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def create(row: Row) -> Row:
    """Saves a new row as version 1."""
    row.version = 1
    row.save(force_insert=True)
    return row


def create_all(rows: Sequence[Row]) -> Sequence[Row]:
    """Saves many new rows of one model as version 1, in few statements."""
    for row in rows:
        row.version = 1
    if rows:
        rows_of(type(rows[0])).bulk_create(rows)
    return rows


def update(row: Row, **fields: Any) -> Row:
    """Writes `fields` and the next version, provided that nobody did so since `row` was read; else raises StaleRow."""
    following = row.version + 1
    current = rows_of(type(row)).filter(pk=row.pk, version=row.version)
    if not current.update(version=following, **fields):
        raise StaleRow("这条记录在您打开之后已被别人改过，请刷新页面后重做。")
    row.version = following
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def tracked_models() -> list[type[Tracked]]:
    """Every concrete tracked model that is installed."""
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def table_of(model: type[models.Model] | models.Model) -> str:
    return model._meta.db_table  # noqa: SLF001  (public by documentation)


def rows_of(model: type[Row]) -> models.Manager[Row]:
    """All rows, whatever the model's own manager leaves out."""
    return model._base_manager  # noqa: SLF001  (public by documentation)


def row_key(row: Tracked) -> str:
    return key_text(row.pk)


def key_text(key: object) -> str:
    """A primary key as the log writes it."""
    return key.hex if isinstance(key, UUID) else str(key)


def row_opening(row: Tracked) -> bytes:
    """The canonical content that an entry commits to for this version of `row`.

    {kind: "row", table, row, version, fields: {column attribute: value}} with every concrete field; see `field_value`.
    """
    fields = {field.attname: field_value(field, row) for field in row._meta.concrete_fields}  # noqa: SLF001
    version = fields.pop("version")
    return canonical_bytes(
        {"kind": "row", "table": table_of(row), "row": row_key(row), "version": version, "fields": fields}
    )


def field_value(field: models.Field[Any, Any], row: Tracked) -> Any:
    """One field in canonical form, the same before saving and after reading back.

    Moments are UTC with microseconds, dates and times ISO, UUIDs and bytes hex, decimals and floats text, JSON a
    string of free JSON, integers beyond 2^53 text. Raises CanonicalError for other types.
    """
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return None if value is None else free_json(value)
    return _plain(field.to_python(value))


def field_from(field: models.Field[Any, Any], written: Any) -> Any:
    """The inverse of `field_value`."""
    if written is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(written)
    return bytes.fromhex(written) if isinstance(field, models.BinaryField) else field.to_python(written)


def restore(content: Mapping[str, Any]) -> None:
    """Writes a row as the opening of one of its versions says it was. Raises LookupError for an unknown table."""
    model = next((model for model in tracked_models() if table_of(model) == content["table"]), None)
    if model is None:
        raise LookupError(content["table"])
    said = {"version": content["version"], **content["fields"]}
    known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    values = {name: field_from(known[name], written) for name, written in said.items()}
    if not rows_of(model).filter(pk=values[model._meta.pk.attname]).update(**values):  # noqa: SLF001
        model(**values).save_base(raw=True, force_insert=True)


def _plain(value: object) -> object:  # noqa: PLR0911  (a table)
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= MAX_INTEGER else str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case UUID():
            return value.hex
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case Decimal():
            return format(value.normalize(), "f")
        case float():
            return repr(value)
        case _:
            raise CanonicalError(f"留痕不会写 {type(value).__name__} 类型的栏目。")
