"""Does a token prove that a text existed at its time? Everything RFC 3161, 5035 and 5652 ask, and nothing by default."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from zhiji.core.ledger import sm2
from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import PublicKey, digest, hash_named
from zhiji.core.ledger.timestamp.certificates import Certificate, path_to
from zhiji.core.ledger.timestamp.errors import TimestampError
from zhiji.core.ledger.timestamp.token import TST_INFO, parse_token

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.ledger.timestamp.algorithms import HashName
    from zhiji.core.ledger.timestamp.token import Signer, Token

_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_CERTIFICATE, _CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe. policies: OIDs that are accepted, any if empty; identity: of SM2 signers (GM/T 0009)."""

    roots: tuple[Certificate, ...]
    policies: frozenset[str] = frozenset()
    identity: bytes = sm2.IDENTITY


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sound token establishes. authority: the name in its certificate."""

    time: datetime
    authority: str
    serial: int
    policy: str


class _Named(NamedTuple):
    name: HashName | Literal["sha1"]
    value: bytes


def check_token(data: bytes, text: bytes, trust: Trust, *, nonce: int | None = None) -> Stamp:
    """The stamp over `text`. nonce: that of the request the token answers, if it is fresh. Raises TimestampError."""
    token = parse_token(data)
    _check_info(token, text, trust, nonce)
    certificate = _signing_certificate(token)
    _check_attributes(token)
    signer = token.signer
    key = PublicKey(certificate.contents.spki, trust.identity)
    key.check(signer.algorithm, signer.hash_name, signer.signature, signer.signed)
    certificate.check_stamps()
    others = [Certificate(one) for one in token.certificates]
    for one in path_to(trust.roots, certificate, others, identity=trust.identity):
        one.check_valid(token.info.time)
    return Stamp(token.info.time, certificate.name, token.info.serial, token.info.policy)


def _check_info(token: Token, text: bytes, trust: Trust, nonce: int | None) -> None:
    info = token.info
    if info.imprint != digest(info.hash_name, text):
        raise TimestampError("时间戳盖的不是这个检查点：摘要不符。")
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("时间戳不是对这次请求的回答：随机数不符。")
    if trust.policies and info.policy not in trust.policies:
        raise TimestampError(f"时间戳的策略（{info.policy}）不在所信任的之列。")


def _signing_certificate(token: Token) -> Certificate:
    """The certificate that the signed attributes name by its digest: whoever swaps it breaks the signature."""
    named = [_named(token.signer, attribute) for attribute in (_CERTIFICATE, _CERTIFICATE_V2)]
    if not any(named):
        raise TimestampError("时间戳没有指明签名证书。")
    for data in token.certificates:
        if all(_digest(one.name, data) == one.value for one in named if one):
            return Certificate(data)
    raise TimestampError("时间戳没有带上所指明的签名证书。")


def _digest(name: HashName | Literal["sha1"], data: bytes) -> bytes:
    """SHA-1 only tells certificates apart here; the signature does not rest on it."""
    return hashlib.sha1(data, usedforsecurity=False).digest() if name == "sha1" else digest(name, data)


def _named(signer: Signer, attribute: str) -> _Named | None:
    """The first certificate in an attribute, which is the signer's (RFC 2634 section 5.4, RFC 5035)."""
    if attribute not in signer.attributes:
        return None
    listed = der.Fields(signer.attributes[attribute]).take(der.SEQUENCE)
    identifier = der.Fields(der.Fields(listed).take(der.SEQUENCE))
    if attribute == _CERTIFICATE:
        return _Named("sha1", der.octets(identifier.take()))
    algorithm = identifier.maybe(der.SEQUENCE)
    return _Named(hash_named(algorithm) if algorithm else "sha256", der.octets(identifier.take()))


def _check_attributes(token: Token) -> None:
    signer = token.signer
    content_type, message_digest = signer.attributes.get(_CONTENT_TYPE), signer.attributes.get(_MESSAGE_DIGEST)
    if content_type is None or der.oid(content_type) != TST_INFO:
        raise TimestampError("时间戳的签名属性没有说明内容种类。")
    if message_digest is None or der.octets(message_digest) != digest(signer.hash_name, token.content):
        raise TimestampError("时间戳的内容与签名属性中的摘要不符，内容被改动过。")
    if protection := signer.attributes.get(_ALGORITHM_PROTECTION):
        fields = der.Fields(protection)
        stated = fields.take(der.SEQUENCE).content, fields.take(der.context(1)).content
        if stated != (signer.digest_algorithm, signer.signature_algorithm):
            raise TimestampError("时间戳的算法与签名属性中所写的不符。")
