"""Between the values of a case file and the rows that hold them: field by field, `id` being `ref`."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile.model import Copy, Record, Signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.cases.models import Part

Value = TypeVar("Value")


def columns(value: Any) -> dict[str, Any]:
    """What a row stores of an Event, Party, Record … of `zhiji.core.casefile.model`; all but its id."""
    return {
        name: stored if isinstance(stored, datetime) else _plain(stored)
        for name, stored in ((field.name, getattr(value, field.name)) for field in fields(value))
        if name != "id"
    }


def read(cls: type[Value], row: Part) -> Value:
    """The value of class `cls` that the row holds; its times are in Shanghai time."""
    return cls(**{name: _value(getattr(row, "ref" if name == "id" else name)) for name in _names(cls)})


def read_record(row: Part) -> Record:
    """A record's row as a Record; nested values get their classes back."""
    held: dict[str, Any] = {name: _value(getattr(row, "ref" if name == "id" else name)) for name in _names(Record)}
    held["signatures"] = tuple(_nested(Signature, mapping) for mapping in held["signatures"])
    held["copies"] = tuple(_nested(Copy, mapping) for mapping in held["copies"])
    return Record(**held)


def _names(cls: Any) -> list[str]:
    return [field.name for field in fields(cls)]


def _nested(cls: type[Value], mapping: Mapping[str, Any]) -> Value:
    at = mapping["at"]
    return cls(**{**mapping, "at": None if at is None else datetime.fromisoformat(at)})


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _value(stored: Any) -> Any:
    if isinstance(stored, datetime):
        return stored.astimezone(SHANGHAI)
    if isinstance(stored, list):
        return tuple(stored)
    if isinstance(stored, dict):
        return {key: tuple(item) if isinstance(item, list) else item for key, item in stored.items()}
    return stored
