"""What sort of obligation an entry is, where it does not say so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.regulations.model import HoldsIn, Kind

if TYPE_CHECKING:
    from collections.abc import Collection

NAMES = {
    "记录": Kind.RECORD,
    "告知": Kind.NOTICE,
    "内容": Kind.CONTENT,
    "签署": Kind.SIGNATURE,
    "审批": Kind.APPROVAL,
    "报告": Kind.REPORT,
    "送达": Kind.SERVICE,
    "存储": Kind.STORING,
    "著录": Kind.METADATA,
    "归档": Kind.ARCHIVING,
    "保存": Kind.RETENTION,
    "利用": Kind.ACCESS,
    "禁止": Kind.PROHIBITION,
    "时限": Kind.LIMIT,
    "人员": Kind.STAFFING,
    "定期": Kind.PERIODIC,
    "职责": Kind.DUTY,
    "定义": Kind.DEFINITION,
}

BY_KEY = (  # the first key that an entry has decides
    ("保存期限", Kind.RETENTION),
    ("应签署", Kind.SIGNATURE),
    ("应经审批", Kind.APPROVAL),
    ("应报告", Kind.REPORT),
    ("应派人员", Kind.STAFFING),
    ("应存入", Kind.STORING),
    ("利用", Kind.ACCESS),
    ("应有文书", Kind.RECORD),
    ("应有记录", Kind.RECORD),
    ("不早于", Kind.LIMIT),
)

SPEAKS_OF_MEDIA = {
    Kind.RETENTION,
    Kind.STORING,
    Kind.ARCHIVING,
    Kind.METADATA,
    Kind.PROHIBITION,
    Kind.LIMIT,
    Kind.APPROVAL,
}
"""Kinds whose media are those spoken of, not media to be made."""


def default_kind(keys: Collection[str], events: tuple[str, ...], modality: str | None, holds_in: HoldsIn) -> Kind:
    """`keys`: all that the entry says; `events`: those it demands."""
    if modality == "禁止":
        return Kind.PROHIBITION
    if holds_in is HoldsIn.TEXT:
        return Kind.DEFINITION
    by_key = next((kind for key, kind in BY_KEY if key in keys), None)
    if by_key is not None:
        return by_key
    if "应填" in keys or "应载明" in keys:
        return Kind.METADATA if "记录" in keys and "应填" in keys else Kind.CONTENT
    if events in {("归档",), ("送达",)}:
        return Kind.ARCHIVING if events == ("归档",) else Kind.SERVICE
    return Kind.NOTICE if "应送至" in keys else Kind.DUTY
