"""A part of a case in a few words, for sentences and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.cases.models import (
    Access,
    Approval,
    ApprovalRequest,
    CaseOfficer,
    Event,
    Party,
    Record,
    Relation,
    Report,
    Vote,
)
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Part


def part_words(part: Part) -> str:  # noqa: C901, PLR0911  # a table
    match part:
        case Party():
            return f"{part.role}“{part.name}”"
        case CaseOfficer():
            return f"承办人“{part.name}”"
        case Event():
            return f"{part.type}（{_clock(part.start)}）"
        case Record():
            return f"{part.doc_type or part.medium}（{part.number or _clock(part.made_at)}）"
        case Approval():
            return f"{part.role}{part.decision}（{_clock(part.at)}）"
        case ApprovalRequest():
            return f"送{part.role}审批（{_clock(part.requested_at)}）"
        case Report():
            return f"向{part.to}的报告（{_clock(part.at)}）"
        case Vote():
            return f"集体讨论意见“{part.choice}”"
        case Relation():
            return f"{part.kind}{part.outside}"
        case Access():
            return f"{part.requester}的{part.kind}"
        case _:
            return str(part)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"
