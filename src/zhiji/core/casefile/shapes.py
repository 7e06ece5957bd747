"""One JSON object becomes one frozen dataclass: known keys only, required keys there, each value read by its reader."""

from __future__ import annotations

from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from zhiji.core.casefile.values import Fault, Reader, Wrong, faults_of, member, not_a

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def shape(cls: type[T], readers: Mapping[str, Reader[Any]]) -> Reader[T]:
    """A reader of `cls`, whose fields are exactly the keys of `readers`.

    A field without a default is required; one that may be None may be null.
    """
    required = {field.name for field in fields(cls) if field.default is MISSING is field.default_factory}
    nullable = {field.name for field in fields(cls) if str(field.type).endswith("None")}

    def read(value: object) -> T:
        if not isinstance(value, dict):
            raise not_a("对象", value)
        # Nearly every object is sound. Only where one is not are its keys gone through again, to say all that is wrong:
        # KeyError is an unknown key, TypeError a missing one.
        try:
            return cls(
                **{key: None if item is None and key in nullable else readers[key](item) for key, item in value.items()}
            )
        except (KeyError, TypeError, Wrong):
            faults = Wrong(_faults(value, readers, required, nullable))
            if not faults.faults:
                raise
        raise faults

    return read


def _faults(
    value: dict[object, object], readers: Mapping[str, Reader[Any]], required: set[str], nullable: set[str]
) -> Iterator[Fault]:
    for key, item in value.items():
        if key not in readers:
            yield member(str(key)), f"没有这个键{_nearest(str(key), readers)}"
        elif item is not None or key not in nullable:
            yield from faults_of(readers[str(key)], item, member(str(key)))
    for key in readers:
        if key in required and key not in value:
            yield member(key), "缺少这一项，请补上"


def _nearest(key: str, readers: Mapping[str, Reader[Any]]) -> str:
    close = get_close_matches(key[:40], readers, n=1)
    return f"，是否应为“{close[0]}”" if close else f"，可用：{'、'.join(readers)}"
