"""报告 that is no approval: to whom, of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import roles_from
from zhiji.core.evaluation.limits import Found

if TYPE_CHECKING:
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import ReportDemand


class ReportPart:
    def __init__(self, demand: ReportDemand, context: Context) -> None:
        self.enough = roles_from(demand.to, context.vocabulary)
        self.what = f"向{'或'.join(demand.to)}报告"

    def find(self, index: CaseIndex, target: Target) -> Found:
        moments = [report.at for report in index.reports(target) if report.to in self.enough]
        return Found(self.what, min(moments, default=None), target.itself if moments else ())
