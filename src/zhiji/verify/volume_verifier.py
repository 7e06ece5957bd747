"""核验案卷包：不联网、不用数据库、不信任制作单位，只用 Python 自带的模块。

用法：python3 verify.py [案卷包] [--key 公钥] [--policy 文件] [--json]

One file, Python 3.8 or later, standard library only, so that a stranger can read all of it and run it anywhere.
It shares no code with the system that writes volumes, reads nothing outside the volume and the policy file, and
writes nothing. The format is described in docs/formats/volume.md. Standards: BagIt 1.0 (RFC 8493), RFC 6962 and
RFC 9162 (Merkle tree), RFC 8032 (Ed25519), GB/T 32905 (SM3), C2SP signed-note, tlog-checkpoint, tlog-cosignature
and tlog-policy. Exit status: 0 the volume holds, 1 it does not, 2 it cannot be read.
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
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from types import MappingProxyType
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

MAX_FILES = 100_000
MAX_DEPTH = 3
MAX_PARSED = 64 << 20
"""Bytes of one file that is read as a whole: manifests, ledger entries, the case as data. Recordings are streamed."""
MAX_SM3_WITHOUT_LIBRARY = 1 << 20
"""Bytes of one file whose SM3 is computed in Python, at about 0.4 MB/s, where hashlib does not have it."""
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
        "检查点的外部见证不足：{detail}。",
        "向信任策略文件中的见证方索取它们持有的检查点，与本包的比对。",
    ),
    "LEDGER_BAD": ("留痕文件 {where} 不合格式：{detail}。", ASK_AGAIN),
    "ENTRY_NOT_CANONICAL": ("{where} 不是规范写法：{detail}。", DO_NOT_USE),
    "ENTRY_TYPE": ("{where} 的类型不在格式规定之内：{detail}。", "换用与案卷包同一版本的核验程序再试。"),
    "CHECKPOINT_MISMATCH": ("{where} 不在检查点 {detail} 所签的账本里。", DO_NOT_USE),
    "CASE_CHAIN_BROKEN": ("本案的留痕在{where}处断开：{detail}。", DO_NOT_USE),
    "CASE_ENTRIES_WITHHELD": ("本案的留痕不全：{detail}。", "要求制作单位交出缺少的留痕条目。"),
    "OPENING_MISSING": ("{where} 承诺的内容没有随包交出：{detail}。", "要求制作单位交出内容，或说明依法销毁的依据。"),
    "OPENING_UNLOGGED": ("{where} 的内容没有任何留痕条目承诺过。", DO_NOT_USE),
    "EVIDENCE_MISSING": ("登记过的证据 {where} 不在案卷包里：{detail}。", "要求制作单位交出原件，或说明去向。"),
    "EVIDENCE_UNLOGGED": ("证据 {where} 没有在本案的留痕里登记过。", "要求制作单位说明它从何而来。"),
    "STATEMENT_UNLOGGED": ("案件数据中的 {where} 与留痕不一致：{detail}。", DO_NOT_USE),
    "CHECK_FAILED": ("核验“{where}”时遇到不合规定的内容（{detail}），没能核验完。", DO_NOT_USE),
    "SM3_NOT_CHECKED": (
        "{detail} 没有核对 SM3（SHA-256 已核对）：本机的 Python 不带 SM3。",
        "要核对 SM3，请换一台电脑。",
    ),
    "KEY_FROM_VOLUME": (
        "公钥取自案卷包本身，只能说明案卷包前后一致，不能说明由谁制作。指纹：{detail}。",
        "向制作单位的上级或公开渠道另行取得公钥，用 --key 再核验一次。",
    ),
    "NO_WITNESS": (
        "没有外部见证：不能排除制作单位整体改写后重新签名。",
        "与当事人手中文书上的检查点，或上级机关留存的检查点比对。",
    ),
}
NOTES = {"SM3_NOT_CHECKED", "KEY_FROM_VOLUME", "NO_WITNESS"}
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


ED25519, COSIGNER = 1, 4
"""Kinds of key: signs notes; cosigns checkpoints and says when (tlog-cosignature)."""


class Key(NamedTuple):
    """A verifier key (vkey): `name+hash+base64(type ‖ public key)`."""

    name: str
    hash: bytes
    type: int
    public: bytes

    @classmethod
    def parse(cls, vkey: str, kind: int = ED25519) -> Key:
        """ValueError where the text is no public key of this kind."""
        name, hash_hex, encoded = vkey.split("+", 2)
        data = strict_base64(encoded)
        key = cls(name, bytes.fromhex(hash_hex), data[0] if data else 0, data[1:])
        expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if not name or re.search(r"[\s+]", name) or key.hash != expected or len(hash_hex) != 8:
            raise ValueError("hash")
        if key.type != kind or len(key.public) != 32:
            raise ValueError("type")
        return key

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes([self.type]) + self.public).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in groups of four, to be read out over the telephone."""
        text = hashlib.sha256(self.public).hexdigest()[:32]
        return " ".join(text[i : i + 4] for i in range(0, 32, 4))

    def signed(self, note: Note) -> bool:
        """Whether one of the note's signature lines is this key's and holds."""
        return any(self._holds(note.text, blob) for name, blob in note.signatures if name == self.name)

    def _holds(self, text: bytes, blob: bytes) -> bool:
        if blob[:4] != self.hash:
            return False
        if self.type == ED25519:
            return ed25519_holds(self.public, text, blob[4:])
        time = int.from_bytes(blob[4:12], "big")  # tlog-cosignature: 8 bytes of time before the signature
        return ed25519_holds(self.public, b"cosignature/v1\ntime %d\n" % time + text, blob[12:])


class Note(NamedTuple):
    """A signed note: the text, with its last line feed, and (name, key hash ‖ signature) of every signature line."""

    text: bytes
    signatures: Tuple[Tuple[str, bytes], ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """ValueError where the bytes are not exactly the grammar of a signed note."""
        text, gap, tail = data.decode("utf-8").rpartition("\n\n")
        if not gap or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text + tail):
            raise ValueError("note")
        signatures = []
        for line in tail[:-1].split("\n"):
            match = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
            if not match:
                raise ValueError("signature line")
            signatures.append((match.group(1), strict_base64(match.group(2))))
        if not 1 <= len(signatures) <= 64:
            raise ValueError("signatures")
        return cls((text + "\n").encode(), tuple(signatures))


# --- files -----------------------------------------------------------------------------------------------------------


class Folder:
    """The regular files under a folder, by their path inside it. Links and other things are named, never opened."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.sizes: Dict[str, int] = {}
        self.forbidden: List[Finding] = []
        if not os.path.isdir(root):
            raise UnreadableError(f"{root} 不存在，或者不是文件夹。请给出案卷包的文件夹；压缩包请先解开。")
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
                reason = "是链接" if item.is_symlink() else "不是普通文件，或者名称、层次不合规定"
                self.forbidden.append(Finding("FILE_FORBIDDEN", path, reason))
            if len(self.sizes) + len(self.forbidden) > MAX_FILES:
                raise UnreadableError(f"{self.root} 里的文件多于 {MAX_FILES} 个，不是案卷包。请核对路径。")

    def blocks(self, path: str) -> Iterator[bytes]:
        """The bytes of a file in blocks; OSError where it cannot be read."""
        handle = os.open(os.path.join(self.root, path), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError("not a regular file")
            yield from iter(lambda: stream.read(BLOCK), b"")


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
    except OSError as error:
        raise UnreadableError(f"读不了 {path}：{system_reason(error)}。请检查介质。") from error


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


def canonical(data: bytes) -> Any:
    """The value of canonical JSON bytes: sorted keys, no spaces, no floats; ValueError for any other spelling."""
    value = json.loads(data.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if text.encode("utf-8") != data:
        raise ValueError("写法不唯一")
    return value


def _no_number(text: str) -> Any:
    raise ValueError(f"含有小数 {text}")


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
PROOF = {"index": int, "sha256": [HEX], "sm3": [HEX]}
OPENING = {"content": str, "entry": int, "place": int, "salt": HEX}


class Entry(NamedTuple):
    """One entry of the case: its number in the log, its exact bytes, and what they say."""

    number: int
    body: bytes
    says: Dict[str, Any]

    @property
    def name(self) -> str:
        return f"第 {self.number} 条留痕"

    def leaf(self, algorithm: str) -> bytes:
        return digest(algorithm, b"\x00" + self.body)


def root_of(algorithm: str, leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> Optional[bytes]:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); None where its length does not fit."""
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
    """The signed head of the log over one algorithm."""

    note: Note
    size: int
    root: bytes


def read_checkpoint(volume: Folder, path: str, key: Key) -> Checkpoint:
    try:
        note = Note.parse(read_whole(volume, path))
        match = re.fullmatch(r"([^\n]+)\n([1-9][0-9]{0,15})\n(\S+)\n", note.text.decode())
        root = strict_base64(match.group(3)) if match else b""
    except ValueError as error:
        raise MismatchError("CHECKPOINT_BAD_SIG", path, "不合签名文书的格式") from error
    if not match or match.group(1) != key.name or len(root) != 32:
        raise MismatchError("CHECKPOINT_BAD_SIG", path, "应恰为三行：账本名称、条数、树根")
    if not key.signed(note):
        raise MismatchError("CHECKPOINT_BAD_SIG", path, f"没有 {key.name} 的有效签名")
    return Checkpoint(note, int(match.group(2)), root)


# --- trust -----------------------------------------------------------------------------------------------------------


class Trust(NamedTuple):
    """What the reader brings along: keys of the log, witnesses, and how many of which must have signed.

    `groups`: for a name the number needed and the members, which are names of witnesses or of groups.
    """

    logs: Tuple[Key, ...] = ()
    witnesses: Mapping[str, Key] = MappingProxyType({})
    groups: Mapping[str, Tuple[int, Tuple[str, ...]]] = MappingProxyType({})
    quorum: str = ""

    def satisfied(self, name: str, signed: Set[str]) -> bool:
        """Whether the witnesses that signed make up the witness, group or "none" of this name."""
        if name in self.groups:
            needed, members = self.groups[name]
            return sum(self.satisfied(member, signed) for member in members) >= needed
        return name == "none" or name in signed


NO_TRUST = Trust()


def read_policy(text: str, trust: Trust) -> Trust:
    """Adds a policy file (C2SP tlog-policy) to the keys at hand. UnreadableError names the line that is wrong."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            trust = _policy_line(trust, *words)
        except (IndexError, TypeError, ValueError) as error:
            raise UnreadableError(
                f"信任策略文件第 {number} 行看不懂：{line.strip()[:80]}。请对照 tlog-policy 格式改正。"
            ) from error
    if not trust.quorum:
        raise UnreadableError("信任策略文件没有 quorum 一行。请写明要哪些见证，不要求见证则写 quorum none。")
    return trust


def _policy_line(trust: Trust, keyword: str, *words: str) -> Trust:
    known = {*trust.witnesses, *trust.groups}
    if keyword == "log":
        return trust._replace(logs=(*trust.logs, Key.parse(words[0])))
    if keyword == "quorum" and (words[0] == "none" or words[0] in known):
        return trust._replace(quorum=words[0])
    if words[0] in known or words[0] == "none":
        raise ValueError("name")
    if keyword == "witness":
        return trust._replace(witnesses={**trust.witnesses, words[0]: Key.parse(words[1], COSIGNER)})
    if keyword == "group" and set(words[2:]) <= known:
        needed = {"any": 1, "all": len(words) - 2}.get(words[1]) or int(words[1])
        if 1 <= needed <= len(words) - 2:
            return trust._replace(groups={**trust.groups, words[0]: (needed, words[2:])})
    raise ValueError("keyword")


# --- the verification ------------------------------------------------------------------------------------------------

KEYS = "ledger/keys.txt"
ENTRIES = "ledger/entries.jsonl"
PROOFS = "ledger/proofs.jsonl"
OPENINGS = "ledger/openings.jsonl"
CHECKPOINTS = {algorithm: f"ledger/checkpoint-{algorithm}.note" for algorithm in ALGORITHMS}
CASE = "data/case.json"
ROW = {"kind": "row", "table": str, "row": str, "version": int, "fields": dict}
FILE = {"kind": "file", "path": str, "sha256": HEX, "size": int, "sm3": HEX}
PURPOSES = (*ALGORITHMS, "export")
VOLUME_OPENING = {
    "kind": "volume",
    "format": "zhiji-volume/1",
    "export_key": str,
    "sm3_key": str,
    "case": str,
    "manifests": {"sha256": [HEX], "sm3": [HEX]},
}


class Verification:
    """Checks one volume part by part; a part that does not hold is named and the next is checked all the same."""

    def __init__(self, volume: Folder, trust: Trust = NO_TRUST) -> None:
        self.volume = volume
        self.trust = trust
        self.findings: List[Finding] = list(volume.forbidden)
        self.digests: Digests = {}
        self.keys: Dict[str, Key] = {}
        self.checkpoints: Dict[str, Checkpoint] = {}
        self.entries: List[Entry] = []
        self.openings: Dict[Tuple[int, int], Dict[str, Any]] = {}
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
            "留痕条目": self.read_entries,
            "包含证明": self.check_inclusion,
            "案件链": self.check_chain,
            "留痕内容": self.read_openings,
            "导出留痕": self.check_export,
            "证据": self.check_evidence,
            "案件数据": self.check_statements,
            "信任": self.tell_trust,
        }
        for name, part in parts.items():
            try:
                part()
            except MismatchError as mismatch:
                self.findings.append(mismatch.finding)
            except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
                # Whatever a hostile volume holds that no check foresaw is a finding too.
                self.say("CHECK_FAILED", name, type(error).__name__)
        # What is said may quote the volume: nothing in it may steer a terminal.
        quoted = [Finding(found.code, printable(found.where), printable(found.detail)) for found in self.findings]
        self.findings = list(dict.fromkeys(quoted))
        self.findings.sort(key=lambda finding: finding.code in NOTES)
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
        for path in sorted({*known, "verify.py", "bag-info.txt"} - present):
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
        except OSError as error:
            raise UnreadableError(f"读不了 {path}：{system_reason(error)}。请检查介质。") from error

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
        try:
            lines = read_whole(self.volume, KEYS).decode("utf-8").splitlines()
            keys = [Key.parse(line.split(" ", 1)[1]) for line in lines]
        except (ValueError, IndexError) as error:
            raise MismatchError("KEYS_BAD", KEYS, "不是“用途 公钥”一行一把") from error
        if [line.split(" ")[0] for line in lines] != list(PURPOSES):
            raise MismatchError("KEYS_BAD", KEYS, "用途应依次为 " + "、".join(PURPOSES))
        self.keys = dict(zip(PURPOSES, keys))

    def key(self, purpose: str) -> Key:
        if purpose not in self.keys:
            raise MismatchError("KEYS_BAD", KEYS, f"没有 {purpose} 公钥，签名无从核对")
        return self.keys[purpose]

    def check_export_note(self) -> None:
        """The note must be, to the byte, what the key signs for the two tag manifests at hand."""
        try:
            note = Note.parse(read_whole(self.volume, EXPORT_NOTE))
        except ValueError as error:
            raise MismatchError("EXPORT_BAD_SIGNATURE", EXPORT_NOTE, "不合签名文书的格式") from error
        if len(note.signatures) != 1 or not self.key("export").signed(note):
            raise MismatchError("EXPORT_BAD_SIGNATURE", EXPORT_NOTE, "应恰有一个签名，由导出公钥签署并且成立")
        lines = [f"{path} {self._digest_pair(path)}\n" for path in TAG_MANIFESTS]
        if note.text.decode() != "zhiji-volume/1\n" + "".join(lines):
            raise MismatchError("EXPORT_MISMATCH", "、".join(TAG_MANIFESTS), "与导出签名所签的摘要不符")

    def _digest_pair(self, path: str) -> str:
        found = self.digests.get(path, {})
        return " ".join(found.get(algorithm, "?") for algorithm in ALGORITHMS)

    def read_checkpoints(self) -> None:
        for algorithm, path in CHECKPOINTS.items():
            self.checkpoints[algorithm] = read_checkpoint(self.volume, path, self.key(algorithm))
        if len({checkpoint.size for checkpoint in self.checkpoints.values()}) != 1:
            raise MismatchError("CHECKPOINT_MISMATCH", CHECKPOINTS["sm3"], CHECKPOINTS["sha256"])

    # the entries of the case

    def read_entries(self) -> None:
        proofs = read_lines(self.volume, PROOFS)
        bodies = read_lines(self.volume, ENTRIES)
        if len(proofs) != len(bodies) or not bodies:
            raise MismatchError("LEDGER_BAD", PROOFS, "应与留痕条目逐行对应，且至少一行")
        for (place, _, proof), (where, body, says) in zip(proofs, bodies):
            if not fits(proof, PROOF):
                raise MismatchError("LEDGER_BAD", place, "栏目不合规定")
            if not isinstance(says, dict) or not {"at", "by", "c", "case", "prev", "seq", "t"} <= set(says):
                raise MismatchError("LEDGER_BAD", where, "不是一条案件留痕")
            if not fits(says["c"], [[HEX]]) or any(len(pair) != 2 for pair in says["c"]):
                raise MismatchError("LEDGER_BAD", where, "承诺值应是成对的散列值")
            self.entries.append(Entry(proof["index"], body, says))

    def check_inclusion(self) -> None:
        proofs = [value for _, _, value in read_lines(self.volume, PROOFS)]
        for entry, proof in zip(self.entries, proofs):
            for algorithm, checkpoint in self.checkpoints.items():
                hashes = [bytes.fromhex(text) for text in proof[algorithm]]
                inside = 0 <= entry.number < checkpoint.size
                root = root_of(algorithm, entry.leaf(algorithm), entry.number, checkpoint.size, hashes)
                if not inside or root != checkpoint.root:
                    self.say("CHECKPOINT_MISMATCH", entry.name, CHECKPOINTS[algorithm])

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
        if not previous or previous.says["t"] != "volume.exported":
            raise MismatchError("CASE_ENTRIES_WITHHELD", ENTRIES, "最后一条不是这次导出的留痕")

    def read_openings(self) -> None:
        """Every commitment of the case is opened, and nothing is shown that was not committed to."""
        committed = {
            (entry.number, place): pair for entry in self.entries for place, pair in enumerate(entry.says["c"])
        }
        for where, _, opening in read_lines(self.volume, OPENINGS):
            if not fits(opening, OPENING):
                raise MismatchError("LEDGER_BAD", where, "栏目不合规定")
            place = (opening["entry"], opening["place"])
            if place in self.openings or committed.get(place) != _commitments(opening["salt"], opening["content"]):
                self.say("OPENING_UNLOGGED", where)
                continue
            self.openings[place] = _content(where, opening["content"])
        for index, number in sorted(set(committed) - set(self.openings)):
            self.say("OPENING_MISSING", f"第 {index} 条留痕", f"第 {number + 1} 项")

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
            if said[f"{purpose}_key"] != self.key(purpose).vkey:
                self.say("KEY_MISMATCH", KEYS, f"{purpose} 公钥不是导出的留痕写明的那一把")

    def check_evidence(self) -> None:
        """Every file of evidence was entered in this case, and every file entered in it is here."""
        logged = {content["sha256"]: content for content in self.shown("file") if fits(content, FILE)}
        present = {self.digests[path]["sha256"]: path for path in self.digests if path.startswith("data/evidence/")}
        for sha256, path in sorted(present.items(), key=lambda item: item[1]):
            entered = logged.get(sha256)
            if not entered or self.digests[path].get("sm3", entered["sm3"]) != entered["sm3"]:
                self.say("EVIDENCE_UNLOGGED", path)
        for sha256 in sorted(set(logged) - set(present)):
            self.say("EVIDENCE_MISSING", str(logged[sha256].get("path", "")), f"SHA-256 为 {sha256}")

    def check_statements(self) -> None:
        """The case as data says, row for row and key for key, what the newest versions in the log say."""
        logged = _logged([content for content in self.shown("row") if fits(content, ROW)])
        stated = _stated(self._json(CASE))
        for place in sorted(set(stated) ^ set(logged)):
            self.say("STATEMENT_UNLOGGED", " ".join(place), "只见于案件数据" if place in stated else "案件数据里没有")
        for place in sorted(set(stated) & set(logged)):
            self._compare_statement(" ".join(place), stated[place], logged[place])
        for path in sorted(self.volume.sizes):
            if path.startswith("data/documents/") and path.endswith(".json"):
                values = _values(self._json(path))
                self._compare_statement(path, values, logged.get(("records", str(values.get("ref"))), {}))

    def _json(self, path: str) -> Dict[str, Any]:
        try:
            value = json.loads(read_whole(self.volume, path))
        except (ValueError, RecursionError) as error:
            raise MismatchError("BAG_BAD", path, "不是 JSON") from error
        if not isinstance(value, dict):
            raise MismatchError("BAG_BAD", path, "应是一个 JSON 对象")
        return value

    def _compare_statement(self, where: str, stated: Dict[str, Any], logged: Dict[str, Any]) -> None:
        keys = [key for key in stated if not same(stated[key], logged.get(key))]
        keys += [key for key in logged if key not in stated and key not in OF_ROWS and not key.endswith("_id")]
        if keys:
            self.say("STATEMENT_UNLOGGED", where, "、".join(keys))

    def tell_trust(self) -> None:
        """Whose key it is, and whether anybody outside the office has signed the checkpoint."""
        key, checkpoint = self.key("sha256"), self.checkpoints.get("sha256")
        if not self.trust.logs:
            self.say("KEY_FROM_VOLUME", KEYS, key.fingerprint)
        elif key not in self.trust.logs:
            self.say("KEY_MISMATCH", CHECKPOINTS["sha256"], f"包内公钥的指纹为 {key.fingerprint}，不在您给出的公钥之中")
        if not checkpoint:
            return
        signed = {name for name, witness in self.trust.witnesses.items() if witness.signed(checkpoint.note)}
        if self.trust.quorum in {"", "none"}:
            self.say("NO_WITNESS", CHECKPOINTS["sha256"])
        elif not self.trust.satisfied(self.trust.quorum, signed):
            self.say("WITNESS_QUORUM", CHECKPOINTS["sha256"], f"有效见证 {len(signed)} 个，不够信任策略所定的数目")


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


def _stated(document: Dict[str, Any]) -> Statements:
    """What the case as data says, each thing by section and id; reports, which have none, by their number."""
    case = document["case"]
    statements = {("case", str(case["id"])): {CASE_NAMES.get(key, key): value for key, value in case.items()}}
    for section in sorted(set(SECTIONS.values()) - {"case"}):
        for number, item in enumerate(document[section]):
            statements[section, str(item.get("id", number))] = _values(item)
    return statements


def _logged(rows: Sequence[Dict[str, Any]]) -> Statements:
    """The newest version of every row that stands in the case as data, by the same places; what was struck does not."""
    newest = {(row["table"], row["row"]): row["fields"] for row in rows if row["table"] in SECTIONS}
    standing = [item for item in newest.items() if not item[1].get("struck_at")]
    in_order = sorted(standing, key=lambda item: (item[0][0], item[1].get("position", 0), int(item[0][1])))
    numbers = dict.fromkeys(SECTIONS, 0)
    statements: Statements = {}
    for (table, _), fields in in_order:
        name = fields.get("ref", fields.get("number", numbers[table]))
        statements[SECTIONS[table], str(name)] = fields
        numbers[table] += 1
    return statements


def same(stated: Any, logged: Any) -> bool:
    """Whether a value of the case as data is the one of the row: there, lists and objects are text, times are UTC."""
    if isinstance(stated, (list, dict)) and isinstance(logged, str):
        try:
            logged = json.loads(logged)
        except (ValueError, RecursionError):
            return False
    if isinstance(stated, list) and isinstance(logged, list):
        return len(stated) == len(logged) and all(same(a, b) for a, b in zip(stated, logged))
    if isinstance(stated, dict) and isinstance(logged, dict):
        return set(stated) == set(logged) and all(same(stated[key], logged[key]) for key in stated)
    if isinstance(stated, str) and isinstance(logged, str) and stated != logged:
        return moment(stated) is not None and moment(stated) == moment(logged)
    return type(stated) is type(logged) and bool(stated == logged)


def moment(text: str) -> Optional[datetime]:
    """A moment written in ISO 8601 with an offset, or None."""
    try:
        at = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except ValueError:
        return None
    return at if at.tzinfo else None


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
    """What was checked and what was found. `holds`: nothing but notes."""

    path: str
    title: str
    checked: Dict[str, int]
    checkpoint: str
    findings: Tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return all(finding.code in NOTES for finding in self.findings)

    def to_document(self) -> Dict[str, Any]:
        """The report as `zhiji-verification/1` (docs/formats/volume.md)."""
        listed = [
            {"code": f.code, "where": f.where, "sentence": f.sentence, "advice": f.advice, "note": f.code in NOTES}
            for f in self.findings
        ]
        return {
            "format": "zhiji-verification/1",
            "volume": printable(self.path),
            "title": self.title,
            "holds": self.holds,
            "checked": self.checked,
            "checkpoint": self.checkpoint,
            "findings": listed,
        }

    def to_text(self) -> str:
        counts = "，".join(f"{name} {number}" for name, number in self.checked.items())
        lines = [
            f"案卷包：{printable(self.path)}",
            f"案件：{self.title}",
            f"核对了：{counts}",
            f"账本：{self.checkpoint}",
            "",
        ]
        lines.append("结论：成立。" if self.holds else "结论：不成立。")
        for finding in self.findings:
            mark = "说明" if finding.code in NOTES else "不符"
            lines += [f"  [{mark} {finding.code}] {finding.sentence}", f"      {finding.advice}"]
        return "\n".join(lines)


def verify(path: str, trust: Trust = NO_TRUST) -> Report:
    """Verifies the volume in the folder `path`. Raises UnreadableError where there is none."""
    volume = Folder(path)
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
    }
    head = checkpoint.note.text.decode().split("\n")[:3] if checkpoint else ["没有有效的检查点"]
    return Report(path, _title(volume), checked, " ".join(head), findings)


def _title(volume: Folder) -> str:
    try:
        case = json.loads(read_whole(volume, CASE))["case"]
        return printable(f"{case['id']} {case['title']}")
    except (MismatchError, KeyError, TypeError, ValueError, RecursionError):
        return "读不出案件名称"


def read_trust(vkeys: Sequence[str], policy: Optional[str]) -> Trust:
    """The reader's keys and policy file. Raises UnreadableError."""
    try:
        trust = Trust(logs=tuple(Key.parse(vkey) for vkey in vkeys))
    except ValueError as error:
        raise UnreadableError("--key 不是公钥：应为“名称+编号+Base64”一整串，请重新抄录。") from error
    if policy is None:
        return trust
    try:
        with open(policy, encoding="utf-8") as stream:
            return read_policy(stream.read(MAX_PARSED), trust)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"读不了信任策略文件 {policy}。请检查路径和编码（UTF-8）。") from error


def run(path: str, vkeys: Sequence[str], policy: Optional[str], *, as_json: bool) -> int:
    """Verifies, prints, and gives the exit status."""
    try:
        result = verify(path, read_trust(vkeys, policy))
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(result.to_document(), ensure_ascii=False, indent=1) if as_json else result.to_text())
    return 0 if result.holds else 1


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(description="核验案卷包。退出码：0 成立，1 不成立，2 读不了。")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("path", nargs="?", default=here, help="案卷包所在的文件夹，默认为本程序所在的文件夹")
    parser.add_argument("--key", action="append", default=[], metavar="公钥", help="另行取得的账本公钥，可给多把")
    parser.add_argument("--policy", metavar="文件", help="信任策略文件（tlog-policy 格式）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    options = parser.parse_args(arguments)
    return run(options.path, options.key, options.policy, as_json=options.json)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
