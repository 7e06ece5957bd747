"""Checking SM2 signatures (GB/T 32918.2-2016 on the curve of GB/T 32918.5-2017), in plain integers.

Only public values pass through here, so its timing gives nothing away. Signing is not done here: zhiji.external.sm2.
Multiples of a fixed point are sums out of a table, one addition for each hexadecimal digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from zhiji.core.ledger.digests import digest

IDENTITY = b"1234567812345678"
"""The signer's identity where nobody agreed on another one (GM/T 0009). Always passed explicitly: libraries differ."""
PUBLIC_SIZE = 65
SIGNATURE_SIZE = 64

P = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
A = P - 3
B = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93
N = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123
G = (
    0x32C4AE2C_1F198119_5F990446_6A39C994_8FE30BBF_F2660BE1_715A4589_334C74C7,
    0xBC3736A2_F4F6779C_59BDCEE3_6B692153_D0A9877C_C62A4740_02DF32E5_2139F0A0,
)

Affine: TypeAlias = tuple[int, int]
_Jacobian: TypeAlias = tuple[int, int, int]
_INFINITY: _Jacobian = (1, 1, 0)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, for known-answer tests."""

    private: bytes
    public: bytes
    message: bytes
    signature: bytes


EXAMPLE = Example(
    private=bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"),
    public=bytes.fromhex(
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    ),
    message=b"message digest",
    signature=bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    ),
)
"""GB/T 32918.5-2017 appendix A.2, under IDENTITY."""


def verify(public: bytes, signature: bytes, message: bytes, *, identity: bytes) -> bool:
    """Whether `signature` (r ‖ s, 32 bytes each) is over SM3(Z ‖ message) by `public` (0x04 ‖ x ‖ y)."""
    point = point_of(public)
    return point is not None and verify_digest(point, signature, message_digest(public, message, identity=identity))


def verify_digest(point: Affine, signature: bytes, digested: bytes) -> bool:
    """The inner step: the signature over a digest e that was already computed."""
    if len(signature) != SIGNATURE_SIZE:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    x, _, z = _add(_multiple(G, s), _multiple(point, t))
    return z != 0 and (int.from_bytes(digested) + x * pow(z, -2, P) % P) % N == r


def message_digest(public: bytes, message: bytes, *, identity: bytes) -> bytes:
    """The digest e = SM3(Z ‖ message), where Z binds identity, curve and public key (section 5.5)."""
    curve = b"".join(value.to_bytes(32) for value in (A, B, *G))
    z = digest("sm3", (8 * len(identity)).to_bytes(2) + identity + curve + public[1:])
    return digest("sm3", z + message)


def point_of(public: bytes) -> Affine | None:
    """The point of an uncompressed public key; None where the bytes are no point of the curve."""
    if len(public) != PUBLIC_SIZE or public[0] != 4:
        return None
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    on_curve = x < P and y < P and (y * y - (x * x + A) * x - B) % P == 0
    return (x, y) if on_curve else None


def _multiple(point: Affine, factor: int) -> _Jacobian:
    total = _INFINITY
    for row in _table(point):
        total = _add(total, row[factor & 15])
        factor >>= 4
    return total


@lru_cache(maxsize=16)
def _table(point: Affine) -> tuple[tuple[_Jacobian, ...], ...]:
    """Row i holds 0 to 15 times 16^i times the point."""
    rows, base = [], (*point, 1)
    for _ in range(64):
        row = [_INFINITY]
        for _ in range(15):
            row.append(_add(row[-1], base))
        rows.append(tuple(row))
        base = _add(row[-1], base)
    return tuple(rows)


def _add(left: _Jacobian, right: _Jacobian) -> _Jacobian:
    (x1, y1, z1), (x2, y2, z2) = left, right
    if not z1 or not z2:
        return right if not z1 else left
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u, v = x1 * zz2 % P, y1 * z2 * zz2 % P
    h, k = (x2 * zz1 - u) % P, (y2 * z1 * zz1 - v) % P
    if not h:
        return _INFINITY if k else _double(left)
    hh = h * h % P
    hhh, u = h * hh % P, u * hh % P
    x = (k * k - hhh - 2 * u) % P
    return x, (k * (u - x) - v * hhh) % P, h * z1 * z2 % P


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    yy, zz = y * y % P, z * z % P
    s, m = 4 * x * yy % P, 3 * (x - zz) * (x + zz) % P
    doubled = (m * m - 2 * s) % P
    return doubled, (m * (s - doubled) - 8 * yy * yy) % P, 2 * y * z % P
