"""并案、分案、移交、移送、关联: each side says so in its own chain."""

from __future__ import annotations

import pytest
from tests.builders import MORNING, event, open_case, party, with_lin

from zhiji.cases import actions, relations
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import visible
from zhiji.cases.relations import Kind
from zhiji.compliance.facts import case_file
from zhiji.trail import queries as trail

WHY = "同一当事人的同一违法行为"


@pytest.fixture
def lin(cast):
    return {"by": cast.lin.actor, "at": MORNING}


@pytest.fixture
def case(cast, lin):
    case = open_case(cast)
    with_lin(case, cast)
    actions.add_party(case, party(), **lin)
    actions.add_party(case, party(name="闽味小吃店"), **lin)
    actions.record_event(case, event(officers=("o1",)), **lin)
    return case


@pytest.fixture
def other(cast):
    return open_case(cast, title="榕香小吃店油烟案")


def said(case):
    return [(row.kind, row.other and row.other.number, row.outside) for row in case.relations.all()]


def test_a_merged_case_ends_and_the_other_goes_on(case, other, lin):
    relations.merge(case, other, WHY, **lin)
    case.refresh_from_db()
    assert (case.concluded_at, other.concluded_at) == (MORNING, None)
    assert said(case) == [(Kind.MERGED_INTO, other.number, "")]
    assert said(other) == [(Kind.TOOK_IN, case.number, "")]
    assert [len(list(trail.lines_of_case(bytes(one.key)))) for one in (case, other)] == [7, 2]


def test_different_acts_are_not_merged(case, cast, lin):
    inspection = open_case(cast, act="监督检查", procedure=None)
    with pytest.raises(CaseError, match="不同的执法行为不能并案"):
        relations.merge(case, inspection, WHY, **lin)
    assert said(case) == said(inspection) == []


def test_what_has_ended_is_not_merged(case, other, lin):
    actions.conclude(other, **lin)
    with pytest.raises(CaseError, match=f"案件 {other.number} 已经办结"):
        relations.merge(case, other, WHY, **lin)


def test_a_case_is_not_merged_with_itself(case, lin):
    with pytest.raises(CaseError, match="这就是本案"):
        relations.merge(case, case, WHY, **lin)


def test_a_split_takes_parties_and_those_who_acted_along(case, lin):
    second = case.parties.get(name="闽味小吃店")
    new = relations.split(case, "闽味小吃店占道经营案", [second], "两家各自经营", **lin)
    file = case_file(new)
    assert [one.name for one in file.parties] == ["闽味小吃店"]
    assert [one.name for one in file.officers] == ["林执"]
    assert (new.act, new.procedure, new.regulation, new.unit) == (case.act, case.procedure, case.regulation, case.unit)
    assert said(new) == [(Kind.SPLIT_FROM, case.number, "")]
    assert said(case) == [(Kind.SPLIT_OFF, new.number, "")]
    assert len(case_file(case).parties) == 2


def test_a_split_concerns_somebody(case, lin):
    with pytest.raises(CaseError, match="选择分到新案的当事人"):
        relations.split(case, "新案", [], WHY, **lin)


def test_a_case_handed_over_is_seen_where_it_went(case, cast, lin):
    relations.hand_over(case, cast.wu.unit, "属温泉中队辖区", by=cast.ye.actor, at=MORNING)
    assert (case.unit_name, said(case)) == ("温泉中队", [(Kind.HANDED_OVER, None, "温泉中队")])
    assert not visible(cast.zheng).filter(pk=case.pk).exists()
    with pytest.raises(CaseError, match="已由温泉中队承办"):
        relations.hand_over(case, cast.wu.unit, WHY, **lin)


@pytest.mark.parametrize(
    ("ground", "kind", "recorded", "facts"),
    [
        ("不属管辖", Kind.REFERRED, "案件移送", {"reason": "不属管辖"}),
        ("涉嫌犯罪", Kind.REFERRED_AS_CRIME, "涉嫌犯罪移送", {}),
    ],
)
def test_a_referral_is_an_event_that_the_rules_know(case, lin, ground, kind, recorded, facts):
    relations.refer(case, " 福州市公安局 ", ground, WHY, **lin)
    last = case_file(case).events[-1]
    assert (last.type, last.facts, last.officers) == (recorded, facts, ("o1",))
    assert said(case) == [(kind, None, "福州市公安局")]


def test_a_referral_goes_somewhere(case, lin):
    with pytest.raises(CaseError, match="移送给哪个机关"):
        relations.refer(case, " ", "其他", WHY, **lin)
    assert len(case_file(case).events) == 1


def test_linked_cases_name_each_other(case, other, lin):
    relations.link(case, other, "同一场所", **lin)
    assert (said(case), said(other)) == (
        [(Kind.LINKED, other.number, "")],
        [(Kind.LINKED, case.number, "")],
    )


def test_a_reason_is_asked_for(case, other, lin):
    with pytest.raises(CaseError, match="请写明理由"):
        relations.link(case, other, " ", **lin)
