"""A `CaseFile` as the document `zhiji-case/1`: every key written, in the model's order, times at +08:00."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile.model import FORMAT

if TYPE_CHECKING:
    from zhiji.core.casefile.model import CaseFile


def to_document(file: CaseFile) -> dict[str, Any]:
    """Plain dicts, lists, strings and booleans; one document for each case file, so that it can be hashed."""
    return {"format": FORMAT, **_plain(file)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
