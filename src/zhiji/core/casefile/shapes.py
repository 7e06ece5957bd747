"""One JSON object becomes one frozen dataclass: known keys only, required keys there, each value read by its reader."""

from __future__ import annotations

from dataclasses import MISSING, fields
from difflib import get_close_matches
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar

from zhiji.core.casefile.values import Fault, Reader, Wrong, faults_of, member, not_a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from dataclasses import Field

    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def shape(cls: type[T], readers: Mapping[str, Reader[Any]]) -> Reader[T]:
    """A reader of `cls`, whose fields are exactly the keys of `readers`. A field without a default is required.

    null, false, [] and {} are left out where they say the default: half the values of a usual file are of this kind.
    """
    required = [field.name for field in fields(cls) if field.default is MISSING is field.default_factory]
    blanks = {field.name: _blank(field) for field in fields(cls)}

    def read(value: object) -> T:
        if not isinstance(value, dict):
            raise not_a("对象", value)
        # Nearly every object is sound. Only where one is not are its keys gone through again, to say all that is wrong:
        # KeyError is an unknown key, TypeError a missing one.
        try:
            return cls(
                **{key: readers[key](item) for key, item in value.items() if item or type(item) is not blanks[key]}
            )
        except (KeyError, TypeError, Wrong):
            faults = Wrong([*_wrong_members(value, readers, blanks), *_missing(value, required)])
            if not faults.faults:
                raise
        raise faults

    return read


def _blank(field: Field[Any]) -> type | None:
    """The JSON type whose empty value says the same as the field's default."""
    blank = {(): list, None: NoneType, False: bool}
    if field.default_factory is dict:
        return dict
    return None if field.default in (MISSING, True) else blank.get(field.default)


def _wrong_members(
    value: dict[Any, Any], readers: Mapping[str, Reader[Any]], blanks: Mapping[str, type | None]
) -> Iterator[Fault]:
    for key, item in value.items():
        if key not in readers:
            yield member(str(key)), f"没有这个键{_nearest(str(key), readers)}"
        elif item or type(item) is not blanks[key]:
            yield from faults_of(readers[key], item, member(key))


def _missing(value: dict[Any, Any], required: Iterable[str]) -> Iterator[Fault]:
    for key in required:
        if key not in value:
            yield member(key), "缺少这一项，请补上"


def _nearest(key: str, readers: Mapping[str, Reader[Any]]) -> str:
    close = get_close_matches(key[:40], readers, n=1)
    return f"，是否应为“{close[0]}”" if close else f"，可用：{'、'.join(readers)}"
