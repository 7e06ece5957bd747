"""审批: a matter goes from one 审批层级 to the next, and each agrees, refuses or gives it back.

A request waits for one level at a time. What is agreed goes on to the next of its chain in the same transaction;
what is refused or given back goes no further, and whoever asked may put it right and ask again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import changes, checks, parts, queries
from zhiji.cases.actions import as_of
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Approval, ApprovalRequest, CaseOfficer
from zhiji.cases.rows import columns
from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.queries import account_of
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.core.casefile import model
    from zhiji.organisation.capacities import Capacity
    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor

AGREED, REFUSED = "同意", "不同意"


@dataclass(frozen=True, slots=True)
class Decision:
    """`review`: of a 法制审核, what was found at each of its points, `core.procedure.REVIEW_POINTS`."""

    decision: str
    opinion: str = ""
    review: Mapping[str, str] = field(default_factory=dict)


def request_approval(  # what a request says
    case: Case,
    of: str,
    *roles: str,
    matter: str | None = None,
    reason: str | None = None,
    by: Actor,
    at: datetime,
) -> ApprovalRequest:
    """送审 to `roles`, one after the other.

    `of`: ref of an event, a record or an access, or "case"; `matter` where `of` does not say what is approved.
    """
    checks.target(case, of)
    first, *then = checks.terms("approval_role", dict.fromkeys(roles), "审批层级")
    request = ApprovalRequest(
        of=of,
        role=first,
        then=then,
        matter=matter,
        reason=reason,
        requested_by=_account(by, at),
        requested_at=at,
    )
    with transaction.atomic():
        changes.lock(case)
        parts.append(case, request)
        changes.log(case, EntryType.CASE_CHANGED, rows=[request], by=by, at=at)
    return request


@transaction.atomic
def decide(request: ApprovalRequest, said: Decision, *, by: Actor, at: datetime) -> Approval:
    """同意 or 不同意 a request, as the account that acts or for whom it stands in.

    What is agreed goes on to the next level of its chain. Raises NotAllowed where the request is another's.
    """
    case, account = request.case, _account(by, at)
    changes.lock(case)
    capacity = _deciding(request, account)
    if said.decision not in {AGREED, REFUSED}:
        raise CaseError(f"审批决定应为“{AGREED}”或“{REFUSED}”，请选择其一。", field="decision")
    by = replace(by, name=capacity.signed(by.name), role=capacity.title)
    officer = _approver_in(case, account, capacity)
    new_officer = [] if officer else [parts.append(case, as_approver(account, capacity, case, at))]
    approval = parts.append(
        case,
        Approval(
            of=request.of,
            role=request.role,
            by=(officer or new_officer[0]).ref,
            at=at,
            decision=said.decision,
            opinion=said.opinion or None,
            matter=request.matter,
        ),
    )
    tracked.update(request, approval=approval, review=dict(said.review))
    onward = _onward(request, at) if said.decision == AGREED else []
    rows = [*new_officer, approval, request, *onward]
    changes.log(case, EntryType.APPROVAL_DECIDED, rows=rows, by=by, at=at)
    return approval


@transaction.atomic
def give_back(request: ApprovalRequest, why: str, *, by: Actor, at: datetime) -> None:
    """退回 to whoever asked, undecided: it lacks something. Raises NotAllowed, CaseError."""
    changes.lock(request.case)
    capacity = _deciding(request, _account(by, at))
    if not why.strip():
        raise CaseError("退回须写明缺什么、怎么改，好让承办人补正。", field="opinion")
    by = replace(by, name=capacity.signed(by.name), role=capacity.title)
    tracked.update(request, returned_at=at, returned_by=by.name, returned_because=why.strip())
    changes.log(request.case, EntryType.APPROVAL_DECIDED, rows=[request], by=by, at=at)


def record_approval(case: Case, approval: model.Approval, *, by: Actor, at: datetime) -> Approval:
    """补录审批: a decision given outside the system (by telephone, on paper), with the moment it was given."""
    checks.target(case, approval.of)
    if approval.by is not None:
        checks.officer(case, approval.by)
    role = checks.term("approval_role", approval.role, "审批层级")
    with transaction.atomic():
        changes.lock(case)
        row = parts.append(case, Approval(**columns(replace(approval, role=role))))
        changes.log(case, EntryType.APPROVAL_DECIDED, rows=[row], by=by, at=at)
    return row


def _deciding(request: ApprovalRequest, account: Account) -> Capacity:
    """In what capacity the account decides. Raises NotAllowed, or CaseError for what waits no more."""
    if request.struck_at:
        raise CaseError("此件已由送审人撤回，不必再批。")
    capacity = queries.deciding(account, request)
    if capacity is None:
        raise NotAllowed(f"此件送“{request.role}”审批，不归您的账号决定；请转请有权的人办理。")
    if request.approval_id or request.returned_at:
        raise CaseError("此件已经审批或退回，请刷新页面查看结果。")
    return capacity


def _onward(request: ApprovalRequest, at: datetime) -> list[ApprovalRequest]:
    """The request at the next level, if its chain has one."""
    if not request.then:
        return []
    following, *rest = request.then
    onward = ApprovalRequest(
        of=request.of,
        role=following,
        then=rest,
        matter=request.matter,
        reason=request.reason,
        requested_by=request.requested_by,
        requested_at=at,
    )
    return [parts.append(request.case, onward)]


def _approver_in(case: Case, account: Account, capacity: Capacity) -> CaseOfficer | None:
    """Who decides, if the case lists him already; as a stand-in under the name that says so."""
    if capacity.absent:
        return case.officers.filter(name=capacity.signed(account.name)).first()
    return queries.officer_in(case, account)


def as_approver(account: Account, capacity: Capacity, case: Case, at: datetime) -> CaseOfficer:
    """Who decides is listed among the officers of the case, since an approval names its author by that list."""
    if account.officer and not capacity.absent:
        return as_of(account.officer, case, at)
    unit = account.unit.name if account.unit else None
    return CaseOfficer(name=capacity.signed(account.name), unit=unit, qualified=False)


def _account(by: Actor, at: datetime) -> Account:
    account = account_of(by, at=at)
    if account is None:
        raise NotAllowed("这一步须由本系统的账号办理，请登录后再做。")
    return account
