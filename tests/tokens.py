"""Time-stamp tokens built by hand, so that each part can be wrong on purpose; also the only maker of SM2 ones here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from zhiji.core.ledger import sm2
from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.timestamp.algorithms import OF_HASHES, digest
from zhiji.core.ledger.timestamp.request import message_imprint

if TYPE_CHECKING:
    from tests.authority import Issued

TEXT = b"zhiji.local/1\n7\nAAAA\n"
AT = datetime(2026, 3, 9, 1, 2, 3, tzinfo=UTC)
SECRET = 0x1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF


def seq(*parts):
    return der.encode(der.SEQUENCE, *parts)


def algorithm(dotted):
    return seq(der.encode_oid(dotted))


def attribute(dotted, value):
    return seq(der.encode_oid(dotted), der.encode(der.SET, value))


class Sm2Authority:
    """A self-signed SM2 certificate for time stamps. `old_key_name`: the key is named as some roots do, 1.2.156.10197.1.301 alone."""

    def __init__(self, *, old_key_name=False, identity=sm2.IDENTITY):
        self.identity = identity
        x, y, z = sm2._multiple(sm2.G, SECRET)
        x, y = x * pow(z, -2, sm2.P) % sm2.P, y * pow(z, -3, sm2.P) % sm2.P
        self.point = b"\4" + x.to_bytes(32) + y.to_bytes(32)
        self.der = self._certificate(old_key_name)

    def sign(self, message):
        e = int.from_bytes(sm2.message_digest(self.point, message, identity=self.identity))
        k = int.from_bytes(hashlib.sha256(message).digest())
        x, _, z = sm2._multiple(sm2.G, k)
        r = (e + x * pow(z, -2, sm2.P) % sm2.P) % sm2.N
        s = pow(1 + SECRET, -1, sm2.N) * (k - r * SECRET) % sm2.N
        return seq(der.encode_integer(r), der.encode_integer(s))

    def _certificate(self, old_key_name):
        curve = der.encode_oid("1.2.156.10197.1.301")
        key_name = seq(curve) if old_key_name else seq(der.encode_oid("1.2.840.10045.2.1"), curve)
        name = seq(
            der.encode(der.SET, seq(der.encode_oid("2.5.4.3"), der.encode(der.UTF8_STRING, "国密时间戳".encode())))
        )
        dates = seq(der.encode(0x17, b"200101000000Z"), der.encode(0x17, b"490101000000Z"))
        usage = seq(
            der.encode_oid("2.5.29.37"),
            der.encode(der.BOOLEAN, b"\xff"),
            der.encode(der.OCTET_STRING, seq(der.encode_oid("1.3.6.1.5.5.7.3.8"))),
        )
        signature = algorithm("1.2.156.10197.1.501")
        key = seq(key_name, der.encode(der.BIT_STRING, b"\0", self.point))
        body = seq(
            der.encode(der.context(0), der.encode_integer(2)),
            der.encode_integer(7),
            signature,
            name,
            dates,
            name,
            key,
            der.encode(der.context(3), seq(usage)),
        )
        return seq(body, signature, der.encode(der.BIT_STRING, b"\0", self.sign(body)))


@dataclass
class Making:
    """A token under way: change what should be wrong, then `build`."""

    signer: Issued | Sm2Authority
    certificates: list = field(default_factory=list)
    text: bytes = TEXT
    time: bytes = b"20260309010203Z"
    nonce: int | None = None
    policy: str = "1.2.3.4.1"
    hash_name: str = "sha256"
    content_type: str = "1.2.840.113549.1.7.2"
    extra_info: bytes = b""
    signed: bytes | None = None
    drop: tuple = ()
    extra: tuple = ()
    named: bytes | None = None
    stated: str | None = None

    def info(self):
        return seq(
            der.encode_integer(1),
            der.encode_oid(self.policy),
            message_imprint(self.hash_name, self.text),
            der.encode_integer(42),
            der.encode(der.GENERALIZED_TIME, self.time),
            der.encode_integer(self.nonce) if self.nonce is not None else b"",
            self.extra_info,
        )

    def attributes(self, info):
        name = OF_HASHES[self.hash_name]
        digested = digest(self.hash_name, self.named or self.signer.der)
        all_of_them = {
            "type": attribute("1.2.840.113549.1.9.3", der.encode_oid("1.2.840.113549.1.9.16.1.4")),
            "digest": attribute("1.2.840.113549.1.9.4", der.encode(der.OCTET_STRING, digest(self.hash_name, info))),
            "certificate": attribute(
                "1.2.840.113549.1.9.16.2.47",
                seq(seq(seq(algorithm(name), der.encode(der.OCTET_STRING, digested)))),
            ),
            "protection": attribute(
                "1.2.840.113549.1.9.52",
                seq(algorithm(name), der.encode(der.context(1), der.encode_oid(self.stated or self.algorithm()))),
            ),
        }
        return b"".join([one for key, one in all_of_them.items() if key not in self.drop] + list(self.extra))

    def algorithm(self):
        match getattr(self.signer, "key", None):
            case rsa.RSAPrivateKey():
                return "1.2.840.113549.1.1.1"
            case ec.EllipticCurvePrivateKey():
                return "1.2.840.10045.4.3.2"
            case ed25519.Ed25519PrivateKey():
                return "1.3.101.112"
            case _:
                return "1.2.156.10197.1.501"

    def signature(self, message):
        match getattr(self.signer, "key", None):
            case rsa.RSAPrivateKey() as key:
                return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
            case ec.EllipticCurvePrivateKey() as key:
                return key.sign(message, ec.ECDSA(hashes.SHA256()))
            case ed25519.Ed25519PrivateKey() as key:
                return key.sign(message)
            case _:
                return self.signer.sign(message)

    def build(self):
        info = self.info()
        attributes = self.attributes(info)
        signature = self.signature(self.signed or der.encode(der.SET, attributes))
        signer_info = seq(
            der.encode_integer(1),
            seq(seq(), der.encode_integer(7)),
            algorithm(OF_HASHES[self.hash_name]),
            der.encode(der.context(0), attributes),
            algorithm(self.algorithm()),
            der.encode(der.OCTET_STRING, signature),
        )
        signed_data = seq(
            der.encode_integer(3),
            der.encode(der.SET, algorithm(OF_HASHES[self.hash_name])),
            seq(
                der.encode_oid("1.2.840.113549.1.9.16.1.4"),
                der.encode(der.context(0), der.encode(der.OCTET_STRING, info)),
            ),
            der.encode(der.context(0), *(one.der for one in [self.signer, *self.certificates])),
            der.encode(der.SET, signer_info),
        )
        return seq(der.encode_oid(self.content_type), der.encode(der.context(0), signed_data))
