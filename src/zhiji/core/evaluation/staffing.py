"""Officers asked for: how many, on staff, qualified, and one who presides without having investigated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.limits import Found

if TYPE_CHECKING:
    from zhiji.core.casefile import Officer
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import OfficersDemand

HOST, INVESTIGATOR, INVESTIGATION = "听证主持人", "案件调查人", "调查取证"


class OfficersPart:
    """So many of those who acted, or all who acted or made a record, must be fit."""

    def __init__(self, demand: OfficersDemand) -> None:
        self.demand = demand
        kind = f"{'在编' if demand.on_staff else ''}{'有执法资格的' if demand.qualified else ''}执法人员"
        self.what = f"{demand.minimum}名以上{kind}" if demand.minimum else kind

    def find(self, index: CaseIndex, target: Target) -> Found:
        concerned = self.concerned(index, target)
        unfit = tuple([officer.id for officer in concerned if self.objection(officer)])
        if not self.demand.minimum:
            return Found(self.what, target.moment, unfit or tuple([one.id for one in concerned]), bool(unfit))
        acting = target.event.officers if target.event else ()
        too_few = len(set(acting).difference(unfit)) < self.demand.minimum
        return Found(self.what, target.moment if acting else None, acting, too_few)

    def concerned(self, index: CaseIndex, target: Target) -> list[Officer]:
        event = target.event
        if event is None:
            return []
        makers = () if self.demand.minimum else [paper.made_by for paper in index.papers(event.id)]
        return [index.officers[one] for one in dict.fromkeys((*event.officers, *makers)) if one in index.officers]

    def objection(self, officer: Officer) -> str:
        if self.demand.on_staff and not officer.on_staff:
            return "不是在编人员"
        return "没有执法资格" if self.demand.qualified and not officer.qualified else ""


class ImpartialHostPart:
    """Somebody is named as presiding, and nobody who does acted in the investigation."""

    what = "未参与调查的听证主持人"

    def find(self, index: CaseIndex, target: Target) -> Found:
        hosts, investigators = self.hosts(target), self.investigators(index, target)
        partial = tuple(host for host in hosts if host in investigators)
        return Found(self.what, target.moment, partial or hosts, lacking=bool(partial) or not hosts)

    def hosts(self, target: Target) -> tuple[str, ...]:
        return _holding(HOST, target)

    def investigators(self, index: CaseIndex, target: Target) -> set[str]:
        found = set(_holding(INVESTIGATOR, target))
        for event in index.events.values():
            if index.vocabulary.stage_of(event.type) == INVESTIGATION:
                found.update(event.officers)
        return found


def _holding(duty: str, target: Target) -> tuple[str, ...]:
    duties = target.event.duties if target.event else {}
    return tuple(one for one, held in duties.items() if duty in held)
