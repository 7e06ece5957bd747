"""DER (X.690), as much as time stamps need. Reading is strict: one value, one sequence of bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from zhiji.core.ledger.timestamp.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8_STRING, UTC_TIME, GENERALIZED_TIME, BMP_STRING, SEQUENCE, SET = 0x0C, 0x17, 0x18, 0x1E, 0x30, 0x31
_TIME = re.compile(r"(\d{14})(?:\.(\d{0,9}[1-9]))?Z", re.ASCII)


def context(number: int, *, constructed: bool = True) -> int:
    """The identifier octet of a context-specific tag."""
    return (0xA0 if constructed else 0x80) | number


@dataclass(frozen=True, slots=True)
class Element:
    """One value. content: its value octets; whole: with tag and length."""

    tag: int
    content: bytes
    whole: bytes

    def elements(self) -> Iterator[Element]:
        """What a constructed value consists of."""
        rest = self.content
        while rest:
            element, rest = _split(rest)
            yield element

    def only(self, tag: int) -> Element:
        """The one element that it consists of."""
        fields = Fields(self)
        found = fields.take(tag)
        fields.end()
        return found


class Fields:
    """The elements of a SEQUENCE, taken one after another."""

    def __init__(self, element: Element) -> None:
        self._left = list(element.elements())

    def take(self, tag: int | None = None) -> Element:
        """The next one, which must have `tag`, if given."""
        if not self._left or (tag is not None and self._left[0].tag != tag):
            raise TimestampError("时间戳的结构不对：缺少应有的栏目或类型不符。")
        return self._left.pop(0)

    def maybe(self, tag: int) -> Element | None:
        """The next one if it has `tag`."""
        return self._left.pop(0) if self._left and self._left[0].tag == tag else None

    def end(self) -> None:
        if self._left:
            raise TimestampError("时间戳的结构不对：有多余的栏目。")


def parse(data: bytes) -> Element:
    """The one value that `data` is, to the last byte. Raises TimestampError."""
    element, rest = _split(data)
    if rest:
        raise TimestampError("时间戳的 DER 编码后面有多余的字节。")
    return element


def _split(data: bytes) -> tuple[Element, bytes]:
    tag, length, start = data[0] if data else 0x1F, data[1] if len(data) > 1 else 0x80, 2
    if tag & 0x1F == 0x1F or length in {0x80, 0xFF}:
        raise TimestampError("时间戳不是 DER 编码：标签或长度不合规定。")
    if length > 0x80:
        start = 2 + length - 0x80
        length = int.from_bytes(data[2:start])
        if length < 0x80 or data[2] == 0 or start > 6:
            raise TimestampError("时间戳不是 DER 编码：长度不是最短写法。")
    end = start + length
    if end > len(data):
        raise TimestampError("时间戳的 DER 编码不完整。")
    return Element(tag, data[start:end], data[:end]), data[end:]


def integer(element: Element) -> int:
    content = _content(element, INTEGER)
    if not content or (len(content) > 1 and content[0] in {0, 0xFF} and (content[0] ^ content[1]) < 0x80):
        raise TimestampError("时间戳的整数不是最短写法。")
    return int.from_bytes(content, signed=True)


def octets(element: Element) -> bytes:
    return _content(element, OCTET_STRING)


def bits(element: Element) -> bytes:
    """A BIT STRING of whole octets."""
    content = _content(element, BIT_STRING)
    if content[:1] != b"\0":
        raise TimestampError("时间戳的位串不是整字节。")
    return content[1:]


def oid(element: Element) -> str:
    """Dotted decimal."""
    content = _content(element, OID)
    if not content or content[-1] & 0x80:
        raise TimestampError("时间戳的对象标识不完整。")
    arcs, value = [], 0
    for octet in content:
        if octet == 0x80 and not value:
            raise TimestampError("时间戳的对象标识不是最短写法。")
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def boolean(element: Element) -> bool:
    content = _content(element, BOOLEAN)
    if content not in {b"\0", b"\xff"}:
        raise TimestampError("时间戳的布尔值不是 DER 写法。")
    return content == b"\xff"


def time(element: Element) -> datetime:
    """UTC, to the second or with a fraction without trailing zeros, which is cut to microseconds (RFC 3161, RFC 5280)."""
    written = element.content.decode("ascii", "replace")
    if element.tag == UTC_TIME:
        written = ("19" if written[:1] >= "5" else "20") + written
    found = _TIME.fullmatch(written) if element.tag in {UTC_TIME, GENERALIZED_TIME} else None
    try:
        whole = datetime.strptime(found[1] if found else "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise TimestampError("时间戳的时刻写法不对。") from error
    fraction = (found and found[2]) or "0"
    return whole + timedelta(microseconds=int(fraction[:6].ljust(6, "0")))


def encode(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def encode_integer(value: int) -> bytes:
    magnitude = value if value >= 0 else ~value
    return encode(INTEGER, value.to_bytes(magnitude.bit_length() // 8 + 1, signed=True))


def encode_oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    return encode(OID, *map(_base128, (40 * first + second, *rest)))


def _base128(value: int) -> bytes:
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(value & 0x7F | 0x80)
    return bytes(reversed(octets))


def _content(element: Element, tag: int) -> bytes:
    if element.tag != tag:
        raise TimestampError("时间戳的结构不对：栏目类型不符。")
    return element.content
