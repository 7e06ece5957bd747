"""How far a case has come: the furthest stage that one of its events has opened.

An event's own stage (`Vocabulary.stage_of`) says where a single step belongs; it does not say where the case stands,
for a notice is served (送达) long before the decision is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.casefile import CaseFile

STAGES = ("程序启动", "调查取证", "审查决定", "送达", "执行", "结案归档")

OPENED_BY: Mapping[str, tuple[str, ...]] = {
    "调查取证": (
        "受理",
        "移交审核",
        "许可审查",
        "立案",
        "日常巡查",
        "现场检查",
        "现场核查",
        "询问",
        "调取证据",
        "抽样取证",
        "检验鉴定",
        "先行登记保存",
        "证据保全",
        "查封扣押",
        "限制人身自由",
        "拒绝配合",
        "责令改正",
        "整改复查",
        "检查汇总",
    ),
    "审查决定": (
        "调查终结",
        "行政处罚告知",
        "权利告知",
        "陈述申辩",
        "放弃陈述申辩",
        "听证申请",
        "听证通知",
        "听证",
        "听证报告",
        "专家论证",
        "法制审核",
        "集体讨论",
        "决定审批",
        "延期许可",
        "征收异议",
    ),
    "送达": ("作出决定", "当场处罚", "准予许可", "不予许可"),
    "执行": ("履行", "催告", "强制执行", "申请法院强制执行", "法院执行结果", "罚没物品处理"),
    "结案归档": ("不予受理", "不予立案", "投诉举报不予受理", "结案", "归档"),
}


def stage_of_case(file: CaseFile) -> str:
    """One of `STAGES`. A case without events is at its start; a concluded one is in 结案归档."""
    if file.case.concluded_at is not None or file.case.archived_at is not None:
        return STAGES[-1]
    happened = {event.type for event in file.events}
    opened = (stage for stage in reversed(STAGES) if not happened.isdisjoint(OPENED_BY.get(stage, ())))
    return next(opened, STAGES[0])
