"""Digests and signatures that a time stamp may use. SHA-1 and MD5 are not among them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from zhiji.core.ledger import digests, sm2
from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Mapping

HashName: TypeAlias = Literal["sha256", "sha384", "sha512", "sm3"]
HASHES: Mapping[str, HashName] = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "1.2.156.10197.1.401": "sm3",
}
OF_HASHES: Mapping[HashName, str] = {name: dotted for dotted, name in HASHES.items()}
_CLASSIC = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}

_BY_KEY = {"1.2.840.113549.1.1.1", "1.2.840.10045.2.1", "1.3.101.112"}
"""Names of keys that CMS also takes for signatures; the digest is then the signer's."""
_WITH_HASH: Mapping[str, HashName] = {
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
SM2_SIGNATURES = {"1.2.156.10197.1.501", "1.2.156.10197.1.301.1", "1.2.156.10197.1.301"}
_SM2_CURVE = "1.2.156.10197.1.301"
_SMALLEST_RSA = 2048


@dataclass(frozen=True, slots=True)
class PublicKey:
    """spki: a SubjectPublicKeyInfo; identity: of the signer where the key is SM2 (GM/T 0009)."""

    spki: bytes
    identity: bytes = sm2.IDENTITY

    def check(self, algorithm: str, hash_name: HashName, signature: bytes, message: bytes) -> None:
        """Raises TimestampError unless `signature` by `algorithm` (an OID; `hash_name`: the signer's) holds."""
        if algorithm in SM2_SIGNATURES:
            holds = hash_name == "sm3" and self._sm2(signature, message)
        else:
            holds = self._classic(algorithm, hash_name, signature, message)
        if not holds:
            raise TimestampError("时间戳或其证书的签名不成立，内容被改动过。")

    def _sm2(self, signature: bytes, message: bytes) -> bool:
        point = sm2_point(self.spki)
        fields = der.Fields(der.parse(signature))
        r, s = der.integer(fields.take()), der.integer(fields.take())
        fields.end()
        if point is None or not (0 <= r < sm2.N and 0 <= s < sm2.N):
            return False
        return sm2.verify(point, r.to_bytes(32) + s.to_bytes(32), message, identity=self.identity)

    def _classic(self, algorithm: str, hash_name: HashName, signature: bytes, message: bytes) -> bool:
        used = _WITH_HASH.get(algorithm, hash_name if algorithm in _BY_KEY else None)
        if used not in _CLASSIC:
            raise TimestampError(f"时间戳用了不受理的签名算法（{algorithm}）；受理 RSA、ECDSA、Ed25519 和 SM2。")
        try:
            key = load_der_public_key(self.spki)
            match key:
                case rsa.RSAPublicKey() if key.key_size >= _SMALLEST_RSA:
                    key.verify(signature, message, padding.PKCS1v15(), _CLASSIC[used])
                case ec.EllipticCurvePublicKey():
                    key.verify(signature, message, ec.ECDSA(_CLASSIC[used]))
                case ed25519.Ed25519PublicKey():
                    key.verify(signature, message)
                case _:
                    return False
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def hash_named(algorithm: der.Element) -> HashName:
    """The digest that an AlgorithmIdentifier names. Raises TimestampError for any that is not trusted any more."""
    dotted = algorithm_oid(algorithm)
    if dotted not in HASHES:
        raise TimestampError(f"时间戳用了不受理的摘要算法（{dotted}）；受理 SHA-256、SHA-384、SHA-512 和 SM3。")
    return HASHES[dotted]


def algorithm_oid(algorithm: der.Element) -> str:
    return der.oid(der.Fields(algorithm).take())


def digest(name: HashName, data: bytes) -> bytes:
    return digests.digest("sm3", data) if name == "sm3" else hashlib.new(name, data).digest()


def sm2_point(spki: bytes) -> bytes | None:
    """The point 0x04 ‖ x ‖ y of an SM2 key; both ways of naming its algorithm are in use."""
    fields = der.Fields(der.parse(spki))
    names = [der.oid(name) for name in fields.take(der.SEQUENCE).elements() if name.tag == der.OID]
    return der.bits(fields.take()) if _SM2_CURVE in names else None
