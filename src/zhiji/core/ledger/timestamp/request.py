"""Asking for a time stamp, and what the authority answers (RFC 3161 sections 2.4.1 and 2.4.2)."""

from __future__ import annotations

from dataclasses import dataclass

from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import OF_HASHES, HashName, digest
from zhiji.core.ledger.timestamp.errors import TimestampError

CONTENT_TYPE = "application/timestamp-query"
ANSWER_TYPE = "application/timestamp-reply"
MAX_TOKEN = 64 << 10
_GRANTED = {0, 1}
_REASONS = {
    0: "不认识的算法",
    2: "请求有误",
    5: "格式不对",
    14: "时钟不可用",
    15: "不支持的策略",
    16: "不支持的扩展",
    17: "无法提供附加信息",
    25: "系统故障",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for a stamp over `data`. nonce: at random, at least 64 bits; policy: an OID, or the authority's own."""

    data: bytes
    hash_name: HashName
    nonce: int
    policy: str | None = None

    def encode(self) -> bytes:
        """TimeStampReq, which asks for the certificates too."""
        return der.encode(
            der.SEQUENCE,
            der.encode_integer(1),
            message_imprint(self.hash_name, self.data),
            der.encode_oid(self.policy) if self.policy else b"",
            der.encode_integer(self.nonce),
            der.encode(der.BOOLEAN, b"\xff"),
        )


def message_imprint(hash_name: HashName, data: bytes) -> bytes:
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(OF_HASHES[hash_name]), der.encode(der.NULL))
    return der.encode(der.SEQUENCE, algorithm, der.encode(der.OCTET_STRING, digest(hash_name, data)))


def token_in(answer: bytes) -> bytes:
    """The token of a TimeStampResp, not checked yet. Raises TimestampError with the authority's reason."""
    fields = der.Fields(der.parse(answer))
    status = der.Fields(fields.take(der.SEQUENCE))
    if der.integer(status.take()) not in _GRANTED:
        raise TimestampError(f"时间戳机构没有签发：{_reason(status)}。")
    token = fields.take(der.SEQUENCE).whole
    fields.end()
    if len(token) > MAX_TOKEN:
        raise TimestampError(f"时间戳超过 {MAX_TOKEN} 字节，不予受理。")
    return token


def _reason(status: der.Fields) -> str:
    said = status.maybe(der.SEQUENCE)
    words = [text.content.decode("utf-8", "replace") for text in said.elements()] if said else []
    failure = status.maybe(der.BIT_STRING)
    flags = int.from_bytes(failure.content[1:]) if failure else 0
    width = 8 * len(failure.content[1:]) if failure else 0
    words += [reason for bit, reason in _REASONS.items() if bit < width and flags >> (width - 1 - bit) & 1]
    return "；".join(words) or "未说明原因"
