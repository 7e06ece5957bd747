"""What is sent for approval, what waits for the caller, and what he decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest  # noqa: TC002  # read at run time
from ninja import Router, Status

from zhiji.api import shapes
from zhiji.api.caller import caller, now
from zhiji.api.cases import REFUSALS, WRITING
from zhiji.api.items import read_item
from zhiji.cases import approving
from zhiji.cases.errors import CaseNotFoundError
from zhiji.cases.queries import case_for, waiting_for
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.tokens import Scope

if TYPE_CHECKING:
    from zhiji.cases.models import ApprovalRequest

router = Router(tags=["审批"])
GIVEN_BACK = "退回"
MOST = 200
LARGEST_KEY = 2**63 - 1


@router.post("/cases/{number}/approval-requests", response={201: shapes.Waiting, **WRITING}, summary="送审")
def ask(request: HttpRequest, number: str, said: shapes.NewRequest) -> Status[dict[str, Any]]:
    account = caller(request, Scope.WRITE_APPROVALS)
    case = case_for(account, number, Verb.HANDLE_CASE)
    words = {"matter": said.matter, "reason": said.reason}
    row = approving.request_approval(case, said.of, *said.roles, by=account.actor, at=now(), **words)
    return Status(201, _waiting(row))


@router.post("/cases/{number}/approvals", response={201: shapes.Added, **WRITING}, summary="补录系统外作出的审批")
def record(request: HttpRequest, number: str, said: shapes.Part) -> Status[dict[str, str]]:
    account = caller(request, Scope.WRITE_APPROVALS)
    case = case_for(account, number, Verb.HANDLE_CASE)
    row = approving.record_approval(case, read_item(case, "approvals", said.item), by=account.actor, at=now())
    return Status(201, {"id": row.ref})


@router.get("/approvals", response={200: list[shapes.Waiting], **REFUSALS}, summary="等我审批的")
def inbox(request: HttpRequest) -> list[dict[str, Any]]:
    account = caller(request, Scope.READ_CASES)
    require(account, Verb.DECIDE)
    return [_waiting(row) for row in waiting_for(account)[:MOST]]


@router.post("/approvals/{key}/answer", response={204: None, **WRITING}, summary="同意、不同意或退回")
def answer(request: HttpRequest, key: int, said: shapes.Answer) -> Status[None]:
    account = caller(request, Scope.WRITE_APPROVALS)
    require(account, Verb.DECIDE)
    row = waiting_for(account).filter(pk=key).first() if 0 < key <= LARGEST_KEY else None
    if row is None:
        raise CaseNotFoundError("没有等您审批的这件事，它可能已经批过，或送的是另一级。")
    if said.decision == GIVEN_BACK:
        approving.give_back(row, said.opinion, by=account.actor, at=now())
    else:
        approving.decide(row, approving.Decision(said.decision, said.opinion), by=account.actor, at=now())
    return Status(204, None)


def _waiting(row: ApprovalRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case.number,
        "of": row.of,
        "role": row.role,
        "matter": row.matter,
        "requested_at": row.requested_at,
    }
