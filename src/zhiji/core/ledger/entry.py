"""Entries: the canonical bytes that are hashed into the log and never change.

An entry says that something happened, when the office says so, by which pseudonymous actor, in which case, and
commits to the contents (`commitment`). It never holds personal data: `facts` are figures and codes, not names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from zhiji.core.ledger.canonical import Canonical, canonical_bytes, parse_canonical
from zhiji.core.ledger.digests import SIZE, Digests
from zhiji.core.ledger.errors import CanonicalError, EntryError

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
MAX_BYTES = 65_535
"""tlog-tiles bundles give an entry's length in 16 bits."""

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_REQUIRED = frozenset({"v", "t", "at", "by", "c"})
_OF_A_CASE = frozenset({"case", "seq", "prev"})
_OPTIONAL = frozenset({"dev", "facts"})


class EntryType(StrEnum):
    """The closed list of what the log records, each with the label that pages show."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    CASE_OPENED = "case.opened", "立案登记"
    CASE_IMPORTED = "case.imported", "导入案件"
    CASE_CHANGED = "case.changed", "案件变更"
    STRUCK = "case.struck", "作废"
    EVENT_RECORDED = "event.recorded", "登记事项"
    EVENT_CHANGED = "event.changed", "变更事项"
    RECORD_WRITTEN = "record.written", "制作记录"
    RECORD_CHANGED = "record.changed", "变更记录"
    RECORD_ISSUED = "record.issued", "出具文书"
    APPROVAL_DECIDED = "approval.decided", "审批"
    EVIDENCE_RECEIVED = "evidence.received", "音像与证据入库"
    EVIDENCE_CHANGED = "evidence.changed", "证据归入或变更"
    EVIDENCE_DERIVED = "evidence.derived", "生成衍生件"
    VIEWED = "access.viewed", "查看"
    DOWNLOADED = "access.downloaded", "下载"
    PRINTED = "access.printed", "打印"
    ACCESS_REGISTERED = "access.registered", "查阅、复制、调取登记"
    VOLUME_EXPORTED = "volume.exported", "导出案卷"
    REFUSED = "attempt.refused", "越权被拒"
    LOGGED_IN = "session.opened", "登录"
    SIGN_IN_REFUSED = "session.refused", "登录失败"
    ACCOUNT_CHANGED = "account.changed", "账号变更"
    ORGANISATION_CHANGED = "organisation.changed", "机构与人员变更"
    SUPERVISED = "supervision.recorded", "监督检查"
    REGULATION_CHANGED = "regulation.changed", "规则变更"
    REGULATION_TRIED = "regulation.tried", "草案比对"
    CONFIGURATION_CHANGED = "configuration.changed", "配置变更"
    SCHEMA_CHANGED = "schema.changed", "数据库结构变更"
    KEY_ADDED = "key.added", "启用密钥"
    KEY_RETIRED = "key.retired", "停用密钥"
    ERA_OPENED = "era.opened", "另立纪元"
    ANCHOR_RECEIVED = "anchor.received", "收到外部见证"
    ANCHOR_FAILED = "anchor.failed", "未取得外部见证"
    FIXITY_CHECKED = "fixity.checked", "完整性复核"
    CLOCK_CHECKED = "clock.checked", "时钟核对"
    EXPUNGED = "content.expunged", "依法销毁"
    INDEX_WRITTEN = "index.written", "案件索引"
    RESTORED = "backup.restored", "从备份恢复"


_BY_CODE = {kind.value: kind for kind in EntryType}


@dataclass(frozen=True, slots=True)
class CasePlace:
    """An entry's place in its case. key: 32 random bytes, not the number; seq from 0; prev: SHA-256 leaf of seq - 1."""

    key: bytes
    seq: int
    prev: bytes | None

    def __post_init__(self) -> None:
        if len(self.key) != SIZE or self.seq < 0 or (self.prev is None) != (self.seq == 0):
            raise EntryError("案件链有误：案件密钥须 32 字节，序号从 0 起，除首条外须有前一条的散列。")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line of the log says.

    at: the office's claim, aware, kept to the millisecond; by: a pseudonymous id; device: a device's number.
    """

    type: EntryType
    at: datetime
    by: str
    commitments: tuple[Digests, ...] = ()
    case: CasePlace | None = None
    device: str | None = None
    facts: Mapping[str, Canonical] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise EntryError("留痕时间须带时区。")
        if not _IDENTITY.fullmatch(self.by) or (self.device and not _IDENTITY.fullmatch(self.device)):
            raise EntryError("留痕只收人员或设备的代号：字母、数字和 . _ : -，不超过 64 个。")

    def encode(self) -> bytes:
        """The exact bytes that are logged. Raises EntryError for what no entry can hold."""
        try:
            data = canonical_bytes(self._document())
        except CanonicalError as error:
            raise EntryError(f"“{self.type.label}”的留痕写不成规范内容：{error}") from error
        if len(data) > MAX_BYTES:
            raise EntryError(f"“{self.type.label}”的留痕有 {len(data)} 字节，超过 {MAX_BYTES}，请分次记录。")
        return data

    def _document(self) -> dict[str, object]:
        document: dict[str, object] = {
            "v": VERSION,
            "t": self.type.value,
            "at": write_moment(self.at),
            "by": self.by,
            "c": [[pair.sha256.hex(), pair.sm3.hex()] for pair in self.commitments],
        }
        if self.case:
            prev = self.case.prev.hex() if self.case.prev else None
            document |= {"case": self.case.key.hex(), "seq": self.case.seq, "prev": prev}
        if self.device:
            document["dev"] = self.device
        if self.facts:
            document["facts"] = dict(self.facts)
        return document


def parse_entry(data: bytes) -> Entry:
    """Reads the exact bytes of an entry.

    Raises CanonicalError when they are not canonical, EntryError when they are no entry.
    """
    document = parse_canonical(data)
    if not isinstance(document, dict):
        raise EntryError("留痕条目应是一个 JSON 对象。")
    keys = frozenset(document) - _OPTIONAL
    if keys not in {_REQUIRED, _REQUIRED | _OF_A_CASE} or len(data) > MAX_BYTES:
        raise EntryError("留痕条目的栏目不全、多余，或超过长度。")
    try:
        entry = _entry(document)
    except (TypeError, AttributeError) as error:
        raise EntryError("留痕条目的某一栏类型不对。") from error
    if entry._document() != document:  # noqa: SLF001
        raise EntryError("留痕条目不是唯一写法（空栏目或时间格式）。")
    return entry


def write_moment(at: datetime) -> str:
    """UTC to the millisecond, cut off, never rounded up: 2026-03-09T01:02:03.004Z."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _entry(document: dict[str, Any]) -> Entry:
    if type(document["v"]) is not int or document["v"] != VERSION:
        raise EntryError(f"不认识的留痕版本：{document['v']!r}。")
    facts = document.get("facts", {})
    if not isinstance(facts, dict):
        raise EntryError("留痕附注应是 JSON 对象。")
    return Entry(
        type=_type(document["t"]),
        at=_moment(document["at"]),
        by=document["by"],
        commitments=tuple(Digests(_hash(sha256), _hash(sm3)) for sha256, sm3 in map(_pair, document["c"])),
        case=_place(document) if "case" in document else None,
        device=document.get("dev"),
        facts=facts,
    )


def _type(code: object) -> EntryType:
    if not (isinstance(code, str) and code in _BY_CODE):
        raise EntryError(f"不认识的留痕种类：{code!r}。")
    return _BY_CODE[code]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise EntryError(f"留痕时间写法不对：{text!r}。") from error


def _place(document: dict[str, Any]) -> CasePlace:
    seq, prev = document["seq"], document["prev"]
    if type(seq) is not int:
        raise EntryError("案件内序号应是整数。")
    return CasePlace(_hash(document["case"]), seq, None if prev is None else _hash(prev))


def _pair(value: object) -> tuple[str, str]:
    if not (isinstance(value, list) and len(value) == 2):
        raise EntryError("承诺值应是 [SHA-256, SM3] 一对。")
    return value[0], value[1]


def _hash(text: str) -> bytes:
    if not _HEX.fullmatch(text):
        raise EntryError("散列值应是 64 位小写十六进制。")
    return bytes.fromhex(text)
