"""The restricted canonical form: one value, one sequence of bytes.

A subset of RFC 8785 (JCS): objects whose keys match `[a-z][a-z0-9_]*`, arrays, strings without lone surrogates,
integers between -(2^53 - 1) and 2^53 - 1, true, false, null; no floats; at most 32 levels deep.
Within it the standard library's compact, sorted output is already JCS.

Free JSON (Chinese keys, decimal numbers) enters it as one string: `free_json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

from zhiji.core.ledger.errors import CanonicalError

Canonical: TypeAlias = "bool | int | str | list[Canonical] | dict[str, Canonical] | None"

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32

_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def canonical_bytes(value: object) -> bytes:
    """The canonical bytes of `value`; mappings, lists and tuples may nest.

    Raises CanonicalError for anything outside the restricted form.
    """
    _check(value, depth=0)
    return _encoded(value)


def parse_canonical(data: bytes) -> Canonical:
    """The value of `data`, which must be canonical to the last byte.

    Raises CanonicalError otherwise; so duplicate keys, spare spaces and other spellings of a number are refused.
    """
    try:
        value: Canonical = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise CanonicalError("内容不是 UTF-8 编码的 JSON，请核对来源。") from error
    if canonical_bytes(value) != data:
        raise CanonicalError("JSON 内容不是规范写法（键序、空格、转义或重复键），请核对来源。")
    return value


def free_json(value: object) -> str:
    """Any JSON value as one string that is the same before and after a database: sorted keys, whole numbers as integers.

    Raises CanonicalError for what JSON cannot carry exactly: NaN, infinities, integers of 2^53 and more.
    """
    return _encoded(_exact(value, depth=0)).decode()


def _encoded(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("文字中有不成对的代理字符，无法按 UTF-8 写出。") from error


def _check(value: object, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CanonicalError(f"内容嵌套超过 {MAX_DEPTH} 层。")
    match value:
        case str() | bool() | None:
            return
        case int():
            _check_integer(value)
        case list() | tuple():
            for item in value:
                _check(item, depth=depth + 1)
        case dict():
            for key, item in value.items():
                _check_key(key)
                _check(item, depth=depth + 1)
        case _:
            raise CanonicalError(f"规范写法不收 {type(value).__name__} 类型的值：{value!r}。")


def _check_integer(value: int) -> None:
    if abs(value) > MAX_INTEGER:
        raise CanonicalError(f"整数 {value} 超出 ±(2^53-1)，别的程序读不准，请改用文字。")


def _check_key(key: object) -> None:
    if not (isinstance(key, str) and _KEY.fullmatch(key)):
        raise CanonicalError(f"键 {key!r} 只能用小写英文字母、数字和下划线，并以字母开头。")


def _exact(value: object, *, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise CanonicalError(f"内容嵌套超过 {MAX_DEPTH} 层。")
    match value:
        case str() | bool() | None:
            return value
        case int():
            _check_integer(value)
            return value
        case float():
            return _exact_number(value)
        case list() | tuple():
            return [_exact(item, depth=depth + 1) for item in value]
        case Mapping():
            return {str(key): _exact(item, depth=depth + 1) for key, item in value.items()}
        case _:
            raise CanonicalError(f"JSON 不收 {type(value).__name__} 类型的值：{value!r}。")


def _exact_number(value: float) -> int | float:
    """A database may hand back 1.0 as 1: both are written 1."""
    if not abs(value) <= MAX_INTEGER:
        raise CanonicalError(f"数 {value} 超出 ±(2^53-1)，请改用文字。")
    return int(value) if value.is_integer() else value
