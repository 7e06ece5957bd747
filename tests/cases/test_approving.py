"""A matter goes up its chain, one level at a time, and comes back where something lacks."""

from __future__ import annotations

import pytest
from tests.builders import MORNING, event, open_case, with_lin

from zhiji.cases import actions, approving, queries
from zhiji.cases.approving import AGREED, REFUSED, Decision
from zhiji.cases.errors import CaseError
from zhiji.core.procedure import REVIEW_POINTS
from zhiji.organisation.errors import NotAllowed

CHAIN = ("承办机构负责人", "法制机构", "机关负责人")


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    actions.record_event(case, event("立案", officers=("o1",)), by=cast.lin.actor, at=MORNING)
    return case


@pytest.fixture
def asked(case, cast):
    return approving.request_approval(case, "e1", *CHAIN, matter="立案", by=cast.lin.actor, at=MORNING)


def waiting(account):
    return [(each.role, each.then) for each in queries.waiting_for(account)]


def agree(account, **said):
    [request] = queries.waiting_for(account)
    return approving.decide(request, Decision(AGREED, **said), by=account.actor, at=MORNING)


def test_it_waits_for_one_level_at_a_time(asked, case, cast):
    assert (waiting(cast.zheng), waiting(cast.fang), waiting(cast.ye)) == ([(CHAIN[0], [*CHAIN[1:]])], [], [])
    agree(cast.zheng)
    assert (waiting(cast.zheng), waiting(cast.fang)) == ([], [(CHAIN[1], [CHAIN[2]])])
    agree(cast.fang)
    agree(cast.ye)
    assert [approval.role for approval in case.approvals.all()] == [*CHAIN]
    assert waiting(cast.ye) == []
    assert {each.matter for each in queries.requests_of(case)} == {"立案"}


def test_what_is_refused_goes_no_further(asked, case, cast):
    [request] = queries.waiting_for(cast.zheng)
    approving.decide(request, Decision(REFUSED, "证据不足"), by=cast.zheng.actor, at=MORNING)
    assert [each.approval.decision for each in queries.requests_of(case)] == [REFUSED]
    assert waiting(cast.fang) == []


def test_what_is_given_back_is_no_decision_and_may_be_sent_again(asked, case, cast):
    approving.give_back(asked, " 缺现场照片 ", by=cast.zheng.actor, at=MORNING)
    assert (waiting(cast.zheng), list(case.approvals.all())) == ([], [])
    assert (asked.returned_by, asked.returned_because) == ("郑队", "缺现场照片")
    with pytest.raises(CaseError, match="已经审批或退回"):
        approving.decide(asked, Decision(AGREED), by=cast.zheng.actor, at=MORNING)
    approving.request_approval(case, "e1", CHAIN[0], by=cast.lin.actor, at=MORNING)
    assert waiting(cast.zheng) == [(CHAIN[0], [])]


def test_giving_back_says_why_and_is_for_who_decides(asked, cast):
    with pytest.raises(CaseError, match="退回须写明缺什么"):
        approving.give_back(asked, " ", by=cast.zheng.actor, at=MORNING)
    with pytest.raises(NotAllowed):
        approving.give_back(asked, "缺照片", by=cast.ye.actor, at=MORNING)


def test_a_level_named_twice_is_asked_once(case, cast):
    approving.request_approval(case, "e1", CHAIN[0], CHAIN[0], by=cast.lin.actor, at=MORNING)
    assert waiting(cast.zheng) == [(CHAIN[0], [])]


def test_a_legal_review_keeps_what_was_found_at_each_point(case, cast):
    asked = approving.request_approval(case, "e1", "法制机构", by=cast.lin.actor, at=MORNING)
    review = dict.fromkeys(REVIEW_POINTS, "通过") | {REVIEW_POINTS[6]: "告知书缺文号"}
    approving.decide(asked, Decision(REFUSED, "补正后再送", review), by=cast.fang.actor, at=MORNING)
    asked.refresh_from_db()
    assert asked.review == review
    assert len(asked.review) == 8
