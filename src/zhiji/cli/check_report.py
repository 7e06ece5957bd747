"""A judgement as people read it on a terminal: worst first, each finding with its article and its time limit."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from zhiji.core.calendar import SHANGHAI
from zhiji.external import laws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Finding, Judgement
    from zhiji.core.regulations.model import Regulation

COLOURS = {
    "违规": "red",
    "逾期": "red",
    "缺失": "red",
    "不完整": "yellow",
    "待完成": "cyan",
    "建议": "blue",
    "豁免": None,
}
KEEPS = {"permanent": "永久", "long": "长期", "case": "与案卷同期"}


def report(judgement: Judgement, case_file: CaseFile, regulation: Regulation) -> str:
    """Several lines, coloured where the terminal allows it. What is satisfied is only counted."""
    return "\n".join(_lines(judgement, case_file, regulation))


def _lines(judgement: Judgement, case_file: CaseFile, regulation: Regulation) -> Iterator[str]:
    yield click.style(f"{case_file.case.id}  {case_file.case.title}", bold=True)
    yield f"依据《{regulation.title}》（{regulation.reference}），判定时刻 {_local(judgement.at)}"
    for version in judgement.versions:
        if version.remark:
            yield click.style(version.remark, fg="yellow")
    if judgement.laws:
        yield "一并依据" + "".join(f"《{laws.law(law_id).title}》" for law_id in judgement.laws)
    for status, colour in COLOURS.items():
        findings = [finding for finding in judgement.findings if finding.status == status]
        if findings:
            yield click.style(f"{status} {len(findings)} 项", fg=colour, bold=True)
            for _, alike in groupby(findings, key=lambda finding: finding.requirement):
                yield from _alike(list(alike))
    yield _conclusion(judgement)
    keeps = Counter(KEEPS.get(kept.keep, kept.keep) for kept in judgement.retention)
    if keeps:
        yield "保存期限：" + "、".join(f"{keep} {count} 件" for keep, count in keeps.items())


def _alike(findings: list[Finding]) -> Iterator[str]:
    """Findings of one requirement: a sentence each, and once the reading they rest on."""
    for finding in findings:
        yield f"  {finding.message}"
        if finding.due_at is not None:
            yield f"      期限 {_local(finding.due_at)}{'（未公布，暂按周末计算）' if finding.provisional else ''}"
    if findings[0].reading:
        yield click.style(f"      解读 {findings[0].reading}", dim=True)
    if findings[0].basis:
        yield click.style(f"      来源 {findings[0].basis}，不是法律原文，引用前请核对", dim=True)


def _conclusion(judgement: Judgement) -> str:
    satisfied = judgement.summary.get("已满足", 0)
    if judgement.sound:
        return click.style(f"结论：没有缺失、不完整、逾期、违规；已满足 {satisfied} 项", fg="green")
    faults = sum(judgement.summary.get(status, 0) for status in ("违规", "逾期", "缺失", "不完整"))
    return f"结论：{faults} 项需要处理；已满足 {satisfied} 项"


def _local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
