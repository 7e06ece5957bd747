"""The moves of a case that the rules hold back until what must come before is there.

| way through | when | who |
| --- | --- | --- |
| 放行 | where the rules leave room (原则上应当) | who leads the unit, with a reason |
| 补记 | the thing has already happened: the record must not lie; what lacks stays 缺失 or 违规 | who handles the case |
| 说明 | 办结 with something left open | who concludes the case |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from zhiji.cases import actions, changes, parts
from zhiji.cases.errors import CaseError
from zhiji.compliance import gates
from zhiji.compliance.models import Passage
from zhiji.core.casefile.references import WHOLE_CASE
from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.permissions import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case, Event
    from zhiji.compliance.gates import Gate
    from zhiji.core.casefile import model
    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor

MOST_NAMED = 3  # as many as a sentence bears


class Kind(StrEnum):
    OVERRIDDEN = "放行"
    AFTER_THE_FACT = "补记"
    EXPLAINED = "说明"


@dataclass(frozen=True, slots=True)
class Reason:
    kind: Kind
    text: str


class GateClosedError(CaseError):
    """`gate`: what lacks."""

    def __init__(self, gate: Gate) -> None:
        named = "；".join(f"{finding.gist}（{finding.article}）" for finding in gate.lacking[:MOST_NAMED])
        more = f"等 {len(gate.lacking)} 项" if len(gate.lacking) > MOST_NAMED else ""
        super().__init__(f"还缺：{named}{more}。请先补齐，再做这一步。")
        self.gate = gate


def record_event(case: Case, event: model.Event, *, reason: Reason | None = None, by: Account, at: datetime) -> Event:
    """登记环节 through its gate. Raises GateClosedError, NotAllowed, CaseError."""
    with changes.together():
        changes.lock(case)
        gate = gates.before_event(case, event)
        if not gate.open:
            _require_passable(gate, reason, event.start, by=by, at=at)
        row = actions.record_event(case, event, by=by.actor, at=at)
        if not gate.open and reason:
            _keep(case, row.ref, reason, gate, by=by.actor, at=at)
    return row


def conclude(case: Case, *, reason: str = "", by: Actor, at: datetime) -> Case:
    """办结 through its gate: with something left open, only with a reason. Raises GateClosedError, CaseError."""
    with changes.together():
        changes.lock(case)
        gate = gates.before_conclusion(case, at)
        if not gate.open and not reason.strip():
            raise GateClosedError(gate)
        if not gate.open:
            _keep(case, WHOLE_CASE, Reason(Kind.EXPLAINED, reason), gate, by=by, at=at)
        return actions.conclude(case, by=by, at=at)


def _require_passable(gate: Gate, reason: Reason | None, start: datetime, *, by: Account, at: datetime) -> None:
    if reason is None or not reason.text.strip():
        raise GateClosedError(gate)
    if reason.kind is Kind.AFTER_THE_FACT:
        if start > at:
            raise CaseError("“补记”只用于已经发生的事，这一环节的时间还没有到。", field="start")
        return
    if not gate.leaves_room:
        raise GateClosedError(gate)
    require(by, Verb.OVERRIDE)


def _keep(case: Case, of: str, reason: Reason, gate: Gate, *, by: Actor, at: datetime) -> None:
    row = Passage(
        of=of,
        kind=reason.kind.value,
        reason=reason.text.strip(),
        requirements=[finding.requirement for finding in gate.lacking],
        said_by=by.name,
        at=at,
    )
    changes.log(case, EntryType.CASE_CHANGED, rows=[parts.append(case, row)], by=by, at=at)
