"""Signatures asked for: whose, of what kind, how many, dated, on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.people import people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhiji.core.casefile import Record, Signature
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import SignatureDemand


def unsigned(
    demands: tuple[SignatureDemand, ...], records: Iterable[Record], index: CaseIndex, target: Target
) -> tuple[str, ...]:
    """What of the demands the records do not bear, in words."""
    signatures = [signature for record in records for signature in record.signatures]
    lacking = [unmet(demand, signatures, index, target) for demand in demands]
    return tuple(filter(None, lacking))


def signed_at(
    demands: tuple[SignatureDemand, ...], records: Iterable[Record], index: CaseIndex, target: Target
) -> datetime | None:
    """When the last of the demands was met; None where no signature bears a date."""
    signatures = [signature for record in records for signature in record.signatures]
    moments: list[datetime] = []
    for demand in demands:
        ids, _ = signers(demand, index, target)
        met = [one.at for one in signatures if one.at and one.by in ids and one.kind in demand.kinds]
        moments += [min(met)] if met else []
    return max(moments, default=None)


def signers(demand: SignatureDemand, index: CaseIndex, target: Target) -> tuple[frozenset[str], bool]:
    """Who may sign, and whether anybody of them took part."""
    found: tuple[frozenset[str], bool] | None = target.answers.get(demand.by)
    if found is None:
        groups = [people(name, index, target) for name in demand.by]
        ids = frozenset[str]().union(*(group.ids for group in groups))
        found = target.answers[demand.by] = (ids, any(group.present for group in groups))
    return found


def unmet(demand: SignatureDemand, signatures: list[Signature], index: CaseIndex, target: Target) -> str:
    ids, present = signers(demand, index, target)
    if demand.if_present and not present:
        return ""
    needed = max(demand.minimum, len(ids)) if demand.everyone else demand.minimum
    signed = [signature for signature in signatures if signature.by in ids and signature.kind in demand.kinds]
    if _fewer(needed, signed):
        return f"{whose(demand)}（{needed}人）" if needed > 1 else whose(demand)
    if demand.dated and _fewer(needed, [signature for signature in signed if signature.at]):
        return f"{whose(demand)}的日期"
    if demand.each_page and _fewer(needed, [signature for signature in signed if signature.each_page]):
        return f"{whose(demand)}（逐页）"
    return ""


def whose(demand: SignatureDemand) -> str:
    return f"{'或'.join(demand.by)}{'或'.join(demand.kinds)}"


def _fewer(needed: int, signatures: list[Signature]) -> bool:
    return len(signatures) < needed or len({signature.by for signature in signatures}) < needed
