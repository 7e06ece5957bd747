"""Cases that hang together: 并案, 分案, 移交, 移送 and 关联. Each side keeps a row, in its own chain of the trail."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import actions, changes, parts
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Relation
from zhiji.cases.rows import read
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhiji.cases.models import Case, CaseOfficer, Party
    from zhiji.organisation.models import Unit
    from zhiji.trail.actor import Actor


class Kind(StrEnum):
    """As the case reads that holds the row."""

    MERGED_INTO = "并入"
    TOOK_IN = "并案收入"
    SPLIT_OFF = "分出"
    SPLIT_FROM = "分自"
    HANDED_OVER = "移交"
    REFERRED = "移送"
    REFERRED_AS_CRIME = "涉嫌犯罪移送"
    LINKED = "关联"


GROUNDS: Mapping[str, tuple[Kind, str, Mapping[str, str | bool]]] = {
    "不属管辖": (Kind.REFERRED, "案件移送", {"reason": "不属管辖"}),
    "涉嫌犯罪": (Kind.REFERRED_AS_CRIME, "涉嫌犯罪移送", {}),
    "其他": (Kind.REFERRED, "案件移送", {"reason": "其他"}),
}
"""Why a case goes to an agency outside: what that is called, and the event with its facts."""


@transaction.atomic
def merge(case: Case, into: Case, reason: str, *, by: Actor, at: datetime) -> None:
    """并案: `into` is handled on, `case` ends here; what it holds stays in it. Raises CaseError."""
    _require(reason, case, into)
    if case.act != into.act:
        raise CaseError(
            f"{case.number} 是{case.act}，{into.number} 是{into.act}，不同的执法行为不能并案。", field="other"
        )
    for one in (case, into):
        if one.concluded_at:
            raise CaseError(f"案件 {one.number} 已经办结，不能并案；如有联系，可登记为关联。", field="other")
    _relate(case, Kind.MERGED_INTO, reason, other=into, by=by, at=at)
    actions.conclude(case, by=by, at=at)
    _relate(into, Kind.TOOK_IN, reason, other=case, by=by, at=at)


@transaction.atomic
def split(case: Case, title: str, concerning: Sequence[Party], reason: str, *, by: Actor, at: datetime) -> Case:
    """分案: a new case like this one about some of its parties, who stay in the old one until they are struck there."""
    _require(reason, case)
    if not concerning:
        raise CaseError("请选择分到新案的当事人。", field="parties")
    draft = model.Case(
        id="",
        title=title,
        regulation=case.regulation,
        act=case.act,
        unit=case.unit_name,
        opened_at=at,
        procedure=case.procedure,
        place=case.place,
    )
    new = actions.open_case(draft, unit=case.unit, by=by, at=at)
    for row in _handling(case):
        if row.officer:
            actions.add_officer(new, row.officer, by=by, at=at)
    for party in concerning:
        actions.add_party(new, read(model.Party, party), by=by, at=at)
    _relate(new, Kind.SPLIT_FROM, reason, other=case, by=by, at=at)
    _relate(case, Kind.SPLIT_OFF, reason, other=new, by=by, at=at)
    return new


@transaction.atomic
def hand_over(case: Case, to: Unit, reason: str, *, by: Actor, at: datetime) -> None:
    """移交 to another unit of the office, which handles it from now on."""
    _require(reason, case)
    if case.unit_id == to.pk:
        raise CaseError(f"案件 {case.number} 已由{to.name}承办，请另选机构。", field="unit")
    changes.lock(case)
    row = parts.append(case, Relation(kind=Kind.HANDED_OVER, outside=to.name, reason=reason.strip(), at=at))
    tracked.update(case, unit=to, unit_name=to.name)
    changes.log(case, EntryType.CASE_CHANGED, rows=[row, case], by=by, at=at)


@transaction.atomic
def refer(case: Case, agency: str, ground: str, reason: str, *, by: Actor, at: datetime) -> None:
    """移送 to an agency outside, on one of `GROUNDS`, with the event that the rules know."""
    _require(reason, case)
    if not agency.strip():
        raise CaseError("请写明移送给哪个机关。", field="agency")
    kind, event, facts = GROUNDS[ground]
    officers = tuple(row.ref for row in _handling(case))
    actions.record_event(case, model.Event(id="", type=event, start=at, officers=officers, facts=facts), by=by, at=at)
    _relate(case, kind, reason, outside=agency.strip(), by=by, at=at)


@transaction.atomic
def link(case: Case, other: Case, reason: str, *, by: Actor, at: datetime) -> None:
    """关联: the two have to do with each other, each goes its way."""
    _require(reason, case, other)
    _relate(case, Kind.LINKED, reason, other=other, by=by, at=at)
    _relate(other, Kind.LINKED, reason, other=case, by=by, at=at)


def _require(reason: str, case: Case, other: Case | None = None) -> None:
    if not reason.strip():
        raise CaseError("请写明理由，它会留在案卷里。", field="reason")
    if other is not None and other.pk == case.pk:
        raise CaseError("这就是本案，请填写另一个案件的编号。", field="other")


def _handling(case: Case) -> list[CaseOfficer]:
    """The officers who acted in its events; not those who only approved something."""
    acted = {ref for refs in case.events.values_list("officers", flat=True) for ref in refs}
    return [officer for officer in case.officers.select_related("officer") if officer.ref in acted]


def _relate(
    case: Case, kind: Kind, reason: str, *, other: Case | None = None, outside: str = "", by: Actor, at: datetime
) -> None:
    changes.lock(case)
    row = parts.append(case, Relation(kind=kind, other=other, outside=outside, reason=reason.strip(), at=at))
    changes.log(case, EntryType.CASE_CHANGED, rows=[row], by=by, at=at)
