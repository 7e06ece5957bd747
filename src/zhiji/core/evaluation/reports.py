"""报告 that is no approval: to whom, of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import roles_from
from zhiji.core.evaluation.limits import Found

if TYPE_CHECKING:
    from zhiji.core.evaluation.context import Context, Part
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import ReportDemand


def report_part(demand: ReportDemand, context: Context) -> Part:
    enough = roles_from(demand.to, context.vocabulary)
    what = f"向{'或'.join(demand.to)}报告"

    def part(index: CaseIndex, target: Target) -> Found:
        moments = [report.at for report in index.reports(target) if report.to in enough]
        return Found(what, min(moments, default=None), (target.id,) if moments else ())

    return part
