"""From the certificate of an authority up to a root that the office trusts (RFC 5280 section 6, as far as it applies)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import SM2_SIGNATURES, PublicKey, algorithm_oid
from zhiji.core.ledger.timestamp.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from zhiji.core.ledger.timestamp.algorithms import HashName

LONGEST_PATH = 6
_BASIC_CONSTRAINTS, _KEY_USAGE, _EXTENDED_KEY_USAGE = "2.5.29.19", "2.5.29.15", "2.5.29.37"
_UNDERSTOOD = {_BASIC_CONSTRAINTS, _KEY_USAGE, _EXTENDED_KEY_USAGE}
_TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
_DIGITAL_SIGNATURE, _CONTENT_COMMITMENT, _KEY_CERT_SIGN = 0x80, 0x40, 0x04
_COMMON_NAME = "2.5.4.3"
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contents:
    """signed: the bytes under the signature; issuer, subject, spki: DER; extensions: (critical, value) by OID."""

    signed: bytes
    issuer: bytes
    subject: bytes
    start: datetime
    end: datetime
    spki: bytes
    extensions: Mapping[str, tuple[bool, der.Element]]
    algorithm: str
    signature: bytes


@dataclass(frozen=True)
class Certificate:
    """One certificate by its DER bytes; two with the same bytes are equal."""

    data: bytes

    @cached_property
    def contents(self) -> Contents:
        """Raises TimestampError for what is no certificate of version 3, or has a critical extension unknown here."""
        whole = der.Fields(der.parse(self.data))
        signed, outer, signature = whole.take(der.SEQUENCE), whole.take(der.SEQUENCE), der.bits(whole.take())
        whole.end()
        fields = der.Fields(signed)
        version, serial = fields.take(der.context(0)).only(der.INTEGER), der.integer(fields.take())
        inner, issuer = fields.take(der.SEQUENCE), fields.take(der.SEQUENCE)
        start, end = map(der.time, _pair(fields.take(der.SEQUENCE)))
        subject, spki = fields.take(der.SEQUENCE), fields.take(der.SEQUENCE)
        for unique_identifier in (1, 2):
            fields.maybe(der.context(unique_identifier, constructed=False))
        extensions = fields.maybe(der.context(3))
        fields.end()
        if der.integer(version) != 2 or serial <= 0 or inner.whole != outer.whole:
            raise TimestampError("时间戳机构的证书版本、序号或算法写法不合规定。")
        return Contents(
            signed=signed.whole,
            issuer=issuer.whole,
            subject=subject.whole,
            start=start,
            end=end,
            spki=spki.whole,
            extensions=_extensions(extensions),
            algorithm=algorithm_oid(outer),
            signature=signature,
        )

    @property
    def name(self) -> str:
        """The subject's common name, or what else it is called."""
        names = [
            fields
            for several in der.parse(self.contents.subject).elements()
            for fields in map(_pair, several.elements())
            if der.oid(fields[0]) == _COMMON_NAME
        ]
        return _text(names[0][1]) if names else "（没有名称）"

    def issued(self, other: Certificate, *, identity: bytes) -> bool:
        """Whether `other` names this one as its issuer and bears its signature. identity: of SM2 signers."""
        child = other.contents
        if child.issuer != self.contents.subject:
            return False
        hashed: HashName = "sm3" if child.algorithm in SM2_SIGNATURES else "sha256"
        try:
            PublicKey(self.contents.spki, identity).check(child.algorithm, hashed, child.signature, child.signed)
        except TimestampError:
            return False
        return True

    def check_valid(self, at: datetime) -> None:
        """Raises TimestampError."""
        if not self.contents.start <= at <= self.contents.end:
            raise TimestampError(f"签发时刻不在证书“{self.name}”的有效期内。")

    def check_stamps(self) -> None:
        """For nothing but time stamps, and marked so that nobody may overlook it (RFC 3161 section 2.3)."""
        critical, usage = self.contents.extensions.get(_EXTENDED_KEY_USAGE, (False, None))
        if usage is None or not critical or list(map(der.oid, usage.elements())) != [_TIME_STAMPING]:
            raise TimestampError(f"证书“{self.name}”不是专用于时间戳的证书。")
        if not self._may(_DIGITAL_SIGNATURE | _CONTENT_COMMITMENT):
            raise TimestampError(f"证书“{self.name}”不得用于签名。")

    def may_issue(self, below: int) -> bool:
        """Whether it is a certificate authority's, with `below` authorities between it and the end."""
        _, basic = self.contents.extensions.get(_BASIC_CONSTRAINTS, (False, None))
        if basic is None or not self._may(_KEY_CERT_SIGN):
            return False
        fields = der.Fields(basic)
        authority, longest = fields.maybe(der.BOOLEAN), fields.maybe(der.INTEGER)
        return authority is not None and der.boolean(authority) and (longest is None or below <= der.integer(longest))

    def _may(self, usage: int) -> bool:
        """By its extension keyUsage, where it has one."""
        _, found = self.contents.extensions.get(_KEY_USAGE, (False, None))
        return found is None or bool(found.tag == der.BIT_STRING and found.content[1:2] and found.content[1] & usage)


def read_pem(text: str) -> tuple[Certificate, ...]:
    """All certificates of a PEM text, at least one. Raises TimestampError."""
    try:
        found = tuple(
            Certificate(base64.b64decode("".join(body.split()), validate=True)) for body in _PEM.findall(text)
        )
    except binascii.Error as error:
        raise TimestampError("根证书文件不是 PEM 格式的证书。") from error
    if not found:
        raise TimestampError("根证书文件里没有 PEM 格式的证书（BEGIN CERTIFICATE）。")
    _ = [certificate.contents for certificate in found]
    return found


def path_to(
    roots: Sequence[Certificate], leaf: Certificate, others: Sequence[Certificate], *, identity: bytes
) -> tuple[Certificate, ...]:
    """The certificates from `leaf` to one of `roots`, both included. Raises TimestampError where there is none."""
    for path in _paths((leaf,), [*roots, *others], identity):
        if path[-1] in roots:
            return path
    raise TimestampError(f"证书“{leaf.name}”连不到所信任的根证书。")


def _paths(
    path: tuple[Certificate, ...], pool: Sequence[Certificate], identity: bytes
) -> Iterator[tuple[Certificate, ...]]:
    yield path
    if len(path) >= LONGEST_PATH:
        return
    for issuer in pool:
        if issuer not in path and issuer.may_issue(len(path) - 1) and issuer.issued(path[-1], identity=identity):
            yield from _paths((*path, issuer), pool, identity)


def _extensions(element: der.Element | None) -> Mapping[str, tuple[bool, der.Element]]:
    found: dict[str, tuple[bool, der.Element]] = {}
    for extension in element.only(der.SEQUENCE).elements() if element else ():
        fields = der.Fields(extension)
        name, marked, value = der.oid(fields.take()), fields.maybe(der.BOOLEAN), der.octets(fields.take())
        fields.end()
        critical = marked is not None and der.boolean(marked)
        if name in found or (critical and name not in _UNDERSTOOD):
            raise TimestampError(f"时间戳机构的证书有重复的或不认识的关键扩展（{name}）。")
        if name in _UNDERSTOOD:
            found[name] = critical, der.parse(value)
    return found


def _pair(element: der.Element) -> tuple[der.Element, der.Element]:
    fields = der.Fields(element)
    pair = fields.take(), fields.take()
    fields.end()
    return pair


def _text(element: der.Element) -> str:
    encoding = "utf-16-be" if element.tag == der.BMP_STRING else "utf-8"
    return element.content.decode(encoding, "replace")
