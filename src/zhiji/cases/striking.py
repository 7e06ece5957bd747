"""作废: what was entered by mistake counts no more. It is never deleted; who struck it, when and why stays with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import changes
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Approval, ApprovalRequest, NamedPart
from zhiji.cases.references import leaning_on
from zhiji.cases.words import part_words
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from zhiji.cases.models import Part
    from zhiji.trail.actor import Actor

MOST_NAMED = 3  # as many as a sentence bears


@transaction.atomic
def strike(row: Part, reason: str, *, by: Actor, at: datetime) -> None:
    """Raises CaseError while something that counts leans on it, and for what was decided in the system."""
    changes.lock(row.case)
    require_strikable(row)
    mark(row, reason, by=by, at=at)
    changes.log(row.case, EntryType.STRUCK, rows=[row], by=by, at=at)


def mark(row: Part, reason: str, *, by: Actor, at: datetime, **also: Any) -> None:
    """The row as struck, with what else changes in it; for actions that strike, which check and log."""
    if not reason.strip():
        raise CaseError("请写明作废的理由，它会一直留在案卷里。", field="reason")
    tracked.update(row, struck_at=at, struck_by=by.name, struck_reason=reason.strip(), **also)


def require_strikable(row: Part) -> None:
    if row.struck_at:
        raise CaseError("这一项已经作废，不必再次作废。")
    if isinstance(row, ApprovalRequest) and row.approval_id:
        raise CaseError("此件已经审批，不能撤回；如情况有变，请另行送审。")
    if isinstance(row, Approval) and ApprovalRequest.objects.filter(approval=row).exists():
        raise CaseError("这是有权的人在系统里作出的审批，不能作废；如情况有变，请另行送审。")
    others = leaning_on(row) if isinstance(row, NamedPart) else []
    if others:
        named = "、".join(part_words(other) for other in others[:MOST_NAMED])
        more = f"等 {len(others)} 项" if len(others) > MOST_NAMED else ""
        raise CaseError(f"{named}{more}还用着它，请先更正或作废。")
