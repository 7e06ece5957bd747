"""集体讨论: each one's words are kept, and the conclusion stands as its approval."""

from __future__ import annotations

import pytest
from tests.builders import MORNING, event, open_case, with_lin

from zhiji.cases import actions
from zhiji.cases.approving import Decision
from zhiji.cases.discussing import Voice, discuss, votes_of
from zhiji.cases.errors import CaseError
from zhiji.compliance.facts import case_file

AGREED = Decision("同意", "处罚款三千元")


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    return case


@pytest.fixture
def lin(cast):
    return {"by": cast.lin.actor, "at": MORNING}


@pytest.fixture
def meeting(case, lin):
    return actions.record_event(case, event("集体讨论", officers=("o1",)), **lin)


def voices(cast):
    return [Voice(cast.ye, "同意"), Voice(cast.xu, "不同意", " 金额偏高 "), Voice(cast.zheng, "同意")]


def test_each_one_is_listed_with_what_he_said(case, meeting, cast, lin):
    approval = discuss(meeting, voices(cast), AGREED, **lin)
    file = case_file(case)
    names = {officer.id: officer.name for officer in file.officers}
    assert [names[ref] for ref in file.events[0].officers] == ["林执", "叶局", "许管", "郑队"]
    assert {names[ref]: duties for ref, duties in file.events[0].duties.items()}["许管"] == ("参会人员",)
    said = votes_of(case)[meeting.ref]
    assert [(names[vote.by], vote.choice, vote.opinion) for vote in said] == [
        ("叶局", "同意", ""),
        ("许管", "不同意", "金额偏高"),
        ("郑队", "同意", ""),
    ]
    assert (approval.role, approval.decision) == ("集体讨论", "同意")
    assert approval.opinion == "参会 3 人，同意 2 人、不同意 1 人；处罚款三千元"


def test_who_is_on_the_case_already_is_not_listed_twice(case, meeting, cast, lin):
    discuss(meeting, [Voice(cast.lin, "同意"), Voice(cast.ye, "同意")], AGREED, **lin)
    assert [officer.name for officer in case_file(case).officers] == ["林执", "叶局"]


def test_it_is_entered_once(meeting, cast, lin):
    discuss(meeting, voices(cast), AGREED, **lin)
    with pytest.raises(CaseError, match="已经登记"):
        discuss(meeting, voices(cast), AGREED, **lin)


@pytest.mark.parametrize(
    ("few", "concluded", "said"),
    [(1, AGREED, "至少有两人"), (3, Decision("再议"), "讨论结论应为"), (0, AGREED, "至少有两人")],
)
def test_what_makes_no_discussion_is_refused(meeting, cast, lin, few, concluded, said):
    with pytest.raises(CaseError, match=said):
        discuss(meeting, voices(cast)[:few], concluded, **lin)


def test_only_a_discussion_has_votes(case, cast, lin):
    other = actions.record_event(case, event("立案"), **lin)
    with pytest.raises(CaseError, match="不是集体讨论"):
        discuss(other, voices(cast), AGREED, **lin)
