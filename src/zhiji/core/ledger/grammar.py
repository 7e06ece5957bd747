"""The small grammar that notes, keys, checkpoints, proofs and policies share; every value has exactly one spelling."""

from __future__ import annotations

import base64
import binascii
import re

from zhiji.core.ledger.errors import NoteError

MAX_SIZE = 2**63 - 1
"""The largest tree size, index or POSIX time that the formats can carry."""

_NAME = re.compile(r"[^\s+\ud800-\udfff]+")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def decode_utf8(data: bytes) -> str:
    """Raises NoteError."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("签名文书不是 UTF-8 编码。") from error


def check_text(text: str) -> None:
    """Raises NoteError unless `text` may stand in a note."""
    if _CONTROL.search(text) or not text.endswith("\n") or text == "\n":
        raise NoteError("签名文书的正文须非空、以换行结尾，且不含换行以外的控制字符。")


def check_name(name: str) -> None:
    """Raises NoteError unless `name` may name a key: not empty, no Unicode space, no plus, no control character."""
    if not _NAME.fullmatch(name) or _CONTROL.search(name):
        raise NoteError("密钥名称须非空，不含空白、加号和控制字符。")


def parse_decimal(text: str) -> int:
    """A size, index or time: ASCII digits without leading zeroes, at most 2^63 - 1. Raises NoteError."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise NoteError("条数、序号或时间应为十进制整数，不带前导零，小于 2^63。")
    return int(text)


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """Strict RFC 4648 section 4: padding, alphabet and unused bits exact. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("Base64 写法有误。") from error
    if encode_base64(data) != text:
        raise NoteError("Base64 写法不唯一（尾部多余位不为零）。")
    return data
