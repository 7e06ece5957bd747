"""What may come next in a case.

`FOLLOWS` is the usual course, to offer the next step; nothing is forbidden by it, for real cases leave the usual
course. `NEEDS` is what makes no sense without something before it; that may be refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from zhiji.core.casefile import CaseFile

STARTS: Mapping[str, tuple[str, ...]] = {
    "行政许可": ("申请接收",),
    "行政处罚": ("案源登记", "投诉举报接收", "立案", "现场检查", "当场处罚"),
    "行政强制": ("现场检查", "查封扣押", "催告"),
    "监督检查": ("启动检查", "双随机抽取", "现场检查"),
    "行政征收": ("征收异议", "作出决定"),
    "日常巡查": ("日常巡查",),
}

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "申请接收": ("受理", "当场更正", "补正告知", "不予受理"),
    "当场更正": ("受理",),
    "补正告知": ("受理", "不予受理"),
    "受理": ("移交审核", "许可审查"),
    "移交审核": ("许可审查",),
    "许可审查": ("现场核查", "检验鉴定", "专家论证", "听证通知", "准予许可", "不予许可", "延期许可"),
    "现场核查": ("准予许可", "不予许可"),
    "延期许可": ("准予许可", "不予许可"),
    "准予许可": ("送达",),
    "不予许可": ("送达",),
    "投诉举报接收": ("案源登记", "投诉举报转办", "投诉举报不予受理"),
    "投诉举报转办": ("案源登记", "投诉举报反馈"),
    "投诉举报不予受理": ("投诉举报反馈",),
    "启动检查": ("现场检查",),
    "双随机抽取": ("现场检查",),
    "案源登记": ("案源核查", "立案", "不予立案", "案件移送"),
    "案源核查": ("立案", "不予立案", "案件移送"),
    "立案": ("现场检查", "询问", "调取证据"),
    "日常巡查": ("责令改正", "案源登记", "当场处罚"),
    "现场检查": ("询问", "责令改正", "抽样取证", "先行登记保存", "查封扣押", "立案", "检查汇总"),
    "询问": ("调取证据", "调查终结"),
    "调取证据": ("调查终结",),
    "抽样取证": ("检验鉴定",),
    "检验鉴定": ("检验结果告知", "调查终结"),
    "先行登记保存": ("先行登记保存处理",),
    "查封扣押": ("延长查封扣押", "解除查封扣押", "查封扣押财物移送"),
    "责令改正": ("整改复查",),
    "整改复查": ("调查终结", "结案"),
    "检查汇总": ("报告通报", "结案"),
    "调查终结": ("行政处罚告知", "法制审核"),
    "行政处罚告知": ("陈述申辩", "放弃陈述申辩", "听证申请"),
    "权利告知": ("陈述申辩", "放弃陈述申辩"),
    "陈述申辩": ("法制审核", "集体讨论", "决定审批"),
    "放弃陈述申辩": ("法制审核", "集体讨论", "决定审批"),
    "听证申请": ("听证通知",),
    "听证通知": ("听证",),
    "听证": ("听证报告",),
    "听证报告": ("法制审核", "集体讨论", "决定审批"),
    "法制审核": ("集体讨论", "决定审批"),
    "集体讨论": ("决定审批",),
    "决定审批": ("作出决定",),
    "作出决定": ("送达", "处理结果告知"),
    "当场处罚": ("处罚备案", "履行"),
    "送达": ("履行", "催告", "结案"),
    "履行": ("结案",),
    "催告": ("强制执行", "申请法院强制执行"),
    "强制执行": ("结案",),
    "申请法院强制执行": ("法院执行结果",),
    "法院执行结果": ("结案",),
    "罚没物品处理": ("结案",),
    "不予受理": ("送达", "结案"),
    "不予立案": ("结案",),
    "结案": ("归档",),
}

NEEDS: Mapping[str, frozenset[str]] = {  # any one of these must have happened
    "先行登记保存处理": frozenset({"先行登记保存"}),
    "延长查封扣押": frozenset({"查封扣押"}),
    "解除查封扣押": frozenset({"查封扣押"}),
    "查封扣押财物移送": frozenset({"查封扣押"}),
    "检验结果告知": frozenset({"检验鉴定"}),
    "整改复查": frozenset({"责令改正"}),
    "听证报告": frozenset({"听证"}),
    "处罚备案": frozenset({"当场处罚"}),
    "法院执行结果": frozenset({"申请法院强制执行"}),
}

GATED = frozenset(
    {
        "受理",
        "不予受理",
        "准予许可",
        "不予许可",
        "延期许可",
        "立案",
        "不予立案",
        "先行登记保存",
        "查封扣押",
        "延长查封扣押",
        "作出决定",
        "当场处罚",
        "强制执行",
        "申请法院强制执行",
        "结案",
        "归档",
    }
)
"""Moves that the office makes itself and can hold back until what must come before them is there."""


def next_steps(file: CaseFile) -> tuple[str, ...]:
    """Event types that usually come next and have not happened yet, after the latest event first."""
    if file.case.archived_at is not None:
        return ()
    happened = [event.type for event in sorted(file.events, key=lambda event: event.start, reverse=True)]
    offered = [step for event in happened for step in FOLLOWS.get(event, ())] or STARTS[file.case.act]
    return tuple(dict.fromkeys(step for step in offered if step not in happened))


def lacking_before(event_type: str, happened: Collection[str]) -> tuple[str, ...]:
    """The event types of which one must come first, or () when nothing stands in the way."""
    needed = NEEDS.get(event_type, frozenset())
    return () if not needed or needed & set(happened) else tuple(sorted(needed))
