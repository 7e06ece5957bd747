"""What a time-stamp token says: CMS SignedData (RFC 5652) around a TSTInfo (RFC 3161 section 2.4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import HashName, algorithm_oid, hash_named
from zhiji.core.ledger.timestamp.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SIGNED_DATA = {"1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"}
"""PKCS #7, and GB/T 35275 in its place."""
TST_INFO = "1.2.840.113549.1.9.16.1.4"
MOST_CERTIFICATES = 20


@dataclass(frozen=True, slots=True)
class TstInfo:
    """What the authority states: it saw `imprint` under `policy` at `time`."""

    policy: str
    hash_name: HashName
    imprint: bytes
    serial: int
    time: datetime
    nonce: int | None


@dataclass(frozen=True, slots=True)
class Token:
    """content: the exact bytes of `info`; certificates: DER, as many as the authority sent along."""

    info: TstInfo
    content: bytes
    certificates: tuple[bytes, ...]
    signer: Signer


@dataclass(frozen=True, slots=True)
class Signer:
    """attributes: the one value of each signed attribute by OID; signed: the bytes under the signature.

    digest_algorithm, signature_algorithm: value octets of their AlgorithmIdentifiers.
    """

    hash_name: HashName
    algorithm: str
    signature: bytes
    attributes: Mapping[str, der.Element]
    signed: bytes
    digest_algorithm: bytes
    signature_algorithm: bytes


def parse_token(data: bytes) -> Token:
    """Reads a ContentInfo; nothing is verified yet. Raises TimestampError."""
    content_info = der.Fields(der.parse(data))
    if der.oid(content_info.take()) not in SIGNED_DATA:
        raise TimestampError("时间戳不是签名数据（SignedData）。")
    signed_data = der.Fields(content_info.take(der.context(0)).only(der.SEQUENCE))
    content_info.end()
    der.integer(signed_data.take())
    signed_data.take(der.SET)
    content = _content(signed_data.take(der.SEQUENCE))
    certificates = signed_data.maybe(der.context(0))
    signed_data.maybe(der.context(1))
    signer = _signer(signed_data.take(der.SET).only(der.SEQUENCE))
    signed_data.end()
    return Token(parse_info(content), content, _certificates(certificates), signer)


def parse_info(content: bytes) -> TstInfo:
    """Raises TimestampError."""
    fields = der.Fields(der.parse(content))
    if der.integer(fields.take()) != 1:
        raise TimestampError("不认识的时间戳版本。")
    policy = der.oid(fields.take())
    imprint = der.Fields(fields.take(der.SEQUENCE))
    hash_name, hashed = hash_named(imprint.take(der.SEQUENCE)), der.octets(imprint.take())
    imprint.end()
    serial, time = der.integer(fields.take()), der.time(fields.take())
    fields.maybe(der.SEQUENCE)  # accuracy
    ordering = fields.maybe(der.BOOLEAN)
    if ordering:
        der.boolean(ordering)
    nonce = fields.maybe(der.INTEGER)
    fields.maybe(der.context(0))  # tsa
    if fields.maybe(der.context(1)):
        raise TimestampError("时间戳带有不认识的扩展。")
    fields.end()
    return TstInfo(policy, hash_name, hashed, serial, time, der.integer(nonce) if nonce else None)


def _content(encapsulated: der.Element) -> bytes:
    fields = der.Fields(encapsulated)
    if der.oid(fields.take()) != TST_INFO:
        raise TimestampError("签名数据里不是时间戳（TSTInfo）。")
    content = der.octets(fields.take(der.context(0)).only(der.OCTET_STRING))
    fields.end()
    return content


def _certificates(element: der.Element | None) -> tuple[bytes, ...]:
    """Those of the ordinary kind. DER wants them sorted; authorities often do not."""
    found = tuple(one.whole for one in element.elements() if one.tag == der.SEQUENCE) if element else ()
    if len(found) > MOST_CERTIFICATES:
        raise TimestampError(f"时间戳带了多于 {MOST_CERTIFICATES} 张证书，不予受理。")
    return found


def _signer(element: der.Element) -> Signer:
    fields = der.Fields(element)
    der.integer(fields.take())
    fields.take()  # the signer's name for himself; the attribute signingCertificate is what counts
    digest_algorithm = fields.take(der.SEQUENCE)
    attributes = fields.take(der.context(0))
    algorithm = fields.take(der.SEQUENCE)
    signature = der.octets(fields.take())
    fields.maybe(der.context(1))
    fields.end()
    return Signer(
        hash_name=hash_named(digest_algorithm),
        algorithm=algorithm_oid(algorithm),
        signature=signature,
        attributes=_attributes(attributes),
        signed=bytes([der.SET]) + attributes.whole[1:],
        digest_algorithm=digest_algorithm.content,
        signature_algorithm=algorithm.content,
    )


def _attributes(element: der.Element) -> Mapping[str, der.Element]:
    found: dict[str, der.Element] = {}
    for attribute in element.elements():
        fields = der.Fields(attribute)
        name, values = der.oid(fields.take()), list(fields.take(der.SET).elements())
        fields.end()
        if name in found or len(values) != 1:
            raise TimestampError("时间戳的签名属性重复，或不是恰有一个值。")
        found[name] = values[0]
    return found
