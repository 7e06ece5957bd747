"""From the certificate of an authority up to a root that the office trusts (RFC 5280 section 6, as far as it applies)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import SM2_SIGNATURES, PublicKey
from zhiji.core.ledger.timestamp.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

_Kind = TypeVar("_Kind", bound=x509.ExtensionType)
LONGEST_PATH = 6
_UNDERSTOOD = {x509.BasicConstraints.oid, x509.KeyUsage.oid, x509.ExtendedKeyUsage.oid}
_UNREADABLE = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_REFUSED_HASHES = {"md5", "sha1"}


@dataclass(frozen=True)
class Certificate:
    """One certificate by its DER bytes; two with the same bytes are equal."""

    data: bytes

    @cached_property
    def parsed(self) -> x509.Certificate:
        """Raises TimestampError for what is no certificate."""
        if der.integer(self._fields().take()) <= 0:
            raise TimestampError("时间戳机构的证书序号不是正数。")
        try:
            found = x509.load_der_x509_certificate(self.data)
            critical = {extension.oid for extension in found.extensions if extension.critical}
            _ = (
                found.issuer,
                found.subject,
                found.not_valid_before_utc,
                found.not_valid_after_utc,
            )  # read only when asked
        except (ValueError, *_UNREADABLE) as error:
            raise TimestampError("时间戳机构的证书读不出来。") from error
        if critical - _UNDERSTOOD:
            raise TimestampError(f"证书“{name_of(found)}”有不认识的关键扩展。")
        return found

    @property
    def spki(self) -> bytes:
        """Its SubjectPublicKeyInfo, of whatever algorithm."""
        fields = self._fields()
        for _ in range(5):  # serial number, algorithm, issuer, validity, subject
            fields.take()
        return fields.take(der.SEQUENCE).whole

    def _fields(self) -> der.Fields:
        """The signed part, from the serial number on."""
        fields = der.Fields(der.Fields(der.parse(self.data)).take(der.SEQUENCE))
        fields.maybe(der.context(0))
        return fields

    def issued(self, other: Certificate, *, identity: bytes) -> bool:
        """Whether `other` names this one as its issuer and bears its signature. identity: of SM2 signers."""
        child = other.parsed
        if child.issuer != self.parsed.subject:
            return False
        try:
            if child.signature_algorithm_oid.dotted_string in SM2_SIGNATURES:
                key = PublicKey(self.spki, identity)
                key.check("1.2.156.10197.1.501", "sm3", child.signature, child.tbs_certificate_bytes)
            else:
                hashed = child.signature_hash_algorithm
                if hashed and hashed.name in _REFUSED_HASHES:
                    return False
                child.verify_directly_issued_by(self.parsed)
        except (TimestampError, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True

    def check_valid(self, at: datetime) -> None:
        """Raises TimestampError."""
        if not self.parsed.not_valid_before_utc <= at <= self.parsed.not_valid_after_utc:
            raise TimestampError(f"签发时刻不在证书“{name_of(self.parsed)}”的有效期内。")

    def check_stamps(self) -> None:
        """For nothing but time stamps, and marked so that nobody may overlook it (RFC 3161 section 2.3)."""
        usage = _extension(self.parsed, x509.ExtendedKeyUsage)
        if usage is None or not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
            raise TimestampError(f"证书“{name_of(self.parsed)}”不是专用于时间戳的证书。")
        keys = _extension(self.parsed, x509.KeyUsage)
        if keys and not (keys.value.digital_signature or keys.value.content_commitment):
            raise TimestampError(f"证书“{name_of(self.parsed)}”不得用于签名。")

    def may_issue(self, below: int) -> bool:
        """Whether it is a certificate authority's, with `below` authorities between it and the end."""
        basic, keys = _extension(self.parsed, x509.BasicConstraints), _extension(self.parsed, x509.KeyUsage)
        if basic is None or not basic.value.ca or (keys and not keys.value.key_cert_sign):
            return False
        return basic.value.path_length is None or below <= basic.value.path_length


def read_pem(text: str) -> tuple[Certificate, ...]:
    """All certificates of a PEM text, at least one. Raises TimestampError."""
    try:
        found = tuple(
            Certificate(one.public_bytes(Encoding.DER)) for one in x509.load_pem_x509_certificates(text.encode())
        )
    except ValueError as error:
        raise TimestampError("根证书文件不是 PEM 格式的证书。") from error
    _ = [certificate.parsed for certificate in found]
    return found


def name_of(certificate: x509.Certificate) -> str:
    """Its common name, or its whole name."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def path_to(
    roots: Sequence[Certificate], leaf: Certificate, others: Sequence[Certificate], *, identity: bytes
) -> tuple[Certificate, ...]:
    """The certificates from `leaf` to one of `roots`, both included. Raises TimestampError where there is none."""
    pool = [*roots, *others]
    for path in _paths((leaf,), pool, identity):
        if path[-1] in roots:
            return path
    raise TimestampError(f"证书“{name_of(leaf.parsed)}”连不到所信任的根证书。")


def _paths(
    path: tuple[Certificate, ...], pool: Sequence[Certificate], identity: bytes
) -> Iterator[tuple[Certificate, ...]]:
    yield path
    if len(path) >= LONGEST_PATH:
        return
    for issuer in pool:
        if issuer not in path and issuer.may_issue(len(path) - 1) and issuer.issued(path[-1], identity=identity):
            yield from _paths((*path, issuer), pool, identity)


def _extension(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
