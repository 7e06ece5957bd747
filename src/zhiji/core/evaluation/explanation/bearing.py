"""What records say and who signed them, name by name and demand by demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.model import Considered
from zhiji.core.evaluation.explanation.words import kind_of, listed, moment, person
from zhiji.core.evaluation.signing import signers, unmet, whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.casefile import Record, Signature
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.papers import Bearing
    from zhiji.core.regulations.model import SignatureDemand

SHOWN = 12  # names of what a record says instead


def borne(bearing: Bearing, records: Sequence[Record], index: CaseIndex, target: Target) -> list[Considered]:
    """Each name and each signature asked for; none where there is no record to look in."""
    if not records:
        return []
    approvals = list(bearing.approvals(index, target))
    missing = bearing.contents.missing(index, records, approvals)
    by_approval = bearing.contents.missing(index, (), approvals)
    names = []
    for name in bearing.names:
        sources = [one for one in records if name not in bearing.contents.missing(index, (one,), ())]
        if name in missing:
            why = f"没有写明；写明的是：{_said(records, index)}"
        elif sources:
            why = f"写明于{listed(f'{kind_of(one)}（{one.id}）' for one in sources)}"
        else:
            why = "几份记录合起来写明" if name in by_approval else "审批给出了"
        names.append(Considered("", name, None, name not in missing, why))
    return names + [_signed(demand, records, index, target) for demand in bearing.signatures]


def _said(records: Sequence[Record], index: CaseIndex) -> str:
    said = sorted(frozenset[str]().union(*map(index.said, records)))
    return listed(said[:SHOWN]) + ("等" if len(said) > SHOWN else "")


def _signed(demand: SignatureDemand, records: Sequence[Record], index: CaseIndex, target: Target) -> Considered:
    signatures = [one for record in records for one in record.signatures]
    lacking = unmet(demand, signatures, index, target)
    ids, present = signers(demand, index, target)
    if demand.if_present and not present:
        return Considered("", whose(demand), None, True, "没有到场，不要求")
    there = listed(_signature(one, index) for one in signatures)
    fit = [one for one in signatures if one.by in ids and one.kind in demand.kinds]
    if not lacking:
        return Considered("", whose(demand), None, True, f"已有{listed(_signature(one, index) for one in fit)}")
    may = listed(person(one, index) for one in sorted(ids))
    return Considered("", lacking, None, False, f"应由{may}签；文书上的是：{there}")


def _signature(one: Signature, index: CaseIndex) -> str:
    dated = f"，{moment(one.at)}" if one.at else "，没有日期"
    return f"{person(one.by, index)}{one.kind}{dated}{'，逐页' if one.each_page else ''}"
