from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.builders import MORNING, event, moment, open_case, party, with_lin

from zhiji.cases import actions, approving
from zhiji.cases.queries import case_for
from zhiji.compliance.narrowing import CaseFilter, Order
from zhiji.compliance.queries import case_list, office_cases, open_findings, worklist
from zhiji.trail.actor import SYSTEM


@pytest.fixture
def case(cast):
    """An inspection that ended on Monday at ten and left nothing in writing."""
    case = open_case(cast)
    actions.add_party(case, party(), by=SYSTEM, at=MORNING)
    row = actions.record_event(case, event(end=moment("03-02 10:00")), by=SYSTEM, at=moment("03-02 10:00"))
    assert row.ref == "e1"
    return case


def requirements(findings):
    return {finding.requirement for finding in findings}


def test_what_is_due_moves_from_this_week_to_today_to_overdue(case, cast):
    week, today, late = (worklist(cast.lin, now=moment(at)) for at in ("03-02 11:00", "03-03 09:00", "03-03 10:01"))
    assert "fuzhou-cg/4-1" in requirements(week.this_week)
    assert "fuzhou-cg/4-1" not in requirements(week.today)
    assert "fuzhou-cg/4-1" in requirements(today.today)
    assert "fuzhou-cg/4-1" in requirements(late.overdue)
    assert "fuzhou-cg/4-1" not in requirements(late.today) | requirements(late.this_week)
    assert "fuzhou-cg/11-2" in requirements(week.missing)


def test_next_week_is_not_this_week(cast):
    case = open_case(cast)
    sunday = moment("03-08 12:00")
    actions.record_event(case, event(start="03-08 12:00", end=sunday), by=SYSTEM, at=sunday)
    assert not worklist(cast.lin, now=sunday).this_week
    assert worklist(cast.lin, now=moment("03-09 08:00")).today


def test_everybody_has_the_work_of_his_own_cases(case, cast):
    busy = {
        account.username
        for account in cast.everybody()
        if worklist(account, now=MORNING).missing.exists() or worklist(account, now=MORNING).this_week.exists()
    }
    assert busy == {"lin", "zheng"}


def test_a_request_appears_with_who_decides(case, cast):
    approving.request_approval(case, "e1", "分管负责人", by=cast.lin.actor, at=MORNING)
    assert [ask.of for ask in worklist(cast.xu, now=MORNING).waiting] == ["e1"]
    assert not worklist(cast.zheng, now=MORNING).waiting


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        (CaseFilter(), True),
        (CaseFilter(words="榕香"), True),
        (CaseFilter(words="别家"), False),
        (CaseFilter(act="行政处罚"), True),
        (CaseFilter(act="行政许可"), False),
        (CaseFilter(stage="调查取证"), True),
        (CaseFilter(stage="送达"), False),
        (CaseFilter(only_open=True), True),
    ],
)
def test_the_list_is_narrowed(case, cast, narrowed, found):
    assert (case in case_list(cast.lin, narrowed, now=MORNING)) is found


def test_a_limit_that_ran_out_counts_as_open(case, cast):
    before, after = (
        case_list(cast.lin, CaseFilter(), now=moment(at)).get().open_now for at in ("03-02 11:00", "03-03 11:00")
    )
    assert after > before


def test_a_case_without_faults_is_not_open(cast):
    open_case(cast)
    assert not case_list(cast.lin, CaseFilter(only_open=True), now=MORNING)


def test_lists_take_the_same_queries_however_long(case, cast, django_assert_num_queries):
    for _ in range(3):
        open_case(cast)
    with django_assert_num_queries(2):  # the units below, the cases
        lines = [
            (found.number, found.standing.stage, found.open_now)
            for found in case_list(cast.zheng, CaseFilter(), now=MORNING)
        ]
    assert len(lines) == 4
    with django_assert_num_queries(3):  # the units below, once for handling and once for deciding; the findings
        work = worklist(cast.zheng, now=MORNING)
        assert all(finding.case.title for finding in work.missing)


def test_the_findings_of_a_case_stand_beside_it(case, cast):
    assert "fuzhou-cg/11-2" in requirements(open_findings(case_for(cast.lin, case.number)))
    line = next(office_cases())
    assert (line.case, line.stage) == (case, "调查取证")
    assert "fuzhou-cg/11-2" in requirements(line.open)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CaseFilter(party="榕香"), True),
        (CaseFilter(party="张三"), False),
        (CaseFilter(since=date(2026, 3, 2), until=date(2026, 3, 2)), True),
        (CaseFilter(since=date(2026, 3, 3)), False),
        (CaseFilter(until=date(2026, 3, 1)), False),
        (CaseFilter(event="现场检查"), True),
        (CaseFilter(event="现场检查", since=date(2026, 3, 3)), False),
        (CaseFilter(event="询问"), False),
        (CaseFilter(place="东街口"), True),
        (CaseFilter(place="东街口", event="现场检查"), True),
        (CaseFilter(place="西湖"), False),
        (CaseFilter(officer="林"), True),
        (CaseFilter(officer="王"), False),
        (CaseFilter(device="ZF-001"), False),
        (CaseFilter(regulation="fuzhou-cg"), True),
        (CaseFilter(regulation="linyi-kj"), False),
        (CaseFilter(progress="在办"), True),
        (CaseFilter(progress="已归档"), False),
    ],
)
def test_a_case_is_found_by_what_the_rules_want_it_indexed_by(case, cast, wanted, found):
    with_lin(case, cast)
    assert (case in case_list(cast.lin, wanted, now=MORNING)) is found


def test_what_is_asked_of_an_event_is_asked_of_one_event(case, cast):
    with_lin(case, cast)
    actions.record_event(case, event("询问", "03-05 09:00"), by=SYSTEM, at=moment("03-05 09:00"))
    asked = CaseFilter(event="现场检查", since=date(2026, 3, 5))
    assert case not in case_list(cast.lin, asked, now=MORNING)
    assert case in case_list(cast.lin, replace(asked, event="询问"), now=MORNING)


@pytest.mark.parametrize("wanted", [CaseFilter(), CaseFilter(words="榕香"), CaseFilter(party="榕香", event="现场检查")])
def test_nobody_finds_more_than_he_may_see(case, cast, wanted):
    finders = {one.username for one in cast.everybody() if case_list(one, wanted, now=MORNING).exists()}
    assert finders == {"lin", "chen", "zheng", "fang", "xu", "ye", "gao", "su"}


def test_the_list_is_read_in_the_order_that_was_chosen(case, cast):
    later = open_case(cast, opened_at=moment("03-04 09:00"))
    for order, expected in (
        (Order.NEWEST, [later, case]),
        (Order.OLDEST, [case, later]),
        (Order.NUMBER, [case, later]),
    ):
        assert list(case_list(cast.lin, CaseFilter(), now=MORNING, order=order)) == expected
