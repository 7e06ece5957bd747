"""How each status of a finding is shown: always colour, icon and word together."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    tone: str  # the class of the stylesheet
    icon: str


LOOKS = {
    "违规": Look("late", "cross"),
    "逾期": Look("late", "late"),
    "缺失": Look("miss", "missing"),
    "不完整": Look("miss", "incomplete"),
    "待完成": Look("wait", "clock"),
    "建议": Look("free", "advice"),
    "豁免": Look("free", "waived"),
    "已满足": Look("ok", "satisfied"),
}
"""Worst first: the order in which lists show them."""

URGENCY = {status: place for place, status in enumerate(LOOKS)}
FAILED = ("违规", "逾期", "缺失", "不完整")
OPEN = (*FAILED, "待完成")
CLOSED = ("建议", "豁免")
