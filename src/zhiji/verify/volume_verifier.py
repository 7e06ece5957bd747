"""核验案卷包：不联网、不用数据库、不信任制作单位，只用 Python 自带的模块。

用法：python3 verify.py [案卷包的文件夹或 ZIP 压缩包] [--key 公钥] [--policy 文件] [--json]

One file, Python 3.8 or later, standard library only, so that a stranger can read all of it and run it anywhere.
It shares no code with the system that writes volumes, reads nothing outside the volume and the policy files, and
writes nothing. The format is described in docs/formats/volume.md, the checks in docs/formats/verifier.md.
Exit status: 0 the volume holds, 1 it does not, 2 it cannot be read.

In reading order, each section resting on those before it:

    what is said        every code with its sentence and its advice
    digests             SHA-256; SM3 (GB/T 32905) where Python has none
    Ed25519             RFC 8032
    elliptic curves     ECDSA on P-256 and P-384 (FIPS 186-5), SM2 (GB/T 32918)
    RSA                 PKCS #1 v1.5 and PSS (RFC 8017)
    DER                 X.690, strict
    certificates        RFC 5280, and who may sign for whom
    time stamps         RFC 3161, GM/T 0033
    signed notes        C2SP signed-note, tlog-cosignature
    files               a folder or a zip archive, in bounds
    the bag             BagIt 1.0 (RFC 8493)
    the ledger          RFC 6962 and 9162, C2SP tlog-checkpoint
    trust               what the reader brings along: C2SP tlog-policy, time-stamp authorities
    the verification    the checks, in their order; begin here to see what is checked
    the report          text, JSON and the command line
"""

from __future__ import annotations

import argparse
import base64
import binascii
import errno
import hashlib
import json
import os
import re
import stat
import struct
import sys
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

MAX_FILES = 100_000
MAX_DEPTH = 3
MAX_PARSED = 64 << 20
"""Bytes of one file that is read as a whole: manifests, ledger entries, the case as data. Recordings are streamed."""
MAX_SM3_WITHOUT_LIBRARY = 1 << 20
"""Bytes of one file whose SM3 is computed in Python, at about 0.4 MB/s, where hashlib does not have it."""
MAX_UNPACKED = 64 << 30
"""Bytes of all files in a zip archive together."""
BLOCK = 1 << 20

ALGORITHMS = ("sha256", "sm3")
NAME = r"[a-z0-9][a-z0-9._-]{0,99}"
PATH = re.compile(f"{NAME}(?:/{NAME}){{0,{MAX_DEPTH - 1}}}")


# --- what is said ----------------------------------------------------------------------------------------------------

ASK_AGAIN = "请向制作单位另取一份案卷包，并要求书面说明。"
DO_NOT_USE = "在制作单位作出书面说明并重新导出之前，不要采信这份案卷包。"
CODES: Dict[str, Tuple[str, str]] = {
    "BAG_BAD": ("{where} 不合格式：{detail}。", ASK_AGAIN),
    "MANIFEST_BAD": ("清单 {where} 不合格式：{detail}。", ASK_AGAIN),
    "FILE_MISSING": ("{where} 在清单里，但案卷包里没有。", ASK_AGAIN),
    "FILE_ALTERED": ("{where} 的内容与清单记载的 {detail} 摘要不符。", ASK_AGAIN),
    "FILE_UNLISTED": (
        "{where} 不在清单里，不属于这份案卷。",
        "移走它再核验一次；它若是证据，请问制作单位为何没有登记。",
    ),
    "FILE_FORBIDDEN": ("{where} {detail}，核验程序没有打开它。", "案卷包里只应有普通文件；请向制作单位另取一份。"),
    "TAG_ALTERED": ("{where} 的内容与标签清单记载的 {detail} 摘要不符。", ASK_AGAIN),
    "EXPORT_BAD_SIGNATURE": ("导出签名 {where} 不成立：{detail}。", DO_NOT_USE),
    "EXPORT_MISMATCH": ("{where} 与导出时登记的不一致：{detail}。", DO_NOT_USE),
    "KEYS_BAD": ("公钥文件 {where} 不合格式：{detail}。", ASK_AGAIN),
    "KEY_MISMATCH": ("{where} 由另一把公钥签署：{detail}。", "核对公钥指纹；指纹不同，就不是这家单位的留痕。"),
    "CHECKPOINT_BAD_SIG": ("检查点 {where} 的签名不成立：{detail}。", DO_NOT_USE),
    "WITNESS_QUORUM": (
        "{where} 的外部见证不足：{detail}。",
        "向信任策略文件中的见证方索取它们持有的检查点，与本包的比对。",
    ),
    "LEDGER_BAD": ("留痕文件 {where} 不合格式：{detail}。", ASK_AGAIN),
    "ENTRY_NOT_CANONICAL": ("{where} 不是规范写法：{detail}。", DO_NOT_USE),
    "CHECKPOINT_MISMATCH": ("{where} 不在检查点 {detail} 所签的账本里。", DO_NOT_USE),
    "CASE_CHAIN_BROKEN": ("本案的留痕在{where}处断开：{detail}。", DO_NOT_USE),
    "CASE_ENTRIES_WITHHELD": ("本案的留痕不全：{detail}。", "要求制作单位交出缺少的留痕条目。"),
    "OPENING_MISSING": ("{where} 承诺的内容没有随包交出。", "要求制作单位交出内容，或说明依法销毁的依据。"),
    "OPENING_UNLOGGED": ("{where} 的内容没有任何留痕条目承诺过。", DO_NOT_USE),
    "EVIDENCE_MISSING": ("登记过的证据 {where} 不在案卷包里：{detail}。", "要求制作单位交出原件，或说明去向。"),
    "EVIDENCE_UNLOGGED": ("证据 {where} 没有在本案的留痕里登记过。", "要求制作单位说明它从何而来。"),
    "STATEMENT_UNLOGGED": ("案件数据中的 {where} 与留痕不一致：{detail}。", DO_NOT_USE),
    "INDEX_PROOF_BAD": ("本案在案件索引里的登记 {where} 不成立：{detail}。", "要求制作单位交出本案的全部留痕条目。"),
    "TIMESTAMP_BAD": (
        "时间戳 {where} 不成立：{detail}。",
        "向时间戳机构查询，或要求制作单位另行提供；不要据它认定时间。",
    ),
    "CHECK_FAILED": ("核验“{where}”时遇到不合规定的内容，没能核验完。", DO_NOT_USE),
    "SM3_NOT_CHECKED": (
        "{detail} 没有核对 SM3（SHA-256 已核对）：本机的 Python 不带 SM3。",
        "要核对 SM3，请换一台电脑。",
    ),
    "KEY_FROM_VOLUME": (
        "公钥取自案卷包本身，只能说明案卷包前后一致，不能说明由谁制作。指纹：{detail}。",
        "向制作单位的上级或公开渠道另行取得公钥，连同它再核验一次（命令行用 --key）。",
    ),
    "KEY_SUCCEEDED": (
        "公钥不是您给出的那一把，但由它依次交接而来。指纹：{detail}。",
        "需要时向制作单位的上级核对交接的日期和现在的指纹。",
    ),
    "ERA_OPENED": (
        "账本在{where}留痕处另立纪元（{detail}）：此前的公钥不能证明此后的内容。",
        "向制作单位的上级核对另立纪元的缘由和新的公钥指纹。",
    ),
    "EXPUNGED": ("{where} 的内容已依法销毁。{detail}。", "需要时向批准机关核对销毁的依据。"),
    "TIMESTAMP_UNKNOWN": (
        "{where} 等 {detail} 个时间戳的签发机构没有经您确认，不能据以认定时间。",
        "向时间戳机构取得它的根证书，写入信任文件，连同它再核验一次（命令行用 --policy）。",
    ),
    "WITNESS_PARTIAL": (
        "从{where}起，最后 {detail} 条查看、导出类的留痕还没有外部见证；此前的都有。",
        "一般不影响案卷内容；需要时请制作单位在下一次见证之后重新导出。",
    ),
    "POLICY_NOT_GIVEN": (
        "案卷包附有外部见证或信任策略（{where}），但您没有给出策略文件，由谁见证未经确认。",
        "向制作单位以外取得信任策略文件，连同它再核验一次（命令行用 --policy）；包内所附的只供参考。",
    ),
    "NO_WITNESS": (
        "没有经您确认的外部见证：不能排除制作单位整体改写后重新签名。",
        "与当事人手中文书上的检查点，或上级机关留存的检查点比对。",
    ),
}
NOTES = {
    *(
        "SM3_NOT_CHECKED",
        "KEY_FROM_VOLUME",
        "KEY_SUCCEEDED",
        "ERA_OPENED",
        "EXPUNGED",
        "TIMESTAMP_UNKNOWN",
        "WITNESS_PARTIAL",
    ),
    *("POLICY_NOT_GIVEN", "NO_WITNESS"),
}
"""Codes that tell the reader something without saying that the volume does not hold."""


class Finding(NamedTuple):
    """One thing that does not hold, or, where `code` is one of NOTES, that the reader must know."""

    code: str
    where: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        return CODES[self.code][0].format(where=self.where, detail=self.detail)

    @property
    def advice(self) -> str:
        return CODES[self.code][1]

    @property
    def is_note(self) -> bool:
        return self.code in NOTES


class UnreadableError(Exception):
    """There is no volume to verify; the argument is one Chinese sentence. Exit status 2."""


def system_reason(error: OSError) -> str:
    """Why the system refused: in Chinese for the usual reasons, else in its own words."""
    said = {
        errno.EACCES: "没有权限",
        errno.ENOENT: "没有这个文件",
        errno.EIO: "读取出错",
        errno.EMFILE: "打开的文件太多",
    }
    return said.get(error.errno or 0) or str(error.strerror)


class MismatchError(Exception):
    """A part of the volume does not hold, and what rests on it cannot be checked."""

    def __init__(self, code: str, where: str, detail: str = "") -> None:
        super().__init__(code)
        self.finding = Finding(code, where, detail)


# --- digests ---------------------------------------------------------------------------------------------------------


def _rotate(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF


class PythonSm3:
    """SM3 (GB/T 32905-2016), for a Python whose OpenSSL does not have it."""

    _IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
    _T = tuple(_rotate(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64))

    def __init__(self, data: bytes = b"") -> None:
        self._state: Tuple[int, ...] = self._IV
        self._tail = b""
        self._length = 0
        self.update(data)

    def update(self, data: bytes) -> None:
        self._length += len(data)
        data = self._tail + data
        whole = len(data) - len(data) % 64
        for start in range(0, whole, 64):
            self._state = self._compress(self._state, data[start : start + 64])
        self._tail = data[whole:]

    def digest(self) -> bytes:
        padding = b"\x80" + b"\x00" * ((55 - self._length) % 64) + (self._length * 8).to_bytes(8, "big")
        state = self._state
        data = self._tail + padding
        for start in range(0, len(data), 64):
            state = self._compress(state, data[start : start + 64])
        return b"".join(word.to_bytes(4, "big") for word in state)

    @staticmethod
    def _expand(block: bytes) -> List[int]:
        words = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = words[j - 16] ^ words[j - 9] ^ _rotate(words[j - 3], 15)
            words.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(words[j - 13], 7) ^ words[j - 6])
        return words

    @classmethod
    def _compress(cls, state: Tuple[int, ...], block: bytes) -> Tuple[int, ...]:
        words = cls._expand(block)
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            turned = _rotate(a, 12)
            ss1 = _rotate((turned + e + cls._T[j]) & 0xFFFFFFFF, 7)
            mixed_abc = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            mixed_efg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (mixed_abc + d + (ss1 ^ turned) + (words[j] ^ words[j + 4])) & 0xFFFFFFFF
            tt2 = (mixed_efg + h + ss1 + words[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, _rotate(b, 9), c
            e, f, g, h = tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17), e, _rotate(f, 19), g
        return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h)))


def _fast_sm3() -> Optional[Callable[[], Any]]:
    try:
        hashlib.new("sm3")
    except ValueError:
        return None
    return lambda: hashlib.new("sm3")


FAST_SM3 = _fast_sm3()


def digest(algorithm: str, data: bytes) -> bytes:
    """The digest of a short message; `algorithm` is "sha256" or "sm3"."""
    if algorithm == "sha256":
        return hashlib.sha256(data).digest()
    state = FAST_SM3() if FAST_SM3 else PythonSm3()
    state.update(data)
    result: bytes = state.digest()
    return result


def file_digests(blocks: Iterable[bytes], pool: ThreadPoolExecutor, *, sm3: bool) -> Dict[str, str]:
    """Hexadecimal digests by algorithm, in one pass; SM3, if wanted, of big blocks on a thread of its own."""
    states: Dict[str, Any] = {"sha256": hashlib.sha256()}
    if sm3:
        states["sm3"] = FAST_SM3() if FAST_SM3 else PythonSm3()
    for block in blocks:
        aside: "Optional[Future[None]]" = None
        if sm3 and len(block) > 1 << 16:
            aside = pool.submit(states["sm3"].update, block)
        elif sm3:
            states["sm3"].update(block)
        states["sha256"].update(block)
        if aside:
            aside.result()
    return {algorithm: state.digest().hex() for algorithm, state in states.items()}


# --- Ed25519, RFC 8032 section 5.1 -----------------------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_SQRT_MINUS_1 = pow(2, (_P - 1) // 4, _P)
Point = Tuple[int, int, int, int]  # extended homogeneous coordinates (X, Y, Z, T)


def _add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _point(encoded: bytes) -> Optional[Point]:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_MINUS_1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _encode(p: Point) -> bytes:
    inverse = pow(p[2], _P - 2, _P)
    x, y = p[0] * inverse % _P, p[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def ed25519_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is one of the key over the message; canonical encodings only."""
    key = _point(public_key) if len(public_key) == 32 else None
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or _BASE is None or len(signature) != 64 or scalar >= _L:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(hashed, "little") % _L
    minus_key = (_P - key[0], key[1], 1, _P - key[3])
    both = _add(_BASE, minus_key)
    total: Point = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = _add(total, total)
        chosen = (scalar >> bit & 1, challenge >> bit & 1)
        if chosen != (0, 0):
            total = _add(total, both if chosen == (1, 1) else _BASE if chosen == (1, 0) else minus_key)
    return _encode(total) == signature[:32]


# --- elliptic curves: ECDSA (FIPS 186-5) and SM2 (GB/T 32918.2) -------------------------------------------------------


class Curve(NamedTuple):
    """y² = x³ + ax + b over the field of p elements; G = (x, y) has the prime order n. `size`: bytes of a coordinate."""

    p: int
    a: int
    b: int
    n: int
    x: int
    y: int
    size: int

    def point(self, encoded: bytes) -> Optional[Tuple[int, int]]:
        """An uncompressed public key that lies on the curve; None for everything else."""
        x, y = (int.from_bytes(part, "big") for part in (encoded[1 : 1 + self.size], encoded[1 + self.size :]))
        if len(encoded) != 1 + 2 * self.size or encoded[0] != 4 or x >= self.p or y >= self.p:
            return None
        return (x, y) if (y * y - (x * x + self.a) * x - self.b) % self.p == 0 else None

    def sum_x(self, u: int, v: int, point: Tuple[int, int]) -> Optional[int]:
        """The x coordinate of uG + v·point; None where that is the point at infinity."""
        base, other = (self.x, self.y, 1), (*point, 1)
        both = self._add(base, other)
        total = (1, 1, 0)
        for bit in range(max(u, v).bit_length() - 1, -1, -1):
            total = self._double(total)
            chosen = (u >> bit & 1) + 2 * (v >> bit & 1)
            if chosen:
                total = self._add(total, (base, other, both)[chosen - 1])
        if not total[2]:
            return None
        return total[0] * pow(total[2], self.p - 3, self.p) % self.p

    def _double(self, point: Tuple[int, int, int]) -> Tuple[int, int, int]:
        x, y, z = point  # Jacobian coordinates: (x/z², y/z³), z = 0 at infinity
        if not y or not z:
            return 1, 1, 0
        s = 4 * x * y * y % self.p
        m = (3 * x * x + self.a * z**4) % self.p
        new_x = (m * m - 2 * s) % self.p
        return new_x, (m * (s - new_x) - 8 * y**4) % self.p, 2 * y * z % self.p

    def _add(self, one: Tuple[int, int, int], two: Tuple[int, int, int]) -> Tuple[int, int, int]:
        if not one[2] or not two[2]:
            return two if not one[2] else one
        z1, z2 = one[2] * one[2], two[2] * two[2]
        u, s = one[0] * z2 % self.p, one[1] * z2 * two[2] % self.p
        h, r = (two[0] * z1 - u) % self.p, (two[1] * z1 * one[2] - s) % self.p
        if not h:
            return self._double(one) if not r else (1, 1, 0)
        h2 = h * h % self.p
        h3, v = h2 * h % self.p, u * h2 % self.p
        x = (r * r - h3 - 2 * v) % self.p
        return x, (r * (v - x) - s * h3) % self.p, h * one[2] * two[2] % self.p


def _curve(p: str, b: str, n: str, x: str, y: str) -> Curve:
    prime = int(p, 16)
    return Curve(prime, prime - 3, int(b, 16), int(n, 16), int(x, 16), int(y, 16), len(p) // 2)


P256 = _curve(
    "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
    "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
    "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
)
P384 = _curve(
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
    "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
    "AA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7",
    "3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F",
)
SM2P256 = _curve(
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF",
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93",
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123",
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7",
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0",
)
SM2_IDENTITY = "1234567812345678"
"""The identity that GM/T 0009 and GB/T 35276 give a signer who has no other. One is used, never several tried."""


def ecdsa_holds(curve: Curve, public: bytes, hashed: bytes, signature: bytes) -> bool:
    """Whether the DER signature over the digest `hashed` is one of the uncompressed public key."""
    point, pair = curve.point(public), signature_pair(signature, curve.n)
    if not point or not pair:
        return False
    number = int.from_bytes(hashed, "big") >> max(0, 8 * len(hashed) - curve.n.bit_length())
    inverse = pow(pair[1], curve.n - 2, curve.n)
    x = curve.sum_x(number * inverse % curve.n, pair[0] * inverse % curve.n, point)
    return x is not None and x % curve.n == pair[0]


def sm2_holds(public: bytes, message: bytes, pair: Optional[Tuple[int, int]], identity: str) -> bool:
    """Whether the signature (r, s) is one of the uncompressed SM2 public key, whose holder has this identity."""
    name = identity.encode()
    constants = (SM2P256.a, SM2P256.b, SM2P256.x, SM2P256.y)
    own = (8 * len(name)).to_bytes(2, "big") + name + b"".join(value.to_bytes(32, "big") for value in constants)
    return sm2_digest_holds(public, digest("sm3", digest("sm3", own + public[1:]) + message), pair)


def sm2_digest_holds(public: bytes, hashed: bytes, pair: Optional[Tuple[int, int]]) -> bool:
    point = SM2P256.point(public)
    if not point or not pair or not all(0 < number < SM2P256.n for number in pair) or not sum(pair) % SM2P256.n:
        return False
    x = SM2P256.sum_x(pair[1], sum(pair) % SM2P256.n, point)
    return x is not None and (int.from_bytes(hashed, "big") + x) % SM2P256.n == pair[0]


def signature_pair(signature: bytes, order: int) -> Optional[Tuple[int, int]]:
    """The two numbers of an ECDSA or SM2 signature, each within 1 … order-1; None for all but strict DER."""
    try:
        r, s = (number.integer() for number in Der.parse(signature).children(SEQUENCE))
    except ValueError:
        return None
    return (r, s) if 0 < r < order and 0 < s < order else None


# --- RSA, RFC 8017 ---------------------------------------------------------------------------------------------------

RSA_BITS = (2048, 8192)
DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def _rsa_message(public: bytes, signature: bytes) -> Tuple[bytes, int]:
    """What the signature was made of, as long as the modulus, and the modulus' bits. ValueError for unfit numbers."""
    modulus, exponent = (number.integer() for number in Der.parse(public).children(SEQUENCE))
    bits, number = modulus.bit_length(), int.from_bytes(signature, "big")
    if not RSA_BITS[0] <= bits <= RSA_BITS[1] or not 3 <= exponent < 1 << 32 or not exponent & modulus & 1:
        raise ValueError("RSA key")
    if len(signature) != (bits + 7) // 8 or number >= modulus:
        raise ValueError("RSA signature")
    return pow(number, exponent, modulus).to_bytes((bits + 7) // 8, "big"), bits


def rsa_holds(public: bytes, name: str, hashed: bytes, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 (8.2.2): the encoded message is made anew and compared whole. `name`: of the digest."""
    try:
        encoded, _ = _rsa_message(public, signature)
    except ValueError:
        return False
    info = DIGEST_INFO[name] + hashed if name in DIGEST_INFO else b""
    return bool(info) and encoded == b"\x00\x01" + b"\xff" * (len(encoded) - len(info) - 3) + b"\x00" + info


def pss_holds(public: bytes, name: str, salt: int, hashed: bytes, signature: bytes) -> bool:
    """RSASSA-PSS (8.1.2, 9.1.2) with MGF1 over the same digest `name` and a salt of so many bytes."""
    try:
        encoded, bits = _rsa_message(public, signature)
    except ValueError:
        return False
    spare = (1 - bits) % 8  # the topmost bits of the first byte, which are not used
    encoded = encoded if bits % 8 != 1 else encoded[1:]
    size = len(hashed)
    masked, inner = encoded[: -size - 1], encoded[-size - 1 : -1]
    mask = b"".join(message_digest(name, inner + i.to_bytes(4, "big")) for i in range(len(masked) // size + 1))
    if encoded[-1] != 0xBC or len(masked) < salt + 1 or (spare and masked[0] >> (8 - spare)):
        return False
    opened = bytes(a ^ b for a, b in zip(masked, mask))
    opened = bytes([opened[0] & 0xFF >> spare]) + opened[1:]
    filling, salted = opened[: len(opened) - salt], opened[len(opened) - salt :]
    if filling != b"\x00" * (len(filling) - 1) + b"\x01":
        return False
    return message_digest(name, b"\x00" * 8 + hashed + salted) == inner


# --- moments ---------------------------------------------------------------------------------------------------------

MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def instant(text: str) -> Optional[Tuple[int, str]]:
    """A moment in ISO 8601 with an offset, as whole seconds and the digits of the fraction; None for other texts."""
    match = MOMENT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    hours, minutes = int(match[9] or 0), int(match[10] or 0)
    if hour > 23 or minute > 59 or second > 59 or hours > 23 or minutes > 59:
        return None
    try:
        days = date(year, month, day).toordinal()
    except ValueError:
        return None
    offset = (hours * 60 + minutes) * (-60 if match[8] == "-" else 60)
    return days * 86_400 + hour * 3600 + minute * 60 + second - offset, (match[7] or "").rstrip("0")


# --- DER, X.690 ------------------------------------------------------------------------------------------------------

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OBJECT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERAL_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
MAX_PARTS = 64
"""Elements of one sequence or set in a certificate or time stamp."""


class Der(NamedTuple):
    """One element in distinguished encoding: its tag, its content, and all its bytes. Each method: or ValueError."""

    tag: int
    content: bytes
    whole: bytes

    @classmethod
    def parse(cls, data: bytes) -> Der:
        """The one element that these bytes are."""
        first, rest = cls.first(data)
        if rest:
            raise ValueError("DER: more than one element")
        return first

    @classmethod
    def first(cls, data: bytes) -> Tuple[Der, bytes]:
        """The element that the bytes begin with, and what follows it."""
        if len(data) < 2 or data[0] & 31 == 31:
            raise ValueError("DER: tag")
        length, start = data[1], 2
        if length > 127:
            start = 2 + (length & 127)
            length = int.from_bytes(data[2:start], "big")
            if not 3 <= start <= 6 or length < 128 or data[2] == 0:
                raise ValueError("DER: length")
        end = start + length
        if end > len(data):
            raise ValueError("DER: end")
        return cls(data[0], data[start:end], data[:end]), data[end:]

    def children(self, tag: int) -> List[Der]:
        """The elements within this one, whose tag must be `tag`."""
        if self.tag != tag:
            raise ValueError("DER: expected another tag")
        found, rest = [], self.content
        while rest:
            child, rest = Der.first(rest)
            found.append(child)
            if len(found) > MAX_PARTS:
                raise ValueError("DER: too many elements")
        return found

    def only(self, tag: int) -> Der:
        [child] = self.children(tag)
        return child

    def bytes_of(self, tag: int) -> bytes:
        if self.tag != tag:
            raise ValueError("DER: expected another tag")
        return self.content

    def integer(self) -> int:
        """A whole number in its shortest form."""
        content = self.bytes_of(INTEGER)
        if not content or (len(content) > 1 and content[0] in {0, 255} and content[0] >> 7 == content[1] >> 7):
            raise ValueError("DER: integer")
        return int.from_bytes(content, "big", signed=True)

    def bits(self) -> bytes:
        """A bit string of whole bytes."""
        content = self.bytes_of(BIT_STRING)
        if not content or content[0]:
            raise ValueError("DER: bit string")
        return content[1:]

    def oid(self) -> str:
        """An object identifier in dotted form."""
        content = self.bytes_of(OBJECT)
        if not content or content[-1] > 127 or re.search(b"(?:^|[\x00-\x7f])\x80", content):
            raise ValueError("DER: object identifier")
        arcs, arc = [], 0
        for byte in content:
            arc = arc << 7 | byte & 127
            if byte < 128:
                arcs.append(arc)
                arc = 0
        top = min(arcs[0] // 40, 2)
        return ".".join(map(str, [top, arcs[0] - 40 * top, *arcs[1:]]))

    def time(self) -> str:
        """UTCTime or GeneralizedTime as `2026-03-09T01:02:03Z`, with a fraction where there is one."""
        text = self.content.decode("ascii")
        if self.tag == UTC_TIME:
            text = ("20" if text[:2] < "50" else "19") + text
        match = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(\.[0-9]{0,8}[1-9])?Z", text)
        if self.tag not in {UTC_TIME, GENERAL_TIME} or not match or (match[7] and self.tag == UTC_TIME):
            raise ValueError("DER: time")
        said = f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}:{match[6]}{match[7] or ''}Z"
        if instant(said) is None:
            raise ValueError("DER: no such time")
        return said


# --- certificates, RFC 5280 ------------------------------------------------------------------------------------------

DIGEST_NAMES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "1.2.156.10197.1.401": "sm3",
}
SIGNATURES = {
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    "1.2.840.10045.4.3.2": ("ec", "sha256"),
    "1.2.840.10045.4.3.3": ("ec", "sha384"),
    "1.2.840.10045.4.3.4": ("ec", "sha512"),
    "1.2.156.10197.1.501": ("sm2", "sm3"),
    "1.3.101.112": ("ed25519", "sha512"),
}
"""Signature algorithms by object identifier: kind of key and digest. SHA-1 and MD5 are not among them."""
RSA_KEY, PSS, EC_KEY, ED25519_KEY = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1", "1.3.101.112"
SM2_KEY, SM2_SIGNING, MGF1 = "1.2.156.10197.1.301", "1.2.156.10197.1.301.1", "1.2.840.113549.1.1.8"
CURVES = {"1.2.840.10045.3.1.7": P256, "1.3.132.0.34": P384, SM2_KEY: SM2P256}
BASIC, USAGE, PURPOSE, STAMPING = "2.5.29.19", "2.5.29.15", "2.5.29.37", "1.3.6.1.5.5.7.3.8"
KNOWN_EXTENSIONS = {BASIC, USAGE, PURPOSE, "2.5.29.14", "2.5.29.32", "2.5.29.35"}
"""What may be marked critical: the three that are looked at, key identifiers, policies."""
MAX_PATH = 6


class StampError(ValueError):
    """What is wrong with a time stamp or a certificate in it, in Chinese."""


def message_digest(name: str, data: bytes) -> bytes:
    return digest("sm3", data) if name == "sm3" else hashlib.new(name, data).digest()


class Algorithm(NamedTuple):
    """A signature algorithm: `kind` of key, digest; `salt`: bytes, for RSASSA-PSS alone."""

    kind: str
    hash: str
    salt: int = 0

    @classmethod
    def parse(cls, element: Der, digest_name: str = "") -> Algorithm:
        """`digest_name`: for names of algorithms that leave the digest open. ValueError for what is not accepted."""
        oid, parameters = algorithm_parts(element)
        if oid == PSS and parameters:
            return cls("pss", *_pss_parameters(parameters))
        if oid == RSA_KEY and digest_name in DIGEST_INFO:
            return cls("rsa", digest_name)
        if oid == SM2_SIGNING and digest_name == "sm3":
            return cls("sm2", "sm3")
        if oid not in SIGNATURES or (parameters and parameters.whole != b"\x05\x00"):
            raise StampError(f"不接受的签名算法 {oid}")
        return cls(*SIGNATURES[oid])


def algorithm_parts(element: Der) -> Tuple[str, Optional[Der]]:
    """An AlgorithmIdentifier's name and parameters."""
    parts = element.children(SEQUENCE)
    if not 1 <= len(parts) <= 2:
        raise ValueError("AlgorithmIdentifier")
    return parts[0].oid(), parts[1] if len(parts) == 2 else None


def digest_name(element: Der) -> str:
    """The digest of an AlgorithmIdentifier. ValueError for SHA-1 and whatever else is not accepted."""
    oid, parameters = algorithm_parts(element)
    if oid not in DIGEST_NAMES or (parameters and parameters.whole != b"\x05\x00"):
        raise StampError(f"不接受的摘要算法 {oid}")
    return DIGEST_NAMES[oid]


def _pss_parameters(element: Der) -> Tuple[str, int]:
    """Digest and salt length; the mask must be MGF1 over the same digest, the trailer as it always is."""
    fields = {part.tag: part for part in element.children(SEQUENCE)}
    if set(fields) != {0xA0, 0xA1, 0xA2}:
        raise ValueError("RSASSA-PSS")
    name = digest_name(fields[0xA0].only(0xA0))
    mask, inner = algorithm_parts(fields[0xA1].only(0xA1))
    salt = fields[0xA2].only(0xA2).integer()
    if mask != MGF1 or not inner or digest_name(inner) != name or name not in DIGEST_INFO or not 0 <= salt <= 64:
        raise ValueError("RSASSA-PSS")
    return name, salt


class PublicKey(NamedTuple):
    """A certificate's key: "rsa", "ec", "sm2" or "ed25519", and its bytes."""

    kind: str
    curve: Optional[Curve]
    data: bytes

    @classmethod
    def parse(cls, element: Der) -> PublicKey:
        """From SubjectPublicKeyInfo. ValueError for kinds that are not accepted."""
        named, bits = element.children(SEQUENCE)
        oid, parameters = algorithm_parts(named)
        if oid == SM2_KEY or (oid == EC_KEY and parameters and parameters.oid() == SM2_KEY):
            return cls("sm2", SM2P256, bits.bits())
        if oid == EC_KEY and parameters and parameters.oid() in CURVES:
            return cls("ec", CURVES[parameters.oid()], bits.bits())
        if oid in {RSA_KEY, ED25519_KEY}:
            return cls("rsa" if oid == RSA_KEY else "ed25519", None, bits.bits())
        raise StampError(f"不接受的公钥算法 {oid}")

    def signed(self, algorithm: Algorithm, message: bytes, signature: bytes, identity: str) -> bool:
        """Whether the signature over the message is this key's. `identity`: of an SM2 signer."""
        if algorithm.kind.replace("pss", "rsa") != self.kind:
            return False
        if self.kind == "sm2":
            return sm2_holds(self.data, message, signature_pair(signature, SM2P256.n), identity)
        if self.kind == "ed25519":
            return ed25519_holds(self.data, message, signature)
        hashed = message_digest(algorithm.hash, message)
        if self.curve:
            return ecdsa_holds(self.curve, self.data, hashed, signature)
        if algorithm.kind == "pss":
            return pss_holds(self.data, algorithm.hash, algorithm.salt, hashed, signature)
        return rsa_holds(self.data, algorithm.hash, hashed, signature)


class Certificate(NamedTuple):
    """An X.509 certificate, version 3. Names are compared as bytes; times are ISO 8601 in UTC."""

    whole: bytes
    signed_part: bytes
    serial: int
    issuer: bytes
    subject: Der
    begins: str
    ends: str
    key: PublicKey
    extensions: Dict[str, Tuple[bool, bytes]]
    algorithm: Algorithm
    signature: bytes

    @classmethod
    def parse(cls, data: bytes) -> Certificate:
        """ValueError where the bytes are no certificate of this kind, or mark something critical that is not known."""
        signed_part, algorithm, signature = Der.parse(data).children(SEQUENCE)
        version, serial, inner, issuer, validity, subject, key, *rest = signed_part.children(SEQUENCE)
        begins, ends = validity.children(SEQUENCE)
        if version.only(0xA0).integer() != 2 or inner.whole != algorithm.whole or len(rest) > 1:
            raise ValueError("certificate")
        return cls(
            *(data, signed_part.whole, serial.integer(), issuer.whole, subject, begins.time(), ends.time()),
            PublicKey.parse(key),
            _extensions(rest[0].only(0xA3)) if rest else {},
            Algorithm.parse(algorithm),
            signature.bits(),
        )

    def valid_at(self, moment: str) -> bool:
        return instant(self.begins) <= instant(moment) <= instant(self.ends)  # type: ignore[operator]

    def may_issue(self, below: int) -> bool:
        """Whether it is an authority's that may stand above a path of `below` other authorities."""
        if BASIC not in self.extensions:
            return False
        fields = Der.parse(self.extensions[BASIC][1]).children(SEQUENCE)
        is_authority = bool(fields) and fields[0].whole == b"\x01\x01\xff"
        deep_enough = len(fields) < 2 or below <= fields[1].integer()
        return is_authority and deep_enough and self.allows(5)

    def allows(self, *bits: int) -> bool:
        """Whether its key usage, where it is restricted, has one of these bits: 0 signing, 1 commitment, 5 certificates."""
        if USAGE not in self.extensions:
            return True
        content = Der.parse(self.extensions[USAGE][1]).bytes_of(BIT_STRING)
        return any(len(content) > 1 + bit // 8 and content[1 + bit // 8] >> (7 - bit % 8) & 1 for bit in bits)

    def may_stamp(self) -> bool:
        """Whether it is made out for time stamps alone (RFC 3161, 2.3)."""
        critical, value = self.extensions.get(PURPOSE, (False, b""))
        return critical and [part.oid() for part in Der.parse(value).children(SEQUENCE)] == [STAMPING]

    @property
    def name(self) -> str:
        """The last common name, organisation or unit of its subject, for people."""
        found = "没有名称"
        for relative in self.subject.children(SEQUENCE):
            for pair in relative.children(SET):
                kind, value = pair.children(SEQUENCE)
                if kind.oid() in {"2.5.4.3", "2.5.4.10"} and value.tag in {0x0C, 0x13}:
                    found = value.content.decode("utf-8")
        return found


def _extensions(element: Der) -> Dict[str, Tuple[bool, bytes]]:
    found: Dict[str, Tuple[bool, bytes]] = {}
    for extension in element.children(SEQUENCE):
        parts = extension.children(SEQUENCE)
        critical = len(parts) == 3 and parts[1].whole == b"\x01\x01\xff"
        oid = parts[0].oid()
        if len(parts) != 2 + critical or oid in found or (critical and oid not in KNOWN_EXTENSIONS):
            raise StampError(f"证书扩展 {oid}")
        found[oid] = (critical, parts[-1].bytes_of(OCTET_STRING))
    return found


class Authority(NamedTuple):
    """Whom the reader trusts to say what time it was: a root, or the authority's own certificate."""

    name: str
    certificate: Certificate
    identity: str


def trusted_path(signer: Certificate, given: Sequence[Certificate], trusted: Authority, at: str) -> bool:
    """Whether certificates lead from the signer to the trusted one, each valid at the moment and signed by the next."""
    current, top = signer, trusted.certificate
    for below in range(MAX_PATH):
        if not current.valid_at(at):
            return False
        if current.whole == top.whole:
            return True
        above = [one for one in (top, *given) if one.subject.whole == current.issuer and one.may_issue(below)]
        issuers = [one for one in above if _issued(one, current, trusted.identity)]
        if not issuers:
            return False
        current = issuers[0]
    return False


def _issued(issuer: Certificate, other: Certificate, identity: str) -> bool:
    return issuer.key.signed(other.algorithm, other.signed_part, other.signature, identity)


# --- time stamps, RFC 3161 and GM/T 0033 -----------------------------------------------------------------------------

SIGNED_DATA = {"1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"}
STAMP_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
PROTECTION = "1.2.840.113549.1.9.52"
CERTIFICATE_ID, CERTIFICATE_ID_2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
MAX_TOKEN = 64 << 10
MAX_CERTIFICATES = 12


class Stamp(NamedTuple):
    """What a time-stamp token says: `hashed`, by the digest `name`, existed at `at`; signed with `signer`'s key."""

    name: str
    hashed: bytes
    at: str
    signer: Certificate
    certificates: Tuple[Certificate, ...]
    message: bytes
    algorithm: Algorithm
    signature: bytes

    @classmethod
    def parse(cls, token: bytes) -> Stamp:
        """Everything but the signature is checked here. ValueError, in Chinese where a person can do something."""
        kind, wrapped = Der.parse(token).children(SEQUENCE)
        if kind.oid() not in SIGNED_DATA or len(token) > MAX_TOKEN:
            raise StampError("不是签名数据")
        version, _, content, *rest = wrapped.only(0xA0).children(SEQUENCE)
        if version.integer() != 3 or len(rest) not in {2, 3} or rest[0].tag != 0xA0:
            raise StampError("没有附签名证书")
        info, certificates = _stamp_info(content), _certificates(rest[0])
        signer, message, algorithm, signature = _signer(rest[-1], certificates, info)
        name, hashed, at = _stamped(info)
        if not signer.may_stamp() or not signer.allows(0, 1):
            raise StampError("签名证书不是时间戳专用的")
        if not signer.valid_at(at):
            raise StampError("所称时间不在签名证书的有效期内")
        return cls(name, hashed, at, signer, certificates, message, algorithm, signature)

    def covers(self, text: bytes) -> bool:
        return message_digest(self.name, text) == self.hashed

    def signed(self, identity: str) -> bool:
        """Whether the signature is the signer's; `identity`: where it is by SM2."""
        return self.signer.key.signed(self.algorithm, self.message, self.signature, identity)


def _stamp_info(content: Der) -> bytes:
    kind, wrapped = content.children(SEQUENCE)
    if kind.oid() != STAMP_INFO:
        raise StampError("所签的不是时间戳")
    return wrapped.only(0xA0).bytes_of(OCTET_STRING)


def _certificates(element: Der) -> Tuple[Certificate, ...]:
    parts = element.children(0xA0)
    if len(parts) > MAX_CERTIFICATES:
        raise StampError("证书过多")
    return tuple(Certificate.parse(part.whole) for part in parts)


def _stamped(info: bytes) -> Tuple[str, bytes, str]:
    """Digest name, digest and moment of a TSTInfo (RFC 3161, 2.4.2)."""
    version, policy, imprint, serial, at, *rest = Der.parse(info).children(SEQUENCE)
    algorithm, hashed = imprint.children(SEQUENCE)
    policy.oid()
    serial.integer()
    order = [SEQUENCE, BOOLEAN, INTEGER, 0xA0]  # accuracy, ordering, nonce, name of the authority
    places = [order.index(part.tag) if part.tag in order else -1 for part in rest]
    if version.integer() != 1 or at.tag != GENERAL_TIME or -1 in places or places != sorted(set(places)):
        raise StampError("时间戳的内容不合规定")
    return digest_name(algorithm), hashed.bytes_of(OCTET_STRING), at.time()


def _signer(
    element: Der, certificates: Sequence[Certificate], info: bytes
) -> Tuple[Certificate, bytes, Algorithm, bytes]:
    """The certificate, the signed bytes, the algorithm and the signature of the one signer (RFC 5652, 5.3)."""
    version, _, hashing, attributes, algorithm, signature, *_ = element.only(SET).children(SEQUENCE)
    name, values = digest_name(hashing), _attributes(attributes)
    if version.integer() not in {1, 3}:
        raise StampError("签名者信息不合规定")
    if values[CONTENT_TYPE].oid() != STAMP_INFO:
        raise StampError("所签的不是时间戳")
    if values[MESSAGE_DIGEST].bytes_of(OCTET_STRING) != message_digest(name, info):
        raise StampError("时间戳的内容与签名不符")
    if PROTECTION in values:  # RFC 6211: the algorithms are under the signature, too
        parts = values[PROTECTION].children(SEQUENCE)
        named = [part.oid() for part in (parts[0].children(SEQUENCE)[0], parts[1].children(0xA1)[0])]
        if named != [algorithm_parts(hashing)[0], algorithm_parts(algorithm)[0]]:
            raise StampError("算法与签名属性所写的不同")
    message = b"\x31" + attributes.whole[1:]  # RFC 5652, 5.4: signed as a SET, whatever tag it stands under
    signer = _named_certificate(values, certificates)
    return signer, message, Algorithm.parse(algorithm, name), signature.bytes_of(OCTET_STRING)


def _attributes(element: Der) -> Dict[str, Der]:
    """The one value of each signed attribute, by its name."""
    found: Dict[str, Der] = {}
    for attribute in element.children(0xA0):
        kind, values = attribute.children(SEQUENCE)
        if kind.oid() in found:
            raise StampError("签名属性重复")
        found[kind.oid()] = values.only(SET)
    if not {CONTENT_TYPE, MESSAGE_DIGEST} <= set(found) or not {CERTIFICATE_ID, CERTIFICATE_ID_2} & set(found):
        raise StampError("缺少签名属性")
    return found


def _named_certificate(values: Mapping[str, Der], certificates: Sequence[Certificate]) -> Certificate:
    """The certificate that the signed attributes name by its digest, so that no other may take its place.

    RFC 2634 names it by SHA-1, RFC 5035 by the digest it states. Where both are there, both must name the same.
    """
    named = list(certificates)
    for attribute in sorted({CERTIFICATE_ID, CERTIFICATE_ID_2} & set(values)):
        first = values[attribute].children(SEQUENCE)[0].children(SEQUENCE)[0].children(SEQUENCE)
        name = "sha1" if attribute == CERTIFICATE_ID else "sha256"
        if attribute == CERTIFICATE_ID_2 and first[0].tag == SEQUENCE:
            name = digest_name(first.pop(0))
        hashed = first[0].bytes_of(OCTET_STRING)
        named = [one for one in named if message_digest(name, one.whole) == hashed]
    if not named:
        raise StampError("没有附上签名属性所指的证书")
    return named[0]


# --- signed notes, C2SP signed-note ----------------------------------------------------------------------------------


def strict_base64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling; ValueError otherwise."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("base64") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise ValueError("base64")
    return data


ED25519, COSIGNER, SM2 = b"\x01", b"\x04", b"\xffzhiji/sm2-sm3/v1"
"""Types of key: signs notes; cosigns checkpoints and says when (tlog-cosignature); signs notes by SM2."""
KEY_SIZES = {ED25519: 32, COSIGNER: 32, SM2: 65}
LOG_TYPES = (ED25519, SM2)
KEY_NAME = re.compile("[^\x00-\x20+\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")
MAX_SIGNATURES = 64
MAX_TIME = 253_402_300_799
"""Seconds of POSIX: the end of the year 9999."""


class Key(NamedTuple):
    """A verifier key (vkey): `name+hash+base64(type ‖ public key)`."""

    name: str
    hash: bytes
    type: bytes
    public: bytes

    @classmethod
    def parse(cls, vkey: str, types: Sequence[bytes] = LOG_TYPES) -> Key:
        """ValueError where the text is no public key of one of these types."""
        name, hash_hex, encoded = vkey.split("+", 2)
        data = strict_base64(encoded)
        expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if not KEY_NAME.fullmatch(name) or hash_hex != expected.hex():
            raise ValueError("hash")
        for kind in types:
            if data.startswith(kind) and len(data) == len(kind) + KEY_SIZES[kind]:
                return cls(name, expected, kind, data[len(kind) :])
        raise ValueError("type")

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(self.type + self.public).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in groups of four, to be read out over the telephone."""
        text = hashlib.sha256(self.public).hexdigest()[:32]
        return " ".join(text[i : i + 4] for i in range(0, 32, 4))

    def signed(self, note: Note) -> bool:
        """Whether the note has signature lines of this key, and all of them hold."""
        mine = [blob[4:] for name, blob in note.signatures if name == self.name and blob[:4] == self.hash]
        return bool(mine) and all(self._holds(note.text, signature) for signature in mine)

    def _holds(self, text: bytes, signature: bytes) -> bool:
        if self.type == ED25519:
            return ed25519_holds(self.public, text, signature)
        if self.type == SM2:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            return len(signature) == 64 and sm2_holds(self.public, text, (r, s), SM2_IDENTITY)
        time = int.from_bytes(signature[:8], "big")  # tlog-cosignature: 8 bytes of time before the signature
        message = b"cosignature/v1\ntime %d\n" % time + text
        return time <= MAX_TIME and ed25519_holds(self.public, message, signature[8:])

    def signed_at(self, note: Note) -> str:
        """When a witness that signed the note says it did so, the latest time."""
        times = [blob[4:12] for name, blob in note.signatures if name == self.name and blob[:4] == self.hash]
        newest = max(int.from_bytes(time, "big") for time in times)
        return (datetime(1970, 1, 1) + timedelta(seconds=newest)).isoformat() + "Z"  # noqa: DTZ001  # it is UTC


class Note(NamedTuple):
    """A signed note: the text, with its last line feed, and (name, key hash ‖ signature) of every signature line."""

    text: bytes
    signatures: Tuple[Tuple[str, bytes], ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """ValueError where the bytes are not exactly the grammar of a signed note."""
        text, gap, tail = data.decode("utf-8").rpartition("\n\n")
        lines = tail[:-1].split("\n")
        if not gap or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text + tail):
            raise ValueError("note")
        if len(lines) > MAX_SIGNATURES:
            raise ValueError("signatures")
        return cls((text + "\n").encode(), tuple(map(_signature_line, lines)))


def _signature_line(line: str) -> Tuple[str, bytes]:
    dash, name, encoded = line.split(" ", 2)
    if dash != "—" or not KEY_NAME.fullmatch(name):
        raise ValueError("signature line")
    return name, strict_base64(encoded)


# --- files -----------------------------------------------------------------------------------------------------------


class Folder:
    """The regular files under a folder, by their path inside it. Links and other things are named, never opened."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.sizes: Dict[str, int] = {}
        self.forbidden: List[Finding] = []
        try:
            self._scan("", 1)
        except OSError as error:
            raise UnreadableError(f"读不了案卷包 {root}：{system_reason(error)}。请检查路径和读取权限。") from error

    def _scan(self, inside: str, depth: int) -> None:
        with os.scandir(os.path.join(self.root, inside)) as listing:
            found = sorted(listing, key=lambda item: item.name)
        if inside and not found:
            self.forbidden.append(Finding("FILE_FORBIDDEN", inside, "是空文件夹"))
        for item in found:
            path = inside + item.name
            if item.is_dir(follow_symlinks=False) and depth <= MAX_DEPTH:
                self._scan(path + "/", depth + 1)
            elif item.is_file(follow_symlinks=False) and PATH.fullmatch(path):
                self.sizes[path] = item.stat(follow_symlinks=False).st_size
            else:
                reason = "是链接" if item.is_symlink() else NOT_REGULAR
                self.forbidden.append(Finding("FILE_FORBIDDEN", path, reason))
            if len(self.sizes) + len(self.forbidden) > MAX_FILES:
                raise UnreadableError(TOO_MANY.format(self.root))

    def blocks(self, path: str) -> Iterator[bytes]:
        """The bytes of a file in blocks. UnreadableError where the medium fails, DamagedError where the archive does."""
        try:
            yield from self._blocks(path)
        except OSError as error:
            raise UnreadableError(f"读不了 {path}：{system_reason(error)}。请检查介质。") from error

    def _blocks(self, path: str) -> Iterator[bytes]:
        handle = os.open(os.path.join(self.root, path), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError("not a regular file")
            yield from iter(lambda: stream.read(BLOCK), b"")


NOT_REGULAR = "不是普通文件，或者名称、层次不合规定"
TOO_MANY = f"{{}} 里的文件多于 {MAX_FILES} 个，不是案卷包。请核对路径。"
UNPACK = "请先解开，再核验解开后的文件夹。"


class DamagedError(Exception):
    """What an archive holds under a name cannot be taken out."""


class Packed(NamedTuple):
    """A file within a zip archive: where its data begin, how many bytes there are, and how they are packed."""

    start: int
    packed: int
    size: int
    method: int


class Archive(Folder):
    """The files in a zip archive, stored or deflated; a single folder around them all is left out of their paths.

    Read by the central directory (APPNOTE 4.3.12). Nothing is unpacked to disk, nothing beyond its stated size.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.sizes = {}
        self.forbidden = []
        self.packed: Dict[str, Packed] = {}
        try:
            self._read_directory()
        except OSError as error:
            raise UnreadableError(f"读不了压缩包 {root}：{system_reason(error)}。请检查路径和读取权限。") from error
        except (ValueError, struct.error) as error:
            raise UnreadableError(f"{root} 不是能读的 ZIP 压缩包。{UNPACK}") from error

    def _read(self, start: int, size: int) -> bytes:
        with open(self.root, "rb") as stream:
            stream.seek(start)
            data = stream.read(size)
        if len(data) != size:
            raise ValueError("zip: cut short")
        return data

    def _read_directory(self) -> None:
        length = os.path.getsize(self.root)
        tail = self._read(max(0, length - 65_557), min(length, 65_557))
        at = _end_of_directory(tail)
        disk, first, here, count, size, start = struct.unpack("<HHHHLL", tail[at + 4 : at + 20])
        end = length - len(tail) + at
        if disk or first or here != count or count == 0xFFFF or start + size > end or size > MAX_PARSED:
            raise ValueError("zip: directory")
        members = list(_members(self._read(start, size), count))
        top = _common_folder([name for name, *_ in members])
        taken = 0
        for name, flags, method, packed, unpacked, mode, header in sorted(members, key=lambda item: item[-1]):
            path = name[len(top) :]
            if path.endswith("/") or not path:
                continue
            if header < taken:
                raise ValueError("zip: overlap")
            begins = header + 30 + sum(struct.unpack("<HH", self._read(header, 30)[26:30]))
            taken = begins + packed
            if taken > start or self._read(header, 4) != b"PK\x03\x04":
                raise ValueError("zip: member")
            self._take(path, Packed(begins, packed, unpacked, method), flags, mode)
        if sum(self.sizes.values()) > MAX_UNPACKED:
            raise UnreadableError(f"压缩包 {self.root} 解开后大于 {MAX_UNPACKED >> 30} GiB。{UNPACK}")

    def _take(self, path: str, file: Packed, flags: int, mode: int) -> None:
        kind = stat.S_IFMT(mode)
        bomb = file.size > 1100 * file.packed + 64 if file.method else file.size != file.packed
        if kind == stat.S_IFLNK:
            self.forbidden.append(Finding("FILE_FORBIDDEN", path, "是链接"))
        elif kind not in {0, stat.S_IFREG} or not PATH.fullmatch(path):
            self.forbidden.append(Finding("FILE_FORBIDDEN", path, NOT_REGULAR))
        elif flags & 0x2041 or file.method not in {0, 8} or bomb or path in self.sizes:
            self.forbidden.append(Finding("FILE_FORBIDDEN", path, "加密、重名，或者压缩方式不合规定"))
        else:
            self.sizes[path] = file.size
            self.packed[path] = file

    def blocks(self, path: str) -> Iterator[bytes]:
        file = self.packed[path]
        unpack = zlib.decompressobj(-15) if file.method else None
        given = 0
        try:
            for offset in range(0, file.packed, BLOCK):
                block = self._read(file.start + offset, min(BLOCK, file.packed - offset))
                for piece in _inflated(unpack, block, file.size - given) if unpack else [block]:
                    given += len(piece)
                    yield piece
        except OSError as error:
            raise UnreadableError(f"读不了 {path}：{system_reason(error)}。请检查介质。") from error
        except (ValueError, zlib.error) as error:
            raise DamagedError(path) from error
        if given != file.size or (unpack and (not unpack.eof or unpack.unused_data)):
            raise DamagedError(path)


def _inflated(unpack: Any, block: bytes, room: int) -> Iterator[bytes]:
    """What a block of deflated data unfolds to, in pieces; one byte more than there is room for gives it away."""
    while block:
        if unpack.eof:
            raise ValueError("deflate: more after the end")
        piece = unpack.decompress(block, min(BLOCK, max(room, 0) + 1))
        room -= len(piece)
        if room < 0:
            raise ValueError("deflate: too long")
        yield piece
        if not piece and not unpack.unconsumed_tail:
            return
        block = unpack.unconsumed_tail


def _end_of_directory(tail: bytes) -> int:
    """Where the end record stands: the last one whose comment reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) >= at + 22 and at + 22 + struct.unpack("<H", tail[at + 20 : at + 22])[0] == len(tail):
            return at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    raise ValueError("zip: no end record")


def _members(directory: bytes, count: int) -> Iterator[Tuple[str, int, int, int, int, int, int]]:
    """(name, flags, method, packed size, size, Unix mode, place of the local header) of every member."""
    at = 0
    for _ in range(count):
        (made, _, flags, method, _, _, _, packed, size, name, extra, comment, _, _, attributes, header) = struct.unpack(
            "<HHHHHHLLLHHHHHLL", directory[at + 4 : at + 46]
        )
        if directory[at : at + 4] != b"PK\x01\x02" or 0xFFFFFFFF in {packed, size, header}:
            raise ValueError("zip: member")
        raw = directory[at + 46 : at + 46 + name]
        yield _member_name(raw), flags, method, packed, size, attributes >> 16 if made >> 8 == 3 else 0, header
        at += 46 + name + extra + comment
    if at != len(directory):
        raise ValueError("zip: directory")


def _member_name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _common_folder(names: Sequence[str]) -> str:
    """The folder that all members lie in, with its slash, where the volume itself does not begin at the top."""
    top = names[0].partition("/")[0] + "/" if names else ""
    at_top = {"bagit.txt", "export.note"}.intersection(names)
    return top if not at_top and all(name.startswith(top) for name in names) else ""


def printable(text: str) -> str:
    """The text, with escapes where it holds what no page shows: control characters, directions, half characters."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def read_whole(volume: Folder, path: str) -> bytes:
    """The bytes of a file that must be there; MismatchError where it is not, or is larger than MAX_PARSED."""
    if path not in volume.sizes:
        raise MismatchError("FILE_MISSING", path)
    if volume.sizes[path] > MAX_PARSED:
        raise MismatchError("BAG_BAD", path, f"大于 {MAX_PARSED >> 20} MiB")
    try:
        return b"".join(volume.blocks(path))
    except DamagedError as error:
        raise MismatchError("FILE_FORBIDDEN", path, UNPACKABLE) from error


UNPACKABLE = "在压缩包里已损坏，解不开"


# --- the bag, RFC 8493 -----------------------------------------------------------------------------------------------

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
EXPORT_NOTE = "export.note"
PAYLOAD_MANIFESTS = tuple(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS)
TAG_MANIFESTS = tuple(f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS)
Digests = Dict[str, Dict[str, str]]  # by path, by algorithm, in hexadecimal


def read_manifest(volume: Folder, path: str) -> Dict[str, str]:
    """Digest by path, of one manifest: a line each, `digest, two spaces, path`, sorted by path."""
    listed: Dict[str, str] = {}
    try:
        lines = read_whole(volume, path).decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise MismatchError("MANIFEST_BAD", path, "含有 ASCII 以外的字节") from error
    if lines.pop():
        raise MismatchError("MANIFEST_BAD", path, "最后一行没有换行")
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"([0-9a-f]{64})  (\S+)", line)
        found, listed_path = match.groups() if match else ("", "")
        inside = listed_path.startswith("data/") == path.startswith("manifest-")
        if not inside or not PATH.fullmatch(listed_path):
            raise MismatchError("MANIFEST_BAD", path, f"第 {number} 行应为“摘要、两个空格、包内路径”")
        listed[listed_path] = found
    if len(listed) != len(lines) or list(listed) != sorted(listed):
        raise MismatchError("MANIFEST_BAD", path, "路径重复，或没有按顺序排列")
    return listed


def read_manifests(volume: Folder, names: Sequence[str]) -> Digests:
    """The manifests of the same files under both algorithms."""
    by_algorithm = [read_manifest(volume, name) for name in names]
    if set(by_algorithm[0]) != set(by_algorithm[1]):
        raise MismatchError("MANIFEST_BAD", f"{names[0]} 与 {names[1]}", "所列的文件不同")
    return {path: {a: m[path] for a, m in zip(ALGORITHMS, by_algorithm)} for path in by_algorithm[0]}


# --- the ledger, RFC 6962 and docs/formats/ledger.md ------------------------------------------------------------------


LARGEST = 2**53 - 1
MAX_LEVELS = 32
JSON_KEY = re.compile("[a-z][a-z0-9_]*")


def canonical(data: bytes) -> Any:
    """The value of canonical JSON bytes (docs/formats/ledger.md); ValueError for any other spelling."""
    value = json.loads(data.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number)
    _check_canonical(value, MAX_LEVELS)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if text.encode("utf-8") != data:
        raise ValueError("写法不唯一")
    return value


def _check_canonical(value: Any, levels: int) -> None:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("数字过大")
    if isinstance(value, (list, dict)):
        inner = value if isinstance(value, list) else value.values()
        if not levels or (isinstance(value, dict) and not all(map(JSON_KEY.fullmatch, value))):
            raise ValueError("层次过深，或键名不合规定")
        for item in inner:
            _check_canonical(item, levels - 1)


def _no_number(text: str) -> Any:
    raise ValueError(f"含有小数 {text}")


def json_value(text: str) -> Any:
    """The value of any JSON of bounded depth and numbers; ValueError otherwise."""
    value = json.loads(text, parse_constant=_no_number)
    _check_bounds(value, 2 * MAX_LEVELS)
    return value


def _check_bounds(value: Any, levels: int) -> None:
    if isinstance(value, (int, float)) and abs(value) > LARGEST:
        raise ValueError("数字过大")
    if isinstance(value, (list, dict)):
        if not levels:
            raise ValueError("层次过深")
        for item in value if isinstance(value, list) else value.values():
            _check_bounds(item, levels - 1)


def read_object(volume: Folder, path: str) -> Dict[str, Any]:
    """A JSON object that is not canonical: the case as data, a document."""
    try:
        value = json_value(read_whole(volume, path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise MismatchError("BAG_BAD", path, "不是 JSON") from error
    if not isinstance(value, dict):
        raise MismatchError("BAG_BAD", path, "应是一个 JSON 对象")
    return value


def read_lines(volume: Folder, path: str) -> List[Tuple[str, bytes, Any]]:
    """(place, exact bytes, value) of every line of a file of canonical JSON objects."""
    lines = read_whole(volume, path).split(b"\n")
    if lines.pop():
        raise MismatchError("LEDGER_BAD", path, "最后一行没有换行")
    values = []
    for number, line in enumerate(lines, 1):
        place = f"{path} 第 {number} 行"
        try:
            value = canonical(line)
        except (ValueError, RecursionError) as error:
            raise MismatchError("ENTRY_NOT_CANONICAL", place, "不是规范的 JSON") from error
        values.append((place, line, value))
    return values


def fits(value: Any, shape: Any) -> bool:
    """Whether a parsed value has a shape: a pattern for text, a type, [shape] for a list, {key: shape} for an object."""
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and set(value) == set(shape) and all(fits(value[k], shape[k]) for k in shape)
    return type(value) is shape


HEX = r"[0-9a-f]{64}"
TREE_PROOF = {"sha256": [HEX], "sm3": [HEX]}
PROOF = {"index": int, **TREE_PROOF}
CONSISTENCY_LINE = {"algorithm": "sha256|sm3", "proof": [HEX], "size": int}
INDEX_FACTS = {"cases": int, "sha256": HEX, "sm3": HEX}
EXPUNGED_FACTS = {"approvers": [str], "authority": str, "basis": str, "items": [list]}
OPENING = {"content": str, "entry": int, "place": int, "salt": HEX}


class Entry(NamedTuple):
    """One entry of the case: its number in the log, its exact bytes, what they say, and its inclusion proofs."""

    number: int
    body: bytes
    says: Dict[str, Any]
    proof: Dict[str, Any]

    @property
    def name(self) -> str:
        return f"第 {self.number} 条留痕"

    def leaf(self, algorithm: str) -> bytes:
        return digest(algorithm, b"\x00" + self.body)


INSTALLATION = hashlib.sha256(b"zhiji installation").hexdigest()
"""Stands where a case's key stands in entries about the installation itself."""
KEYS_CHAIN = hashlib.sha256(b"zhiji keys").hexdigest()
"""The same in entries about keys."""
KEY_KINDS = {"key.added", "key.retired", "era.opened"}
REASONS = {"compromised": "密钥泄露", "lost": "账目灭失"}


def entry_of(where: str, body: bytes) -> Dict[str, Any]:
    """What an entry's exact bytes say. MismatchError where they are not canonical or no entry of a chain."""
    try:
        says = canonical(body)
    except (ValueError, RecursionError) as error:
        raise MismatchError("ENTRY_NOT_CANONICAL", where, "不是规范的 JSON") from error
    shape = {"at": str, "by": str, "c": [[HEX]], "case": HEX, "seq": int, "t": str, "v": int}
    if not isinstance(says, dict) or not fits({key: says.get(key) for key in shape}, shape) or "prev" not in says:
        raise MismatchError("LEDGER_BAD", where, "不是一条案件留痕")
    if any(len(pair) != 2 for pair in says["c"]) or says["v"] != 1:
        raise MismatchError("LEDGER_BAD", where, "承诺值应是成对的散列值，版本应是 1")
    return says


def text_of(values: Dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def root_of(algorithm: str, leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> Optional[bytes]:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); None where it does not fit the place."""
    if not 0 <= index < size:
        return None
    node, last = index, size - 1
    current = leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            current = digest(algorithm, b"\x01" + sibling + current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = digest(algorithm, b"\x01" + current + sibling)
        node, last = node >> 1, last >> 1
    return current if last == 0 else None


class Checkpoint(NamedTuple):
    """The head of the log over one algorithm, as a note."""

    note: Note
    origin: str
    size: int
    root: bytes


def read_checkpoint(volume: Folder, path: str, origin: str) -> Checkpoint:
    """A checkpoint of the log with this name; its signatures are not looked at yet."""
    try:
        note = Note.parse(read_whole(volume, path))
        match = re.fullmatch(r"([^\n]+)\n([1-9][0-9]{0,14})\n([^\n]+)\n", note.text.decode())
        root = strict_base64(match.group(3)) if match else b""
    except ValueError as error:
        raise MismatchError("CHECKPOINT_BAD_SIG", path, "不合签名文书的格式") from error
    if not match or match.group(1) != origin or len(root) != 32:
        raise MismatchError("CHECKPOINT_BAD_SIG", path, "应恰为三行：账本名称、条数、树根")
    return Checkpoint(note, origin, int(match.group(2)), root)


def continues(algorithm: str, old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Whether a consistency proof leads from the older root, and to the newer one (RFC 9162, 2.1.4.2)."""
    if not 0 < old.size < new.size:
        return False
    hashes = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    node, last = old.size - 1, new.size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if not hashes:
        return False
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if not last:
            return False
        if node & 1 or node == last:
            first = digest(algorithm, b"\x01" + sibling + first)
            second = digest(algorithm, b"\x01" + sibling + second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = digest(algorithm, b"\x01" + second + sibling)
        node, last = node >> 1, last >> 1
    return not last and first == old.root and second == new.root


# --- trust -----------------------------------------------------------------------------------------------------------

TRUST_FORMAT = "zhiji-trust/1"
MAX_POLICY = 1 << 20


class Trust(NamedTuple):
    """What the reader brings along: keys of the log, witnesses and how many of which must have signed, authorities.

    `groups`: for a name the number needed and the members, which are names of witnesses or of groups.
    """

    logs: Tuple[Key, ...] = ()
    witnesses: Mapping[str, Key] = MappingProxyType({})
    groups: Mapping[str, Tuple[int, Tuple[str, ...]]] = MappingProxyType({})
    quorum: str = ""
    authorities: Tuple[Authority, ...] = ()

    def satisfied(self, signed: Set[str]) -> bool:
        """Whether the witnesses that signed make up the quorum."""
        stand = set(signed)
        for name, (needed, members) in self.groups.items():  # each group knows only earlier names
            if len(stand.intersection(members)) >= needed:
                stand.add(name)
        return self.quorum in stand


NO_TRUST = Trust()


def read_policy(data: bytes, trust: Trust) -> Trust:
    """Adds a policy file (C2SP tlog-policy, or `zhiji-trust/1`) to what is at hand. UnreadableError names the line."""
    text = data.decode("utf-8", "surrogateescape")
    if re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
        raise UnreadableError("信任策略文件里有控制字符，不是策略文件。请核对路径。")
    own = text.split("\n", 1)[0].strip(" \t") == TRUST_FORMAT
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#") or (own and number == 1):
            continue
        try:
            trust = _trust_line(trust, *words) if own else _policy_line(trust, *words)
        except (IndexError, TypeError, ValueError) as error:
            said = printable(line.strip(" \t")[:80])
            raise UnreadableError(f"信任策略文件第 {number} 行看不懂：{said}。请对照格式说明改正。") from error
    if not own and not trust.quorum:
        raise UnreadableError("信任策略文件没有 quorum 一行。请写明要哪些见证，不要求见证则写 quorum none。")
    return trust


def _policy_line(trust: Trust, keyword: str, *words: str) -> Trust:
    known = {*trust.witnesses, *trust.groups}
    forms = {"log": (1, 2), "witness": (2, 3), "group": (3, 999), "quorum": (1, 1)}
    least, most = forms.get(keyword, (1, 0))
    if not least <= len(words) <= most:
        raise ValueError("keyword")
    if keyword == "quorum" and not trust.quorum and (words[0] == "none" or words[0] in known):
        return trust._replace(quorum=words[0])
    if keyword == "log":
        key = Key.parse(words[0])
        if key.public not in {other.public for other in trust.logs if other != key}:
            return trust._replace(logs=(*trust.logs, key))
    if keyword in {"log", "quorum"} or words[0] in known or words[0] == "none":
        raise ValueError("name")
    if keyword == "witness":
        key = Key.parse(words[1], [COSIGNER])
        if key.public not in {other.public for other in trust.witnesses.values()}:
            return trust._replace(witnesses={**trust.witnesses, words[0]: key})
        raise ValueError("key")
    return trust._replace(groups={**trust.groups, words[0]: _group(trust, words[1], words[2:])})


def _group(trust: Trust, threshold: str, members: Tuple[str, ...]) -> Tuple[int, Tuple[str, ...]]:
    used = {member for _, others in trust.groups.values() for member in others}
    needed = {"any": "1", "all": str(len(members))}.get(threshold, threshold)
    numbers = [str(number + 1) for number in range(len(members))]
    free = {*trust.witnesses, *trust.groups} - used
    if needed not in numbers or not free.issuperset(members) or len(set(members)) != len(members):
        raise ValueError("group")
    return int(needed), members


def _trust_line(trust: Trust, keyword: str, name: str, encoded: str, identity: str = SM2_IDENTITY) -> Trust:
    if keyword != "tsa":
        raise ValueError("keyword")
    authority = Authority(name, Certificate.parse(strict_base64(encoded)), identity)
    return trust._replace(authorities=(*trust.authorities, authority))


# --- the verification ------------------------------------------------------------------------------------------------

KEYS = "ledger/keys.txt"
HISTORY = "ledger/history.jsonl"
ENTRIES = "ledger/entries.jsonl"
PROOFS = "ledger/proofs.jsonl"
OPENINGS = "ledger/openings.jsonl"
CASE_INDEX = "ledger/case-index.jsonl"
CHECKPOINTS = {algorithm: f"ledger/checkpoint-{algorithm}.note" for algorithm in ALGORITHMS}
CONSISTENCY = "anchors/consistency.jsonl"
POLICY = "anchors/policy.txt"
TLOG_PROOF = "anchors/export.tlog-proof"
ANCHOR = re.compile(r"anchors/([1-9][0-9]{0,14})-(sha256|sm3)(?:\.note|\.([0-9]{1,3})\.tst)")
OTHER_ANCHORS = {CONSISTENCY, POLICY, TLOG_PROOF}
MAX_ANCHORS, MAX_KEYS = 200, 16
CASE = "data/case.json"
ROW = {"kind": "row", "table": str, "row": str, "version": int, "fields": dict}
FILE = {"kind": "file", "path": str, "sha256": HEX, "size": int, "sm3": HEX}
PURPOSES = {"sha256": "", "sm3": "/sm3", "export": "/export"}
"""What keys are for, and what stands behind the log's name in the name of such a key."""
VOLUME_OPENING = {
    "kind": "volume",
    "format": "zhiji-volume/1",
    "export_key": str,
    "sm3_key": str,
    "case": str,
    "manifests": {"sha256": [HEX], "sm3": [HEX]},
}
EXPORTED, EXPUNGING = "volume.exported", "content.expunged"
LOOKING = ("access.viewed", "access.downloaded", "access.printed", "access.registered", EXPORTED)
"""Entries that change nothing in the case: who looked, and this export."""


class Anchor(NamedTuple):
    """A checkpoint that the export's checkpoint continues. `stamps`: paths of the time-stamp tokens over it."""

    algorithm: str
    size: int
    note: Note
    stamps: Tuple[str, ...]


class Period(NamedTuple):
    """Keys that were in use together. `statement`: the note by which the keys before vouch for them, or nothing."""

    keys: List[Key]
    statement: str

    def vouched_by(self, known: Set[Key]) -> bool:
        """Whether a known key has signed that these keys take the place of it (docs/formats/ledger.md)."""
        try:
            note = Note.parse(self.statement.encode("utf-8"))
        except ValueError:
            return False
        match = re.fullmatch(
            "zhiji-key-change/1\nfrom (.+)\nto .+\n((?:retire .+\n)+)((?:add .+\n)+)", note.text.decode()
        )
        added = "".join(f"add {key.vkey}\n" for key in self.keys)
        if not match or match.group(3) != added:
            return False
        old = {key for key in known if key.name == match.group(1) and f"retire {key.vkey}\n" in match.group(2)}
        return any(key.signed(note) for key in old)


class Verification:
    """Checks one volume part by part; a part that does not hold is named and the next is checked all the same."""

    def __init__(self, volume: Folder, trust: Trust = NO_TRUST) -> None:
        self.volume = volume
        self.trust = trust
        self.findings: List[Finding] = list(volume.forbidden)
        self.digests: Digests = {}
        self.keys: Dict[str, List[Key]] = {}
        self.checkpoints: Dict[str, Checkpoint] = {}
        self.periods: List[Period] = []
        self.anchors: List[Anchor] = []
        self.witnessed: List[Tuple[str, int, str]] = []
        self.stamped: List[Tuple[str, int, str]] = []
        self.entries: List[Entry] = []
        self.openings: Dict[Tuple[int, int], Dict[str, Any]] = {}
        self.expunged: Dict[Tuple[int, int], str] = {}
        self.listed: Dict[str, Digests] = {}

    def run(self) -> List[Finding]:
        """Every finding, in the order of the checks; notes last."""
        parts: Dict[str, Callable[[], None]] = {
            "声明": self.check_declaration,
            "标签清单": self.read_tag_manifests,
            "文件清单": self.read_payload_manifests,
            "文件": self.check_files,
            "公钥": self.read_keys,
            "导出签名": self.check_export_note,
            "检查点": self.read_checkpoints,
            "密钥沿革": self.read_history,
            "外部见证": self.read_anchors,
            "留痕条目": self.read_entries,
            "案件链": self.check_chain,
            "案件索引": self.check_case_index,
            "存证证明": self.check_tlog_proof,
            "留痕内容": self.read_openings,
            "导出留痕": self.check_export,
            "证据": self.check_evidence,
            "案件数据": self.check_statements,
            "时间戳": self.check_stamps,
            "公钥来源": self.tell_key,
            "见证": self.tell_witnesses,
        }
        for name, part in parts.items():
            try:
                part()
            except MismatchError as mismatch:
                self.findings.append(mismatch.finding)
            except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
                # Whatever a hostile volume holds that no check foresaw is a finding too.
                self.say("CHECK_FAILED", name)
        # What is said may quote the volume: nothing in it may steer a terminal.
        quoted = [Finding(found.code, printable(found.where), printable(found.detail)) for found in self.findings]
        self.findings = list(dict.fromkeys(quoted))
        self.findings.sort(key=lambda finding: finding.is_note)
        return self.findings

    def say(self, code: str, where: str, detail: str = "") -> None:
        self.findings.append(Finding(code, where, detail))

    # the bag

    def check_declaration(self) -> None:
        if read_whole(self.volume, "bagit.txt") != DECLARATION:
            raise MismatchError("BAG_BAD", "bagit.txt", "应恰为 BagIt 1.0 的两行声明")

    def read_tag_manifests(self) -> None:
        self.listed["tags"] = read_manifests(self.volume, TAG_MANIFESTS)

    def read_payload_manifests(self) -> None:
        self.listed["payload"] = read_manifests(self.volume, PAYLOAD_MANIFESTS)

    def check_files(self) -> None:
        """Every listed file is there with both digests, and nothing else is there."""
        tags, payload = self.listed.get("tags", {}), self.listed.get("payload", {})
        present = set(self.volume.sizes)
        known = {*tags, *payload, *TAG_MANIFESTS, EXPORT_NOTE}
        for path in sorted({*known, "verify.py", "verify.html", "bag-info.txt"} - present):
            self.say("FILE_MISSING", path)
        if len(self.listed) == 2:
            for path in sorted(present - known):
                self.say("FILE_UNLISTED", path)
        with ThreadPoolExecutor(max_workers=1) as pool:
            self.digests = {path: self._digests(path, pool) for path in sorted(present)}
        for expected, code in ((tags, "TAG_ALTERED"), (payload, "FILE_ALTERED")):
            for path in sorted(present.intersection(expected)):
                self._compare(path, expected[path], code)
        self._tell_sm3()

    def _digests(self, path: str, pool: ThreadPoolExecutor) -> Dict[str, str]:
        sm3 = bool(FAST_SM3) or not path.startswith("data/") or self.volume.sizes[path] <= MAX_SM3_WITHOUT_LIBRARY
        try:
            return file_digests(self.volume.blocks(path), pool, sm3=sm3)
        except DamagedError:
            self.say("FILE_FORBIDDEN", path, UNPACKABLE)
            return {"sha256": "", "sm3": ""}

    def _compare(self, path: str, expected: Dict[str, str], code: str) -> None:
        actual = self.digests[path]
        wrong = [algorithm for algorithm in actual if actual[algorithm] != expected[algorithm]]
        if wrong:
            names = {"sha256": "SHA-256", "sm3": "SM3"}
            self.say(code, path, "、".join(names[algorithm] for algorithm in wrong))

    def _tell_sm3(self) -> None:
        unchecked = [path for path, found in self.digests.items() if "sm3" not in found]
        if unchecked:
            self.say("SM3_NOT_CHECKED", unchecked[0], f"{unchecked[0]} 等 {len(unchecked)} 个大文件")

    # signatures

    def read_keys(self) -> None:
        found: Dict[str, List[Key]] = {}
        try:
            lines = read_whole(self.volume, KEYS).decode("utf-8").split("\n")
            for line in lines[:-1]:
                purpose, vkey = line.split(" ")
                found.setdefault(purpose, []).append(Key.parse(vkey))
        except ValueError as error:
            raise MismatchError("KEYS_BAD", KEYS, "不是“用途 公钥”一行一把") from error
        if lines[-1] or len(lines) > 1 + MAX_KEYS or list(found) != list(PURPOSES):
            raise MismatchError("KEYS_BAD", KEYS, "用途应依次为 " + "、".join(PURPOSES))
        origin = found["sha256"][0].name
        if any(key.name != origin + PURPOSES[purpose] for purpose, keys in found.items() for key in keys):
            raise MismatchError("KEYS_BAD", KEYS, "公钥的名称应是账本的名称，加上用途")
        self.keys = found

    def keys_for(self, purpose: str) -> List[Key]:
        if purpose not in self.keys:
            raise MismatchError("KEYS_BAD", KEYS, f"没有 {purpose} 公钥，签名无从核对")
        return self.keys[purpose]

    def check_export_note(self) -> None:
        """The note must be, to the byte, what the keys sign for the two tag manifests at hand."""
        keys = self.keys_for("export")
        try:
            note = Note.parse(read_whole(self.volume, EXPORT_NOTE))
        except ValueError as error:
            raise MismatchError("EXPORT_BAD_SIGNATURE", EXPORT_NOTE, "不合签名文书的格式") from error
        if len(note.signatures) != len(keys) or not all(key.signed(note) for key in keys):
            raise MismatchError("EXPORT_BAD_SIGNATURE", EXPORT_NOTE, "应恰有导出公钥的签名，每把一个，并且都成立")
        lines = [f"{path} {self._digest_pair(path)}\n" for path in TAG_MANIFESTS]
        if note.text.decode() != "zhiji-volume/1\n" + "".join(lines):
            raise MismatchError("EXPORT_MISMATCH", "、".join(TAG_MANIFESTS), "与导出签名所签的摘要不符")

    def _digest_pair(self, path: str) -> str:
        found = self.digests.get(path, {})
        return " ".join(found.get(algorithm, "?") for algorithm in ALGORITHMS)

    def read_checkpoints(self) -> None:
        for algorithm, path in CHECKPOINTS.items():
            keys = self.keys_for(algorithm)
            checkpoint = read_checkpoint(self.volume, path, keys[0].name)
            if not all(key.signed(checkpoint.note) for key in keys):
                raise MismatchError("CHECKPOINT_BAD_SIG", path, f"没有 {keys[0].name} 每把公钥的有效签名")
            self.checkpoints[algorithm] = checkpoint
        if len({checkpoint.size for checkpoint in self.checkpoints.values()}) != 1:
            raise MismatchError("CHECKPOINT_MISMATCH", CHECKPOINTS["sm3"], CHECKPOINTS["sha256"])

    def _included(self, where: str, body: bytes, index: int, proof: Mapping[str, List[str]]) -> None:
        """Names each tree that the entry is not in."""
        for algorithm, checkpoint in self.checkpoints.items():
            hashes = [bytes.fromhex(text) for text in proof[algorithm]]
            root = root_of(algorithm, digest(algorithm, b"\x00" + body), index, checkpoint.size, hashes)
            if root != checkpoint.root:
                self.say("CHECKPOINT_MISMATCH", where, CHECKPOINTS[algorithm])

    def read_history(self) -> None:
        """Which entries of the log brought which keys, and where it began anew."""
        for place, _, line in read_lines(self.volume, HISTORY):
            if not fits(line, {**PROOF, "entry": str}):
                raise MismatchError("LEDGER_BAD", place, "栏目不合规定")
            body = line["entry"].encode("utf-8")
            says = entry_of(place, body)
            self._included(place, body, line["index"], line)
            facts = says.get("facts", {})
            if says["case"] != KEYS_CHAIN or says["t"] not in KEY_KINDS or not fits(facts.get("vkeys"), [str]):
                raise MismatchError("LEDGER_BAD", place, "不是关于密钥的留痕")
            if says["t"] != "key.retired":
                self.periods.append(Period(_keys(place, facts["vkeys"]), text_of(facts, "statement")))
            if says["t"] == "era.opened":
                reason = REASONS.get(text_of(facts, "reason"), "原因不明")
                self.say("ERA_OPENED", f"第 {line['index']} 条", reason)

    # anchors

    def read_anchors(self) -> None:
        """Every checkpoint in anchors/ is one that the export's continues; what is signed on it is looked at later."""
        named = {path: ANCHOR.fullmatch(path) for path in sorted(self.volume.sizes) if path.startswith("anchors/")}
        for path in sorted(path for path, match in named.items() if not match and path not in OTHER_ANCHORS):
            self.say("LEDGER_BAD", path, "不是案卷包规定的文件")
        found = {path: match for path, match in named.items() if match}
        if len(found) > MAX_ANCHORS:
            raise MismatchError("LEDGER_BAD", "anchors", f"检查点和时间戳多于 {MAX_ANCHORS} 个")
        proofs = self._consistency_proofs()
        for path, match in found.items():
            if not match.group(3):
                place = (match.group(2), int(match.group(1)))
                self._read_anchor(path, *place, proofs.pop(place, None))
        if proofs:
            self.say("LEDGER_BAD", CONSISTENCY, "有的行没有对应的检查点")
        for path in sorted(path for path, match in found.items() if match.group(3)):
            if _stamped_note(path) not in self.volume.sizes:
                self.say("TIMESTAMP_BAD", path, "旁边没有它所盖的检查点")

    def _consistency_proofs(self) -> Dict[Tuple[str, int], List[str]]:
        if CONSISTENCY not in self.volume.sizes:
            return {}
        lines = read_lines(self.volume, CONSISTENCY)
        places = [(line["algorithm"], line["size"]) for _, _, line in lines if fits(line, CONSISTENCY_LINE)]
        if len(places) != len(lines) or places != sorted(set(places)):
            raise MismatchError("LEDGER_BAD", CONSISTENCY, "栏目不合规定，或者重复、没有按顺序排列")
        return {place: line["proof"] for place, (_, _, line) in zip(places, lines)}

    def _read_anchor(self, path: str, algorithm: str, size: int, proof: Optional[List[str]]) -> None:
        own = self.checkpoints.get(algorithm)
        if not own:
            return
        try:
            anchor = read_checkpoint(self.volume, path, own.origin)
        except MismatchError as mismatch:
            self.findings.append(mismatch.finding)
            return
        hashes = [bytes.fromhex(text) for text in proof or []]
        continued = proof is not None and continues(algorithm, anchor, own, hashes)
        same = proof is None and (own.size, own.root) == (size, anchor.root)
        if anchor.size != size or not (continued or same):
            self.say("CHECKPOINT_MISMATCH", path, CHECKPOINTS[algorithm])
            return
        stamps = sorted(p for p in self.volume.sizes if ANCHOR.fullmatch(p) and p != path and _stamped_note(p) == path)
        self.anchors.append(Anchor(algorithm, size, anchor.note, tuple(stamps)))

    def check_stamps(self) -> None:
        """Every time stamp is a sound one over its checkpoint; those by authorities the reader trusts are told."""
        unknown = []
        for anchor in self.anchors:
            for path in anchor.stamps:
                try:
                    known = self._check_stamp(anchor, Stamp.parse(read_whole(self.volume, path)))
                except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
                    reason = str(error) if isinstance(error, StampError) else "不合 RFC 3161 的格式"
                    self.say("TIMESTAMP_BAD", path, reason)
                else:
                    unknown += [] if known else [path]
        if unknown:
            self.say("TIMESTAMP_UNKNOWN", unknown[0], str(len(unknown)))

    def _check_stamp(self, anchor: Anchor, stamp: Stamp) -> bool:
        """Whether somebody the reader trusts made it. StampError where it is bad."""
        if message_digest(stamp.name, anchor.note.text) != stamp.hashed:
            raise StampError("所盖的不是这个检查点")
        for authority in self.trust.authorities:
            by_it = stamp.signed(authority.identity)
            if by_it and trusted_path(stamp.signer, stamp.certificates, authority, stamp.at):
                self.stamped.append((authority.name, anchor.size, stamp.at))
                return True
        if not stamp.signed(SM2_IDENTITY):
            raise StampError("签名不成立")
        return False

    # the entries of the case

    def read_entries(self) -> None:
        proofs = read_lines(self.volume, PROOFS)
        bodies = read_lines(self.volume, ENTRIES)
        if len(proofs) != len(bodies) or not bodies:
            raise MismatchError("LEDGER_BAD", PROOFS, "应与留痕条目逐行对应，且至少一行")
        for (place, _, proof), (where, body, _) in zip(proofs, bodies):
            if not fits(proof, PROOF):
                raise MismatchError("LEDGER_BAD", place, "栏目不合规定")
            self.entries.append(Entry(proof["index"], body, entry_of(where, body), proof))
        for entry in self.entries:
            self._included(entry.name, entry.body, entry.number, entry.proof)

    def check_chain(self) -> None:
        """From the first entry of the case to its export nothing is left out: numbers and back-links are whole."""
        previous: Optional[Entry] = None
        for seq, entry in enumerate(self.entries):
            expected = previous.leaf("sha256").hex() if previous else None
            if entry.says["seq"] != seq or entry.says["prev"] != expected:
                raise MismatchError("CASE_CHAIN_BROKEN", entry.name, f"应是本案第 {seq} 条，并接着前一条")
            if previous and (entry.says["case"] != previous.says["case"] or entry.number <= previous.number):
                raise MismatchError("CASE_CHAIN_BROKEN", entry.name, "不属于同一案件，或先后颠倒")
            previous = entry
        if not previous or previous.says["t"] != EXPORTED:
            raise MismatchError("CASE_ENTRIES_WITHHELD", ENTRIES, "最后一条不是这次导出的留痕")

    def check_case_index(self) -> None:
        """What the office told everybody beforehand about how many entries the case has is what is shown here."""
        lines = read_lines(self.volume, CASE_INDEX)
        place, line = (lines[0][0], lines[0][2]) if lines else (CASE_INDEX, {})
        if len(lines) != 1 or not fits(line, {**PROOF, "entry": str, "place": int, "in_index": TREE_PROOF}):
            raise MismatchError("LEDGER_BAD", place, "栏目不合规定")
        body = line["entry"].encode("utf-8")
        says = entry_of(place, body)
        self._included(place, body, line["index"], line)
        facts, before = says.get("facts", {}), [entry for entry in self.entries if entry.number < line["index"]]
        if says["t"] != "index.written" or says["case"] != INSTALLATION or not fits(facts, INDEX_FACTS) or not before:
            raise MismatchError("INDEX_PROOF_BAD", place, "不是案件索引，或者早于本案")
        for algorithm in ALGORITHMS:
            hashes = [bytes.fromhex(text) for text in line["in_index"][algorithm]]
            leaf = digest(algorithm, b"\x00" + _case_state(before))
            if (root_of(algorithm, leaf, line["place"], facts["cases"], hashes) or b"").hex() != facts[algorithm]:
                self.say("INDEX_PROOF_BAD", place, f"{len(before)} 条，{algorithm}")

    def check_tlog_proof(self) -> None:
        """The proof for tools of others says what ledger/ says."""
        if TLOG_PROOF not in self.volume.sizes or "sha256" not in self.checkpoints or not self.entries:
            return
        last = self.entries[-1]
        hashes = [base64.b64encode(bytes.fromhex(text)).decode() for text in last.proof["sha256"]]
        expected = "\n".join(["c2sp.org/tlog-proof@v1", f"index {last.number}", *hashes]).encode()
        head, _, note = read_whole(self.volume, TLOG_PROOF).partition(b"\n\n")
        try:
            text = Note.parse(note).text
        except ValueError:
            text = b""
        if head != expected or text != self.checkpoints["sha256"].note.text:
            raise MismatchError("LEDGER_BAD", TLOG_PROOF, "与 ledger/ 所载的不一致")

    def read_openings(self) -> None:
        """Every commitment of the case is opened or lawfully destroyed; nothing is shown that was not committed to."""
        committed = {
            (entry.number, place): pair for entry in self.entries for place, pair in enumerate(entry.says["c"])
        }
        self._read_expunged({place: pair[0] for place, pair in committed.items()})
        for where, _, opening in read_lines(self.volume, OPENINGS):
            if not fits(opening, OPENING):
                raise MismatchError("LEDGER_BAD", where, "栏目不合规定")
            place = (opening["entry"], opening["place"])
            if place in self.openings or committed.get(place) != _commitments(opening["salt"], opening["content"]):
                self.say("OPENING_UNLOGGED", where)
                continue
            self.openings[place] = _content(where, opening["content"])
        for index, number in sorted(set(committed) - set(self.openings)):
            where = f"第 {index} 条留痕第 {number + 1} 项"
            if (index, number) in self.expunged:
                self.say("EXPUNGED", where, self.expunged[index, number])
            else:
                self.say("OPENING_MISSING", where)

    def _read_expunged(self, committed: Mapping[Tuple[int, int], str]) -> None:
        """Which commitments of earlier entries an entry of the case says were lawfully destroyed, and on what basis."""
        for entry in self.entries:
            facts = entry.says.get("facts", {})
            if entry.says["t"] != EXPUNGING or not fits(facts, EXPUNGED_FACTS):
                continue
            basis = f"依据：{facts['basis']}；批准机关：{facts['authority']}；见第 {entry.number} 条留痕"
            for item in facts["items"]:
                place = (item[0], item[1]) if len(item) == 3 else None
                if place and fits(item[:2], [int]) and place[0] < entry.number and committed.get(place) == item[2]:
                    self.expunged[place] = basis

    def shown(self, kind: str) -> List[Dict[str, Any]]:
        """The opened contents of one kind, oldest first."""
        return [content for _, content in sorted(self.openings.items()) if content["kind"] == kind]

    # what the volume says

    def check_export(self) -> None:
        """The last entry commits to both payload manifests, and so to every file under data/, and to the keys."""
        volumes = [content for content in self.shown("volume") if fits(content, VOLUME_OPENING)]
        own = [v for place, v in self.openings.items() if self.entries and place[0] == self.entries[-1].number]
        if not volumes or volumes[-1] not in own:
            raise MismatchError("EXPORT_MISMATCH", EXPORT_NOTE, "导出的留痕没有写明这份案卷包")
        said = volumes[-1]
        for algorithm, path in zip(ALGORITHMS, PAYLOAD_MANIFESTS):
            if " ".join(said["manifests"][algorithm]) != self._digest_pair(path):
                self.say("EXPORT_MISMATCH", path, "清单的摘要与导出的留痕不符")
        for purpose in ("sm3", "export"):
            if said[f"{purpose}_key"] != " ".join(key.vkey for key in self.keys_for(purpose)):
                self.say("KEY_MISMATCH", KEYS, f"{purpose} 公钥不是导出的留痕写明的那一把")

    def check_evidence(self) -> None:
        """Every file of evidence was entered in this case, and every file entered in it is here."""
        logged = {content["sha256"]: content for content in self.shown("file") if fits(content, FILE)}
        present = {path: found for path, found in self.digests.items() if path.startswith("data/evidence/")}
        for path, found in sorted(present.items()):
            entered = logged.get(found["sha256"])
            if not entered or found.get("sm3", entered["sm3"]) != entered["sm3"]:
                self.say("EVIDENCE_UNLOGGED", path)
        for sha256 in sorted(set(logged) - {found["sha256"] for found in present.values()}):
            self.say("EVIDENCE_MISSING", logged[sha256]["path"], f"SHA-256 为 {sha256}")

    def check_statements(self) -> None:
        """The case as data says, row for row and key for key, what the newest versions in the log say."""
        logged = _logged([content for content in self.shown("row") if fits(content, ROW)])
        stated = _stated(read_object(self.volume, CASE))
        for place in sorted(set(stated) ^ set(logged)):
            self.say("STATEMENT_UNLOGGED", " ".join(place), "只见于案件数据" if place in stated else "案件数据里没有")
        for place in sorted(set(stated) & set(logged)):
            self._compare_statement(" ".join(place), stated[place], logged[place])
        for path in sorted(self.volume.sizes):
            if path.startswith("data/documents/") and path.endswith(".json"):
                values = _values(read_object(self.volume, path))
                self._compare_statement(path, values, logged.get(("records", _name(values.get("ref"), "")), {}))

    def _compare_statement(self, where: str, stated: Dict[str, Any], logged: Dict[str, Any]) -> None:
        keys = [key for key in stated if not same(stated[key], logged.get(key))]
        keys += [key for key in logged if key not in stated and key not in OF_ROWS and not key.endswith("_id")]
        if keys:
            self.say("STATEMENT_UNLOGGED", where, "、".join(keys))

    def tell_key(self) -> None:
        """Whose key it is: one that the reader knows, or one that follows from it."""
        keys, known = set(self.keys_for("sha256")), set(self.trust.logs)
        fingerprint = self.keys["sha256"][0].fingerprint
        if not known:
            self.say("KEY_FROM_VOLUME", KEYS, fingerprint)
        elif not keys & known and keys & self._succession(known):
            self.say("KEY_SUCCEEDED", KEYS, fingerprint)
        elif not keys & known:
            self.say("KEY_MISMATCH", KEYS, f"包内公钥的指纹为 {fingerprint}，不在您给出的公钥之中")

    def _succession(self, known: Set[Key]) -> Set[Key]:
        """The keys that follow from the known ones: each change of keys was signed by a key before it."""
        trusted = set(known)
        for period in self.periods:
            if period.vouched_by(trusted):
                trusted.update(period.keys)
        return trusted

    def tell_witnesses(self) -> None:
        """Whether the witnesses whom the reader wants have seen the log, and how far."""
        checkpoint = self.checkpoints.get("sha256")
        if not checkpoint:
            return
        if self.trust.quorum in {"", "none"}:
            self.say("NO_WITNESS", CHECKPOINTS["sha256"])
            if not self.trust.quorum and (self.anchors or POLICY in self.volume.sizes):
                self.say("POLICY_NOT_GIVEN", "anchors")
            return
        seen = [(anchor.size, anchor.note) for anchor in self.anchors if anchor.algorithm == "sha256"]
        best = 0
        for size, note in sorted([*seen, (checkpoint.size, checkpoint.note)], reverse=True):
            signed = {name: key for name, key in self.trust.witnesses.items() if key.signed(note)}
            best = max(best, len(signed))
            if self.trust.satisfied(set(signed)):
                self.witnessed = [(name, size, key.signed_at(note)) for name, key in sorted(signed.items())]
                self._tell_uncovered(size)
                return
        self.say("WITNESS_QUORUM", CHECKPOINTS["sha256"], f"有效见证最多 {best} 个，不够信任策略所定的数目")

    def _tell_uncovered(self, size: int) -> None:
        """What of the case is newer than the last checkpoint that the witnesses saw."""
        late = [entry for entry in self.entries if entry.number >= size]
        if any(entry.says["t"] not in LOOKING for entry in late):
            self.say("WITNESS_QUORUM", late[0].name, f"见证只到账本前 {size} 条，从这一条起没有外部见证")
        elif late:
            self.say("WITNESS_PARTIAL", late[0].name, str(len(late)))


def _stamped_note(path: str) -> str:
    """The checkpoint that a time-stamp token lies beside: `anchors/12-sha256.0.tst`, `anchors/12-sha256.note`."""
    return path.rsplit(".", 2)[0] + ".note"


def _case_state(entries: Sequence[Entry]) -> bytes:
    """What the case index holds for a case of which it knew these entries."""
    state = {"case": entries[-1].says["case"], "entries": len(entries), "last": entries[-1].leaf("sha256").hex()}
    return json.dumps(state, separators=(",", ":"), sort_keys=True).encode()


def _keys(place: str, vkeys: Sequence[str]) -> List[Key]:
    try:
        return [Key.parse(vkey) for vkey in vkeys[:MAX_KEYS]]
    except ValueError as error:
        raise MismatchError("KEYS_BAD", place, "不是公钥") from error


SECTIONS = {
    "cases_case": "case",
    "cases_party": "parties",
    "cases_caseofficer": "officers",
    "cases_event": "events",
    "documents_document": "records",
    "evidence_recording": "records",
    "cases_approval": "approvals",
    "cases_report": "reports",
    "cases_access": "accesses",
}
"""Where the rows of a table stand in the case as data."""
CASE_NAMES = {"id": "number", "unit": "unit_name"}
OF_ROWS = {"id", "key", "position", "text", "struck_at", "struck_by", "struck_reason"}
"""Columns that the case as data does not have; nor does it have references to other rows, `…_id`."""
Statements = Dict[Tuple[str, str], Dict[str, Any]]  # by section and id


def _values(item: Dict[str, Any]) -> Dict[str, Any]:
    return {"ref" if key == "id" else key: value for key, value in item.items()}


def _name(given: Any, otherwise: Any) -> str:
    return given if isinstance(given, str) else str(otherwise)


def _stated(document: Dict[str, Any]) -> Statements:
    """What the case as data says, each thing by section and id; reports, which have none, by their number."""
    sections = sorted(set(SECTIONS.values()) - {"case"})
    shape = {"case": dict, **{section: [dict] for section in sections}}
    if not fits({key: document.get(key) for key in shape}, shape):
        raise MismatchError("BAG_BAD", CASE, "栏目不合规定")
    case = document["case"]
    own = {CASE_NAMES.get(key, key): value for key, value in case.items()}
    statements = {("case", _name(own.get("number"), "")): own}
    for section in sections:
        for number, item in enumerate(map(_values, document[section])):
            statements[section, _name(item.get("ref"), number)] = item
    return statements


def _logged(rows: Sequence[Dict[str, Any]]) -> Statements:
    """The newest version of every row that stands in the case as data, by the same places; what was struck does not."""
    newest = {(row["table"], row["row"]): row["fields"] for row in rows if row["table"] in SECTIONS}
    standing = [item for item in newest.items() if not fits(item[1].get("struck_at"), ".+")]
    numbers = dict.fromkeys(SECTIONS, 0)
    statements: Statements = {}
    for (table, _), fields in sorted(standing, key=_row_order):
        name = fields["ref"] if "ref" in fields else fields.get("number")
        statements[SECTIONS[table], _name(name, numbers[table])] = fields
        numbers[table] += 1
    return statements


def _row_order(item: Tuple[Tuple[str, str], Dict[str, Any]]) -> Tuple[str, int, int, str]:
    (table, row), fields = item
    position = fields.get("position", 0)
    return table, position if fits(position, int) else 0, int(row) if fits(row, "[0-9]{1,15}") else 0, row


def same(stated: Any, logged: Any) -> bool:
    """Whether a value of the case as data is the one of the row: there, lists and objects are text, times are UTC."""
    if isinstance(stated, (list, dict)) and isinstance(logged, str):
        try:
            logged = json_value(logged)
        except (ValueError, RecursionError):
            return False
    if isinstance(stated, list) and isinstance(logged, list):
        return len(stated) == len(logged) and all(same(a, b) for a, b in zip(stated, logged))
    if isinstance(stated, dict) and isinstance(logged, dict):
        return set(stated) == set(logged) and all(same(stated[key], logged[key]) for key in stated)
    if isinstance(stated, str) and isinstance(logged, str) and stated != logged:
        return instant(stated) is not None and instant(stated) == instant(logged)
    return isinstance(stated, bool) == isinstance(logged, bool) and bool(stated == logged)


def _commitments(salt: str, content: str) -> List[str]:
    try:
        committed = b"\x02" + bytes.fromhex(salt) + content.encode("utf-8")
    except UnicodeEncodeError:
        return []
    return [digest(algorithm, committed).hex() for algorithm in ALGORITHMS]


def _content(where: str, text: str) -> Dict[str, Any]:
    try:
        value = canonical(text.encode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise MismatchError("ENTRY_NOT_CANONICAL", where, "所承诺的内容不是规范的 JSON") from error
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise MismatchError("LEDGER_BAD", where, "所承诺的内容没有写明种类")
    return value


# --- the report and the command line ---------------------------------------------------------------------------------


class Report(NamedTuple):
    """What was checked and what was found. `holds`: nothing but notes.

    `witnesses`, `stamps`: name, number of entries covered, and time of those whom the reader trusts.
    """

    path: str
    title: str
    checked: Dict[str, int]
    checkpoint: str
    findings: Tuple[Finding, ...]
    witnesses: Tuple[Tuple[str, int, str], ...] = ()
    stamps: Tuple[Tuple[str, int, str], ...] = ()

    @property
    def holds(self) -> bool:
        return all(finding.is_note for finding in self.findings)

    def to_document(self) -> Dict[str, Any]:
        """The report as `zhiji-verification/1` (docs/formats/verifier.md)."""
        listed = [
            {"code": f.code, "where": f.where, "sentence": f.sentence, "advice": f.advice, "note": f.is_note}
            for f in self.findings
        ]
        return {
            "format": "zhiji-verification/1",
            "volume": printable(self.path),
            "title": self.title,
            "holds": self.holds,
            "checked": self.checked,
            "checkpoint": self.checkpoint,
            "witnesses": [{"name": printable(name), "size": size, "at": at} for name, size, at in self.witnesses],
            "stamps": [{"name": printable(name), "size": size, "at": at} for name, size, at in self.stamps],
            "findings": listed,
        }

    def to_text(self) -> str:
        counts = "，".join(f"{name} {number}" for name, number in self.checked.items())
        lines = [
            f"案卷包：{printable(self.path)}",
            f"案件：{self.title}",
            f"核对了：{counts}",
            f"账本：{self.checkpoint}",
        ]
        for said, found in (("见证", self.witnesses), ("时间戳", self.stamps)):
            lines += [f"{said}：{printable(name)}，{at}，账本前 {size} 条" for name, size, at in found]
        lines += ["", "结论：成立。" if self.holds else "结论：不成立。"]
        for finding in self.findings:
            mark = "说明" if finding.is_note else "不符"
            lines += [f"  [{mark} {finding.code}] {finding.sentence}", f"      {finding.advice}"]
        return "\n".join(lines)


def verify(path: str, trust: Trust = NO_TRUST) -> Report:
    """Verifies the volume that is the folder or zip archive `path`. Raises UnreadableError where there is none."""
    if not os.path.isdir(path) and not os.path.isfile(path):
        raise UnreadableError(f"{path} 不存在。请给出案卷包的文件夹，或 ZIP 压缩包。")
    volume = Folder(path) if os.path.isdir(path) else Archive(path)
    if not {"bagit.txt", EXPORT_NOTE, *TAG_MANIFESTS}.intersection(volume.sizes):
        raise UnreadableError(f"{path} 不是案卷包：里面没有 bagit.txt，也没有 {EXPORT_NOTE}。请给出案卷包的文件夹。")
    return report(path, Verification(volume, trust))


def report(path: str, verification: Verification) -> Report:
    findings = tuple(verification.run())
    volume = verification.volume
    checkpoint = verification.checkpoints.get("sha256")
    checked = {
        "文件": len(verification.digests),
        "字节": sum(volume.sizes.values()),
        "留痕条目": len(verification.entries),
        "留痕内容": len(verification.openings),
        "依法销毁": sum(finding.code == "EXPUNGED" for finding in findings),
        "外部检查点": len(verification.anchors),
        "时间戳": sum(len(anchor.stamps) for anchor in verification.anchors),
    }
    head = checkpoint.note.text.decode().split("\n")[:3] if checkpoint else ["没有有效的检查点"]
    anchored = (tuple(verification.witnessed), tuple(verification.stamped))
    return Report(path, _title(volume), checked, printable(" ".join(head)), findings, *anchored)


def _title(volume: Folder) -> str:
    try:
        case = read_object(volume, CASE)["case"]
    except (MismatchError, KeyError):
        case = {}
    if not isinstance(case, dict) or not fits([case.get("id"), case.get("title")], [str]):
        return "读不出案件名称"
    return printable(f"{case['id']} {case['title']}")


def read_trust(vkeys: Sequence[str], policies: Sequence[str]) -> Trust:
    """The reader's keys and policy files. Raises UnreadableError."""
    try:
        trust = Trust(logs=tuple(Key.parse(vkey) for vkey in vkeys))
    except ValueError as error:
        raise UnreadableError("--key 不是公钥：应为“名称+编号+Base64”一整串，请重新抄录。") from error
    for policy in policies:
        try:
            with open(policy, "rb") as stream:
                data = stream.read(MAX_POLICY + 1)
        except OSError as error:
            raise UnreadableError(f"读不了信任策略文件 {policy}：{system_reason(error)}。请检查路径。") from error
        if len(data) > MAX_POLICY:
            raise UnreadableError(f"信任策略文件 {policy} 大于 {MAX_POLICY >> 20} MiB，不像是策略文件。请核对路径。")
        trust = read_policy(data, trust)
    return trust


def run(path: str, vkeys: Sequence[str], policies: Sequence[str], *, as_json: bool) -> int:
    """Verifies, prints, and gives the exit status."""
    try:
        result = verify(path, read_trust(vkeys, policies))
    except UnreadableError as error:
        print(printable(str(error)), file=sys.stderr)
        return 2
    print(json.dumps(result.to_document(), ensure_ascii=False, indent=1) if as_json else result.to_text())
    return 0 if result.holds else 1


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(description="核验案卷包。退出码：0 成立，1 不成立，2 读不了。")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("path", nargs="?", default=here, help="案卷包的文件夹或 ZIP，默认为本程序所在的文件夹")
    parser.add_argument("--key", action="append", default=[], metavar="公钥", help="另行取得的账本公钥，可给多把")
    parser.add_argument("--policy", action="append", default=[], metavar="文件", help=POLICY_HELP)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    options = parser.parse_args(arguments)
    return run(options.path, options.key, options.policy, as_json=options.json)


POLICY_HELP = "信任策略文件（tlog-policy），或时间戳机构的信任文件（zhiji-trust/1），可各给一份"

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
