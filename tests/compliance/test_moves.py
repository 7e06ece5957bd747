"""A move of the office waits for what must come before it; what has already happened is recorded as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import event, moment, open_case, party, with_lin

from zhiji.cases import actions, approving
from zhiji.cases.errors import CaseError
from zhiji.compliance import gates, moves
from zhiji.compliance.facts import case_file
from zhiji.compliance.moves import GateClosedError, Kind, Reason
from zhiji.core.casefile import model
from zhiji.organisation.errors import NotAllowed

NOW = moment("03-09 12:00")


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    actions.add_party(case, party(), by=cast.lin.actor, at=NOW)
    return case


def decision(**changes):
    return event("作出决定", "03-09 10:00", officers=("o1",), parties=("p1",), facts={"outcome": "行政处罚"}, **changes)


def approve(case, cast, of):
    asked = approving.request_approval(case, of, "机关负责人", by=cast.lin.actor, at=moment("03-09 09:00"))
    approving.decide(asked, approving.Decision("同意", ""), by=cast.ye.actor, at=moment("03-09 09:30"))


def test_a_decision_waits_for_what_comes_before_it(case, cast):
    with pytest.raises(
        GateClosedError, match=r"还缺：作出处罚决定前告知相对人（第十四条）；作出决定前经决定审批（第十六条）。请先补齐"
    ) as closed:
        moves.record_event(case, decision(), by=cast.lin, at=NOW)
    assert closed.value.gate.lacking
    assert not closed.value.gate.leaves_room
    assert case_file(case).events == ()


def test_what_is_owed_only_when_it_has_ended_is_no_gate(case):
    """The decision's own document and its signature come with it, not before."""
    named = {finding.what for finding in gates.before_event(case, decision(end=moment("03-09 10:30"))).lacking}
    assert "行政处罚决定书" not in named


def test_what_is_there_opens_the_gate(case, cast):
    told = event("行政处罚告知", "03-05 09:00", officers=("o1",), parties=("p1",))
    actions.record_event(case, told, by=cast.lin.actor, at=NOW)
    approval = actions.record_event(case, event("决定审批", "03-09 09:00", officers=("o1",)), by=cast.lin.actor, at=NOW)
    approve(case, cast, approval.ref)
    assert gates.before_event(case, decision()).open
    moves.record_event(case, decision(), by=cast.lin, at=NOW)


def test_a_move_that_lacks_its_approval_holds_back_the_next(case, cast):
    """立案 is there, so that its approval can be asked for; the decision does not come before that is given."""
    filed = event("立案", "03-02 09:30", officers=("o1",), parties=("p1",))
    assert gates.before_event(case, filed).open
    row = moves.record_event(case, filed, by=cast.lin, at=NOW)
    assert "程序启动须经审批" in {finding.gist for finding in gates.before_event(case, decision()).lacking}
    asked = approving.request_approval(case, row.ref, "承办机构负责人", by=cast.lin.actor, at=NOW)
    approving.decide(asked, approving.Decision("同意", ""), by=cast.zheng.actor, at=moment("03-02 10:00"))
    assert "程序启动须经审批" not in {finding.gist for finding in gates.before_event(case, decision()).lacking}


def test_facts_on_the_spot_have_no_gate(case, cast):
    assert gates.before_event(case, event("现场检查", "03-09 10:00")).open
    moves.record_event(case, event("现场检查", "03-09 10:00"), by=cast.lin, at=NOW)


def test_where_the_rules_leave_no_room_nobody_lets_it_pass(case, cast):
    with pytest.raises(GateClosedError):
        moves.record_event(case, decision(), reason=Reason(Kind.OVERRIDDEN, "局长要求"), by=cast.ye, at=NOW)


def test_what_has_happened_is_recorded_and_stays_wrong(case, cast):
    reason = Reason(Kind.AFTER_THE_FACT, " 决定已于当日作出，审批漏登 ")
    lacking = gates.before_event(case, decision()).lacking
    row = moves.record_event(case, decision(), reason=reason, by=cast.lin, at=NOW)
    [passage] = case.passages.all()
    assert (passage.of, passage.kind, passage.reason) == (row.ref, "补记", "决定已于当日作出，审批漏登")
    assert passage.requirements == [finding.requirement for finding in lacking]
    assert passage.said_by == "林执"


def test_what_has_not_happened_is_not_recorded_as_if(case, cast):
    reason = Reason(Kind.AFTER_THE_FACT, "已经作出")
    with pytest.raises(CaseError, match="时间还没有到"):
        moves.record_event(case, decision(), reason=reason, by=cast.lin, at=moment("03-08 12:00"))


def test_a_reason_without_words_opens_nothing(case, cast):
    with pytest.raises(GateClosedError):
        moves.record_event(case, decision(), reason=Reason(Kind.AFTER_THE_FACT, " "), by=cast.lin, at=NOW)


def test_where_there_is_room_it_takes_who_leads(case, cast, monkeypatch):
    """No regulation of the library wants 原则上应当 before a move today; a bureau's own may."""
    gate = gates.before_event(case, decision())
    roomy = gates.Gate(tuple(f._replace(rule=_with_room(f.rule)) for f in gate.lacking))
    monkeypatch.setattr(gates, "before_event", lambda *_: roomy)
    reason = Reason(Kind.OVERRIDDEN, "情况紧急，经口头请示")
    with pytest.raises(NotAllowed, match="放行"):
        moves.record_event(case, decision(), reason=reason, by=cast.lin, at=NOW)
    moves.record_event(case, decision(), reason=reason, by=cast.zheng, at=NOW)
    assert [passage.said_by for passage in case.passages.all()] == ["郑队"]


def test_a_case_is_concluded_with_something_open_only_with_a_reason(case, cast):
    lin = {"by": cast.lin.actor, "at": NOW}
    actions.record_event(case, event("现场检查", "03-02 09:30", end=moment("03-02 10:00"), officers=("o1",)), **lin)
    with pytest.raises(GateClosedError):
        moves.conclude(case, reason=" ", **lin)
    moves.conclude(case, reason="当事人注销，无法补签", **lin)
    case.refresh_from_db()
    [passage] = case.passages.all()
    assert (case.concluded_at, passage.of, passage.kind) == (NOW, "case", "说明")


def _with_room(rule):
    return replace(rule, modality=gates.WITH_ROOM)


def test_an_unknown_regulation_has_no_gate(cast):
    case = open_case(cast)
    type(case).objects.filter(pk=case.pk).update(regulation="elsewhere")
    case.refresh_from_db()
    assert gates.before_event(case, decision()).open
    assert isinstance(case_file(case), model.CaseFile)
    type(case).objects.filter(pk=case.pk).update(regulation="fuzhou-cg")
