"""What a person does with a case: one function a verb, one transaction, one entry in the trail.

What is added is handed in as a value of `zhiji.core.casefile.model`; its `id` is ignored and the next free one given.
Every action raises CaseError with the sentence to show, CaseClosedError once the case is archived, and StaleRow
where somebody else has changed the row meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from zhiji.cases import changes, checks, parts, queries
from zhiji.cases.errors import CaseError
from zhiji.cases.models import (
    Access,
    Approval,
    ApprovalRequest,
    Case,
    CaseOfficer,
    Event,
    Party,
    Report,
)
from zhiji.cases.numbers import next_case_number
from zhiji.cases.rows import columns, read
from zhiji.core.calendar import local_day
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.queries import account_of, shortcoming
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Part
    from zhiji.organisation.capacities import Capacity
    from zhiji.organisation.models import Account, Officer, Unit
    from zhiji.trail.actor import Actor

Row = TypeVar("Row", bound="Part")

AGREED, REFUSED = "同意", "不同意"


@transaction.atomic
def open_case(draft: model.Case, *, unit: Unit | None = None, by: Actor, at: datetime) -> Case:
    """新建案件. `unit` of the office handles it; where None, `draft.unit` is only a name."""
    checks.regulation(draft.regulation)
    procedure = draft.procedure and checks.term("procedure", draft.procedure, "程序")
    if not draft.title.strip():
        raise CaseError("案件名称不能为空，请写明当事人和事由。", field="title")
    case = Case(
        number=next_case_number(draft.opened_at),
        title=draft.title.strip(),
        regulation=draft.regulation,
        act=checks.term("act", draft.act, "执法行为"),
        procedure=procedure or None,
        unit_name=unit.name if unit else draft.unit,
        unit=unit,
        place=draft.place,
        traits=list(checks.terms("trait", draft.traits, "特征")),
        opened_at=draft.opened_at,
        opened_by=account_of(by),
    )
    tracked.create(case)
    changes.log(case, EntryType.CASE_OPENED, rows=[case], by=by, at=at)
    return case


def add_party(case: Case, party: model.Party, *, by: Actor, at: datetime) -> Party:
    return _add(case, Party(**columns(checks.party(party))), EntryType.CASE_CHANGED, by=by, at=at)


@transaction.atomic
def amend_party(row: Party, party: model.Party, *, by: Actor, at: datetime) -> Party:
    """The party as it is to read from now on; earlier versions stay in the trail."""
    changes.lock(row.case)
    tracked.update(row, **columns(checks.party(party)))
    changes.log(row.case, EntryType.CASE_CHANGED, rows=[row], by=by, at=at)
    return row


def add_officer(case: Case, officer: Officer, *, by: Actor, at: datetime) -> CaseOfficer:
    """Put an officer of the office on the case, with his badge and qualification as they are on that day."""
    return _add(case, _as_of(officer, case, at), EntryType.CASE_CHANGED, by=by, at=at)


def add_other_officer(case: Case, officer: model.Officer, *, by: Actor, at: datetime) -> CaseOfficer:
    """One who is not of this office: an assisting authority's, an expert, a chairman of a hearing."""
    return _add(case, CaseOfficer(**columns(officer)), EntryType.CASE_CHANGED, by=by, at=at)


def record_event(case: Case, event: model.Event, *, by: Actor, at: datetime) -> Event:
    """登记环节, also one that is still going on (`end` None)."""
    row = Event(**columns(checks.event(case, event)))
    return _add(case, row, EntryType.EVENT_RECORDED, by=by, at=at)


@transaction.atomic
def amend_event(row: Event, event: model.Event, *, by: Actor, at: datetime) -> Event:
    """The event as it is to read from now on; earlier versions stay in the trail."""
    changes.lock(row.case)
    tracked.update(row, **columns(checks.event(row.case, event)))
    changes.log(row.case, EntryType.EVENT_CHANGED, rows=[row], by=by, at=at)
    return row


def end_event(row: Event, end: datetime, *, by: Actor, at: datetime) -> Event:
    return amend_event(row, replace(read(model.Event, row), end=end), by=by, at=at)


@transaction.atomic
def describe(case: Case, draft: model.Case, *, by: Actor, at: datetime) -> Case:
    """Amend title, place, traits and procedure; what the case is (act, regulation, number) stays."""
    changes.lock(case)
    tracked.update(
        case,
        title=draft.title,
        place=draft.place,
        traits=list(checks.terms("trait", draft.traits, "特征")),
        procedure=checks.term("procedure", draft.procedure, "程序") if draft.procedure else None,
    )
    changes.log(case, EntryType.CASE_CHANGED, rows=[case], by=by, at=at)
    return case


@transaction.atomic
def conclude(case: Case, *, by: Actor, at: datetime) -> Case:
    """办结: limits for archiving run from this moment."""
    changes.lock(case)
    if case.concluded_at:
        raise CaseError(f"案件 {case.number} 已经办结，不必再次办结。")
    tracked.update(case, concluded_at=at)
    changes.log(case, EntryType.CASE_CHANGED, rows=[case], by=by, at=at, facts={"concluded": True})
    return case


@transaction.atomic
def archive(case: Case, *, by: Actor, at: datetime) -> Case:
    """归档: from now on nothing of the case changes."""
    changes.lock(case)
    if not case.concluded_at:
        raise CaseError(f"案件 {case.number} 尚未办结，请先办结再归档。")
    tracked.update(case, archived_at=at)
    changes.log(case, EntryType.CASE_CHANGED, rows=[case], by=by, at=at)
    return case


def request_approval(  # what a request says
    case: Case, of: str, role: str, *, matter: str | None = None, reason: str | None = None, by: Actor, at: datetime
) -> ApprovalRequest:
    """送审. `of`: ref of an event, a record or an access, or "case"; `matter` where `of` does not say what is approved."""
    checks.target(case, of)
    role = checks.term("approval_role", role, "审批层级")
    request = ApprovalRequest(
        of=of, role=role, matter=matter, reason=reason, requested_by=_account(by, at), requested_at=at
    )
    return _add(case, request, EntryType.CASE_CHANGED, by=by, at=at)


@transaction.atomic
def decide(request: ApprovalRequest, decision: str, opinion: str, *, by: Actor, at: datetime) -> Approval:
    """同意 or 不同意 a request, as the account that acts or for whom it stands in. Raises NotAllowed where it is another's."""
    case, account = request.case, _account(by, at)
    changes.lock(case)
    if request.struck_at:
        raise CaseError("此件已由送审人撤回，不必再批。")
    capacity = queries.deciding(account, request)
    if capacity is None:
        raise NotAllowed(f"此件送“{request.role}”审批，不归您的账号决定；请转请有权的人办理。")
    if decision not in {AGREED, REFUSED}:
        raise CaseError(f"审批决定应为“{AGREED}”或“{REFUSED}”，请选择其一。", field="decision")
    if request.approval_id:
        raise CaseError("此件已经审批，请刷新页面查看结果。")
    by = replace(by, name=capacity.signed(by.name), role=capacity.title)
    officer = _approver_in(case, account, capacity)
    new_officer = [] if officer else [parts.append(case, _as_approver(account, capacity, case, at))]
    approval = parts.append(
        case,
        Approval(
            of=request.of,
            role=request.role,
            by=(officer or new_officer[0]).ref,
            at=at,
            decision=decision,
            opinion=opinion or None,
            matter=request.matter,
        ),
    )
    tracked.update(request, approval=approval)
    changes.log(case, EntryType.APPROVAL_DECIDED, rows=[*new_officer, approval, request], by=by, at=at)
    return approval


def record_approval(case: Case, approval: model.Approval, *, by: Actor, at: datetime) -> Approval:
    """补录审批: a decision given outside the system (by telephone, on paper), with the moment it was given."""
    checks.target(case, approval.of)
    if approval.by is not None:
        checks.officer(case, approval.by)
    role = checks.term("approval_role", approval.role, "审批层级")
    row = Approval(**columns(replace(approval, role=role)))
    return _add(case, row, EntryType.APPROVAL_DECIDED, by=by, at=at)


def record_report(case: Case, report: model.Report, *, by: Actor, at: datetime) -> Report:
    """报告, which is no approval."""
    checks.target(case, report.of)
    return _add(case, Report(**columns(report)), EntryType.CASE_CHANGED, by=by, at=at)


@transaction.atomic
def register_access(case: Case, access: model.Access, *, by: Actor, at: datetime) -> Access:
    """查阅、复制、调取登记; possible for archived cases too."""
    kind = checks.term("access_kind", access.kind, "方式")
    requester_kind = checks.term("requester_kind", access.requester_kind, "申请人类别")
    checks.records(case, access.records)
    row = parts.append(case, Access(**columns(replace(access, kind=kind, requester_kind=requester_kind))))
    changes.log(case, EntryType.ACCESS_REGISTERED, rows=[row], by=by, at=at)
    return row


@transaction.atomic
def _add(case: Case, row: Row, entry: EntryType, *, by: Actor, at: datetime) -> Row:
    changes.lock(case)
    parts.append(case, row)
    changes.log(case, entry, rows=[row], by=by, at=at)
    return row


def _as_of(officer: Officer, case: Case, at: datetime) -> CaseOfficer:
    return CaseOfficer(
        name=officer.name,
        badge=officer.badge,
        unit=officer.unit.name,
        on_staff=officer.on_staff,
        qualified=not shortcoming(officer, case.act, local_day(at)),
        officer=officer,
    )


def _approver_in(case: Case, account: Account, capacity: Capacity) -> CaseOfficer | None:
    """Who decides, if the case lists him already; as a stand-in under the name that says so."""
    if capacity.absent:
        return case.officers.filter(name=capacity.signed(account.name)).first()
    return queries.officer_in(case, account)


def _as_approver(account: Account, capacity: Capacity, case: Case, at: datetime) -> CaseOfficer:
    """Who decides is listed among the officers of the case, since an approval names its author by that list."""
    if account.officer and not capacity.absent:
        return _as_of(account.officer, case, at)
    unit = account.unit.name if account.unit else None
    return CaseOfficer(name=capacity.signed(account.name), unit=unit, qualified=False)


def _account(by: Actor, at: datetime) -> Account:
    account = account_of(by, at=at)
    if account is None:
        raise NotAllowed("这一步须由本系统的账号办理，请登录后再做。")
    return account
