"""Readers of single values: each takes decoded JSON and gives the value, or raises `Wrong`."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from zhiji.core.calendar import MomentError, read_day, read_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from zhiji.core.vocabulary import Vocabulary

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any], T]
Fault: TypeAlias = tuple[str, str]
"""Where below the value ("" for itself, ".start", "[2].id"), and why."""

MOST_FAULTS = 100
LARGEST_NUMBER = 10**18
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database and no UTF-8 file can hold these
PLAIN_KEY = re.compile(r"[^\W\d]\w*")

_TYPE_NAMES = {dict: "对象", list: "列表", str: "文字", bool: "真假值", int: "数字", float: "数字", type(None): "空值"}


class Wrong(Exception):  # noqa: N818 - never leaves this package; CaseFileError does
    """A value that cannot be read, with at most `MOST_FAULTS` of its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(islice(faults, MOST_FAULTS))


def wrong(reason: str) -> Wrong:
    return Wrong([("", reason)])


def not_a(expected: str, value: object) -> Wrong:
    return wrong(f"应是{expected}，这里却是{_TYPE_NAMES.get(type(value), '别的东西')}")


def faults_of(read: Reader[Any], value: object, place: str) -> Iterator[Fault]:
    """What `read` finds wrong with `value`, which stands at `place`."""
    try:
        read(value)
    except Wrong as found:
        for below, reason in found.faults:
            yield place + below, reason


def member(key: str) -> str:
    """A key as a step of a path: `.start`, or `['a b']` where it is no plain name (RFC 9535, 2.3.1 and 2.5.1)."""
    short = key[:40]
    if PLAIN_KEY.fullmatch(short):
        return f".{short}"
    return "['{}']".format(short.replace("\\", "\\\\").replace("'", "\\'"))


def text(value: object) -> str:
    if not isinstance(value, str):
        raise not_a("文字", value)
    if not value.isprintable() and UNSTORABLE.search(value):
        raise wrong("含有无法保存的字符（空字符或残缺的字符），请删去")
    return value


def identifier(value: object) -> str:
    if value and type(value) is str and value.isprintable():
        return value
    if value == "":
        raise wrong("编号不能为空")
    return text(value)


def yes_no(value: object) -> bool:
    if value is True or value is False:
        return value
    raise not_a(" true 或 false", value)


def moment(value: object) -> datetime:
    try:
        return read_moment(value)  # type: ignore[arg-type]
    except TypeError:
        raise not_a("带时区的时间", value) from None
    except MomentError as error:
        raise wrong(str(error)) from None


def day(value: object) -> str:
    """A day, kept as ISO text."""
    if not isinstance(value, str):
        raise not_a("日期", value)
    try:
        return read_day(value).isoformat()
    except MomentError as error:
        raise wrong(str(error)) from None


def field_text(value: object) -> str:
    """What a form says in one field. Forms come from many systems: numbers and yes/no are taken as text."""
    if isinstance(value, str):
        return text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and abs(value) < LARGEST_NUMBER:
        return str(value)
    raise not_a("文字", value)


def fact(value: object) -> str | bool:
    return value if isinstance(value, bool) else text(value)


def retain_until(value: object) -> str:
    if value in ("permanent", "case"):
        return str(value)
    try:
        return day(value)
    except Wrong:
        raise wrong("应是“permanent”“case”或年-月-日，例如“2056-12-31”") from None


def term(vocabulary: Vocabulary, group: str) -> Reader[str]:
    """A term of the group; another name for it becomes the term."""
    terms = vocabulary.terms[group]
    meanings = {name: tuple(one for one in found if one in terms) for name, found in vocabulary.meanings[group].items()}
    canonical = {name: found[0] for name, found in meanings.items() if len(found) == 1}
    canonical.update(zip(terms, terms, strict=True))  # a code is never another name

    def read(value: object) -> str:
        try:
            return canonical[value]  # type: ignore[index]
        except (KeyError, TypeError):
            pass
        if not isinstance(value, str):
            raise not_a("文字", value)
        if meanings.get(value):
            raise wrong(f"“{value}”可以指{'或'.join(meanings[value])}，请写明是哪一个")
        raise wrong(f"词汇表没有“{value[:40]}”{_hint(vocabulary, group, value)}")

    return read


def _hint(vocabulary: Vocabulary, group: str, value: str) -> str:
    nearest = vocabulary.nearest(group, value)
    terms = vocabulary.terms[group]
    if nearest:
        return f"，是否应为“{nearest}”"
    return f"，可用：{'、'.join(terms)}" if len(terms) <= 12 else ""


def optional(read: Reader[T]) -> Reader[T | None]:
    """For a key that must be there but may be null."""
    return lambda value: None if value is None else read(value)


def list_of(read: Reader[T]) -> Reader[tuple[T, ...]]:
    def read_list(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise not_a("列表", value)
        if not value:
            return ()
        try:
            return tuple(map(read, value))
        except Wrong:
            places = (faults_of(read, item, f"[{index}]") for index, item in enumerate(value))
            raise Wrong(fault for faults in places for fault in faults) from None

    return read_list


def map_of(read: Reader[T], *, key: Reader[str] = text) -> Reader[Mapping[str, T]]:
    def read_map(value: object) -> Mapping[str, T]:
        if not isinstance(value, dict):
            raise not_a("对象", value)
        if not value:
            return {}
        try:
            return {key(name): read(item) for name, item in value.items()}
        except Wrong:
            raise Wrong(fault for name, item in value.items() for fault in _member_faults(name, item)) from None

    def _member_faults(name: object, item: object) -> Iterator[Fault]:
        place = member(str(name))
        yield from faults_of(key, name, place)
        yield from faults_of(read, item, place)

    return read_map
