"""One JSON object becomes one frozen dataclass: known keys only, required keys there, each value read by its reader."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
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
    members = [_Member.of(field, readers[field.name]) for field in fields(cls)]
    plan = [tuple(getattr(member, name) for name in _Member.__slots__) for member in members]
    required = [member.key for member in members if member.absent is _ABSENT]
    blanks = {member.key: member.blank for member in members}

    def read(value: object) -> T:
        if not isinstance(value, dict):
            raise not_a("对象", value)
        # Nearly every object is sound. Only where one is not are its keys gone through again, to say all that is wrong.
        get = value.get
        try:
            if readers.keys() >= value.keys():
                return cls(
                    *[
                        read_item(item) if (item := get(key, absent)) or type(item) is not blank else default
                        for key, read_item, absent, blank, default in plan
                    ]
                )
        except Wrong:
            pass
        raise Wrong([*_wrong_members(value, readers, blanks), *_missing(value, required)])

    return read


_ABSENT: Any = object()  # no reader takes it


@dataclass(frozen=True, slots=True)
class _Member:
    """A key and what to do with its value."""

    key: str
    read: Reader[Any]
    absent: object  # stands for the value where the key is left out
    blank: type | None  # the JSON type whose empty value says the same as the default
    default: object

    @classmethod
    def of(cls, field: Field[Any], read: Reader[Any]) -> _Member:
        if field.default is MISSING is field.default_factory:
            return cls(field.name, read, _ABSENT, None, None)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        empty = [] if default == () else default
        return cls(field.name, read, empty, None if default is True else type(empty), default)


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
