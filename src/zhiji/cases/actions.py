"""What a person does with a case: one function a verb, one transaction, one entry in the trail.

What is added is handed in as a value of `zhiji.core.casefile.model`; its `id` is ignored and the next free one given.
Every action raises CaseError with the sentence to show, CaseClosedError once the case is archived, and StaleRow
where somebody else has changed the row meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from zhiji.cases import changes, checks, parts
from zhiji.cases.errors import CaseError
from zhiji.cases.models import (
    Access,
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
from zhiji.organisation.queries import account_of, shortcoming
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Part
    from zhiji.organisation.models import Officer, Unit
    from zhiji.trail.actor import Actor

Row = TypeVar("Row", bound="Part")


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
    return _add(case, as_of(officer, case, at), EntryType.CASE_CHANGED, by=by, at=at)


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


def as_of(officer: Officer, case: Case, at: datetime) -> CaseOfficer:
    """An officer of the office as the case will know him: with badge and qualification as they are on that day."""
    return CaseOfficer(
        name=officer.name,
        badge=officer.badge,
        unit=officer.unit.name,
        on_staff=officer.on_staff,
        qualified=not shortcoming(officer, case.act, local_day(at)),
        officer=officer,
    )
