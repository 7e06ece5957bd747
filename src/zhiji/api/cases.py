"""Cases: found, opened, read and written to."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest  # noqa: TC002  # read at run time
from ninja import Query, Router, Status
from pydantic import AwareDatetime  # noqa: TC002  # read at run time

from zhiji.api import shapes
from zhiji.api.caller import caller, now
from zhiji.api.items import read_item
from zhiji.api.shapes import Document, Problem
from zhiji.cases import actions, relations, striking
from zhiji.cases.errors import CaseError, CaseNotFoundError
from zhiji.cases.looks import looked_at
from zhiji.cases.queries import case_for
from zhiji.cases.references import part_of
from zhiji.compliance import moves
from zhiji.compliance.actions import import_case
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.compliance.moves import Kind, Reason
from zhiji.compliance.narrowing import CaseFilter
from zhiji.compliance.queries import case_list
from zhiji.core.casefile import model, parse, to_document
from zhiji.documents.actions import write_document
from zhiji.evidence.actions import strike_recording
from zhiji.evidence.queries import recordings_of
from zhiji.external import library
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.tokens import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhiji.cases.models import Case
    from zhiji.organisation.models import Account

router = Router(tags=["案件"])
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITING = {**REFUSALS, 400: Problem, 409: Problem}


@router.get("/cases", response={200: shapes.CasePage, 400: Problem, **REFUSALS}, summary="案件列表，新的在前")
def find(request: HttpRequest, wanted: Query[shapes.Filters]) -> dict[str, Any]:
    account = caller(request, Scope.READ_CASES)
    require(account, Verb.VIEW_CASE)
    narrowed = CaseFilter(
        words=wanted.q,
        party=wanted.party,
        place=wanted.place,
        event=wanted.event,
        since=wanted.since,
        until=wanted.until,
        officer=wanted.officer,
        act=wanted.act,
        stage=wanted.stage,
        only_open=wanted.open,
    )
    found = _after(case_list(account, narrowed, now=now()), wanted.cursor)
    page = list(found[: wanted.limit + 1])
    more = _cursor(page[wanted.limit - 1]) if len(page) > wanted.limit else None
    return {"items": [_line(case) for case in page[: wanted.limit]], "next": more}


@router.post("/cases", response={201: shapes.Opened, **WRITING}, summary="新建案件")
def open_case(request: HttpRequest, said: shapes.NewCase) -> Status[dict[str, str]]:
    account = caller(request, Scope.WRITE_CASES)
    require(account, Verb.OPEN_CASE)
    draft = model.Case(
        id="",
        title=said.title,
        regulation=said.regulation,
        act=said.act,
        unit=str(account.unit or ""),
        opened_at=said.opened_at,
        procedure=said.procedure,
        place=said.place,
        traits=tuple(said.traits),
    )
    case = actions.open_case(draft, unit=account.unit, by=account.actor, at=now())
    return Status(201, {"number": case.number})


@router.post("/case-files", response={201: shapes.Opened, **WRITING}, summary="导入一份案件文件")
def take_over(request: HttpRequest, said: shapes.NewFile) -> Status[dict[str, str]]:
    account = caller(request, Scope.WRITE_CASES)
    require(account, Verb.OPEN_CASE)
    file = parse(said.document, library.vocabulary())
    case = import_case(file, unit=account.unit, by=account.actor, at=now())
    return Status(201, {"number": case.number})


@router.get("/cases/{number}", response={200: Document, **REFUSALS}, summary="案件文件 zhiji-case/1")
def read(request: HttpRequest, number: str) -> Document:
    account = caller(request, Scope.READ_CASES)
    case = case_for(account, number)
    looked_at(number, "api", {}, by=account.actor, at=now())
    return to_document(case_file(case))


@router.get("/cases/{number}/findings", response={200: Document, **REFUSALS}, summary="判定 zhiji-findings/1")
def findings(request: HttpRequest, number: str, at: AwareDatetime | None = None) -> Document:
    account = caller(request, Scope.READ_CASES)
    case = case_for(account, number)
    judgement = judge(case_file(case), at=at or now())
    if judgement is None:
        raise CaseNotFoundError(f"制度库里没有“{case.regulation}”，不能判定 {number}。")
    looked_at(number, "api-findings", {}, by=account.actor, at=now())
    return judgement.to_document()


@router.post("/cases/{number}/parties", response={201: shapes.Added, **WRITING}, summary="添加当事人")
def add_party(request: HttpRequest, number: str, said: shapes.Part) -> Status[dict[str, str]]:
    account, case = _handled(request, number)
    row = actions.add_party(case, read_item(case, "parties", said.item), by=account.actor, at=now())
    return Status(201, {"id": row.ref})


@router.post("/cases/{number}/officers", response={201: shapes.Added, **WRITING}, summary="添加执法人员")
def add_officer(request: HttpRequest, number: str, said: shapes.Part) -> Status[dict[str, str]]:
    account, case = _handled(request, number)
    row = actions.add_other_officer(case, read_item(case, "officers", said.item), by=account.actor, at=now())
    return Status(201, {"id": row.ref})


@router.post("/cases/{number}/events", response={201: shapes.Added, **WRITING}, summary="登记环节")
def add_event(request: HttpRequest, number: str, said: shapes.NewEvent) -> Status[dict[str, str]]:
    account, case = _handled(request, number)
    reason = Reason(Kind.AFTER_THE_FACT, said.already_happened) if said.already_happened else None
    row = moves.record_event(case, read_item(case, "events", said.item), reason=reason, by=account, at=now())
    return Status(201, {"id": row.ref})


@router.post("/cases/{number}/records", response={201: shapes.Added, **WRITING}, summary="制作文书")
def add_record(request: HttpRequest, number: str, said: shapes.NewRecord) -> Status[dict[str, str]]:
    """音像从 `/uploads/` 进来，不在这里。"""
    account, case = _handled(request, number)
    record = read_item(case, "records", said.item)
    row = write_document(case, record, text=said.text, by=account.actor, at=now())
    return Status(201, {"id": row.ref})


@router.post("/cases/{number}/strike", response={204: None, **WRITING}, summary="作废一项")
def strike(request: HttpRequest, number: str, said: shapes.Strike) -> Status[None]:
    account, case = _handled(request, number)
    part = part_of(case.pk, said.id)
    if part is None:
        raise CaseNotFoundError(f"案件 {number} 没有编号为“{said.id}”的内容，或已经作废。")
    recording = recordings_of(case).filter(ref=said.id).first()
    if recording:
        strike_recording(recording, said.reason, by=account.actor, at=now())
    else:
        striking.strike(part, said.reason, by=account.actor, at=now())
    return Status(204, None)


@router.get("/cases/{number}/evidence", response={200: list[shapes.EvidenceFile], **REFUSALS}, summary="音像的清单")
def evidence(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    account = caller(request, Scope.READ_EVIDENCE)
    case = case_for(account, number, Verb.VIEW_EVIDENCE)
    looked_at(number, "api-evidence", {}, by=account.actor, at=now())
    return [
        {
            "id": row.ref,
            "medium": row.medium,
            "event": row.event,
            "made_at": row.made_at,
            "sha256": row.sha256,
            "sm3": row.file.sm3 if row.file else None,
            "size": row.file.size if row.file else None,
            "media_type": row.file.media_type if row.file else None,
            "stream": f"/evidence/{row.pk}/stream",
        }
        for row in recordings_of(case)
    ]


@router.get("/cases/{number}/relations", response={200: list[Document], **REFUSALS}, summary="相关案件")
def related(request: HttpRequest, number: str) -> list[Document]:
    account = caller(request, Scope.READ_CASES)
    case = case_for(account, number)
    looked_at(number, "api-relations", {}, by=account.actor, at=now())
    rows = case.relations.select_related("other")
    return [
        {
            "kind": row.kind,
            "case": row.other.number if row.other else None,
            "outside": row.outside or None,
            "at": row.at.isoformat(),
            "reason": row.reason,
        }
        for row in rows
        if row.kind in {*relations.Kind}
    ]


def _handled(request: HttpRequest, number: str) -> tuple[Account, Case]:
    account = caller(request, Scope.WRITE_CASES)
    return account, case_for(account, number, Verb.HANDLE_CASE)


def _line(case: Any) -> dict[str, Any]:
    standing = getattr(case, "standing", None)
    return {
        "number": case.number,
        "title": case.title,
        "act": case.act,
        "procedure": case.procedure,
        "regulation": case.regulation,
        "unit": case.unit_name,
        "stage": standing.stage if standing else "",
        "opened_at": case.opened_at,
        "concluded_at": case.concluded_at,
        "archived_at": case.archived_at,
        "open": case.open_now or 0,
    }


def _cursor(case: Case) -> str:
    return base64.urlsafe_b64encode(f"{case.opened_at.isoformat()} {case.pk}".encode()).decode()


def _after(cases: QuerySet[Case], cursor: str) -> QuerySet[Case]:
    if not cursor:
        return cases
    try:
        moment, key = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        since, pk = datetime.fromisoformat(moment), int(key)
    except (ValueError, binascii.Error) as error:
        raise CaseError("cursor 不对：请照抄上一页给出的 next。", field="cursor") from error
    if since.tzinfo is None or pk.bit_length() > 63:  # what a database key can be
        raise CaseError("cursor 不对：请照抄上一页给出的 next。", field="cursor")
    return cases.filter(Q(opened_at__lt=since) | Q(opened_at=since, pk__lt=pk))
