"""What an audit can find: one code, one sentence, one thing to do, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

_CHECK_HISTORY = "请停止写入、保全数据库与签名器文件夹，用外部留存的检查点确定最后可信的条数，再由另一套备份比对。"
_CHECK_ROW = "请对照留痕附件中该行的原内容，查明谁在系统之外改动了数据库。"

_CATALOGUE: dict[str, tuple[str, str]] = {
    "DB_CORRUPT": ("数据库文件损坏：{detail}", "请停机，从备份恢复到副本后再运行核对。"),
    "DB_UNREADABLE": ("读取“{detail}”时数据库出错", "请停机，从备份恢复到副本后再运行核对。"),
    "SCHEMA_CHANGED": ("数据库结构与登记的不符，表、触发器或版本标记被改过", "请对照迁移记录查明是谁改了结构。"),
    "ROW_TYPE": ("栏目的存储类型不对：{detail}", _CHECK_ROW),
    "ENTRY_GAP": ("账本缺少条目：应为第 {detail} 条", _CHECK_HISTORY),
    "ENTRY_NOT_CANONICAL": ("条目不是规范写法：{detail}", _CHECK_HISTORY),
    "ENTRY_TYPE": ("条目内容不合格式：{detail}", _CHECK_HISTORY),
    "LEAF_MISMATCH": ("条目的字节与其 {detail} 散列不符", _CHECK_HISTORY),
    "NODE_MISMATCH": ("树的内部节点与条目不符或缺失", _CHECK_HISTORY),
    "CHECKPOINT_BAD_SIG": ("检查点的签名或格式不成立：{detail}", _CHECK_HISTORY),
    "CHECKPOINT_MISMATCH": ("检查点签过的树根与现有条目不符", _CHECK_HISTORY),
    "TAIL_UNCOVERED": ("从第 {detail} 条起没有有效检查点覆盖", "请先处理其余发现，再签发检查点。"),
    "SIGNER_ROLLBACK": ("账本比签名器签过的短：{detail}", "请从镜像或日志备份补回缺失的条目；不能补回时另立新纪元。"),
    "SIGNER_FORK": ("账本与签名器签过的历史不一致：{detail}", _CHECK_HISTORY),
    "SIGNER_UNREADABLE": ("签名器不可用：{detail}", "请修复密钥文件夹后重新运行核对。"),
    "KEY_CHAIN_BROKEN": (
        "签名密钥的来历接不上：{detail}",
        "请核对密钥更替是谁、何时做的；不能确认的，按密钥泄露处理，另立纪元。",
    ),
    "ANCHOR_MISSING": ("外部留存的检查点覆盖到第 {detail} 条，账本没有那么长", _CHECK_HISTORY),
    "ANCHOR_MISMATCH": ("账本与外部留存的检查点不一致", _CHECK_HISTORY),
    "ANCHOR_ALTERED": ("存下的外部见证与收到时登记的不符", "请向见证方另取一份，并查明谁在系统之外改动了数据库。"),
    "ANCHOR_LOST": ("登记收到过的外部见证不见了", "请向见证方另取一份，并查明谁在系统之外删除了它。"),
    "TIMESTAMP_BAD": (
        "存下的时间戳不成立：{detail}",
        "请核对时间戳机构的根证书；时间戳被改动过的，用备份或向机构另取。",
    ),
    "CASE_CHAIN_BROKEN": ("案件内的条目不连续或次序被改动", _CHECK_HISTORY),
    "PAYLOAD_MISMATCH": ("附件内容与条目中的承诺不符", "附件被改动；请从备份取回原附件。"),
    "PAYLOAD_MISSING": ("附件缺失，且没有依法销毁的登记", "请从备份取回原附件。"),
    "PAYLOAD_UNLOGGED": ("附件不对应任何条目", "请查明是谁在系统之外写入。"),
    "TOMBSTONE_UNLOGGED": ("销毁标记不对应任何依法销毁的登记", "请查明是谁在系统之外写入，并按附件缺失处理。"),
    "EXPUNGED_PRESENT": (
        "登记为依法销毁的内容还在",
        "多半是恢复了销毁之前的备份：请等后台任务补做销毁，或重启 zhiji worker。",
    ),
    "INDEX_PROOF_BAD": ("案件索引与账本里各案件的条数不符", _CHECK_HISTORY),
    "INDEX_BROKEN": ("行版本索引与账本不符", "请查明是谁在系统之外改动了索引。"),
    "ROW_ALTERED": ("数据行与留痕中最后一次记录的内容不符", _CHECK_ROW),
    "ROW_MISSING": ("留痕中有记录的数据行不见了", _CHECK_ROW),
    "ROW_UNLOGGED": ("数据行的某个版本没有留痕", "请查明是谁在系统之外写入，或哪项操作漏了留痕。"),
    "EVIDENCE_MISSING": ("证据文件不见了", "请从备份或采集设备取回原文件。"),
    "EVIDENCE_ALTERED": ("证据文件与入库时的散列不符", "请从备份或采集设备取回原文件，并查明谁动过存储。"),
    "EVIDENCE_UNLOGGED": (
        "证据库中有没有登记的文件",
        "收取中途断电会留下这样的文件：把原文件再收一次，登记就补上了；不是这样的，请查明来源。",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. where: table and key, entry, file or checkpoint."""

    code: str
    sentence: str
    what_to_do: str
    where: str


@dataclass(slots=True)
class Tally:
    """What was looked at so far. first: number of the first entry that was looked into; what is older was not."""

    first: int = 0
    entries: int = 0
    rows: int = 0
    files: int = 0
    checkpoints: int = 0
    anchors: int = 0
    expunged: int = 0


Checker: TypeAlias = Callable[[Tally], Iterator[Finding]]
"""One part of an audit: counts what it looks at, gives what does not hold. It leaves out what is older than `tally.first`."""


def finding(code: str, where: str, detail: object = "") -> Finding:
    """A finding of the catalogue. `detail` fills the sentence's place for it."""
    sentence, what_to_do = _CATALOGUE[code]
    told = sentence.format(detail=str(detail).removesuffix("。"))
    return Finding(code, f"{told}。", what_to_do, where)
