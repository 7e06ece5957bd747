"""What an entry's facts say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiji.core.ledger.entry import Entry

WORDS = {
    "kind": "种类",
    "source": "来自",
    "origin": "账本",
    "size": "条数",
    "sha256": "SHA-256",
    "sm3": "SM3",
    "vkeys": "公钥",
    "concluded": "办结",
    "refused": "对方拒绝",
    "cases": "案件数",
    "cosignature": "见证签名",
    "timestamp": "时间戳",
}


def facts_in_words(entry: Entry) -> list[tuple[str, str]]:
    """Name and value of each; a name without a word of its own stays as it is written."""
    return [(WORDS.get(name, name), _value(value)) for name, value in entry.facts.items()]


def _value(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case list():
            return "；".join(map(_value, value))
        case str():
            return WORDS.get(value, value)
        case _:
            return str(value)
