"""From when and until when something is owed, for the limits that the situations of fuzhou-cg do not show."""

from __future__ import annotations

import pytest

from tests.core.evaluation.ruled import case, event, finding, findings, moment, paper, requirement
from zhiji.core.regulations.model import Condition, Demand, Due, Exemption, Kind, Span, Subject, SubjectKind, Unit

REPORT = Demand(documents=("听证报告",))
REVISIT = Demand(events=("整改复查",))
ORDER = Subject(SubjectKind.EVENT, ("责令改正",))
FILM = Subject(SubjectKind.MEDIUM, ("音像",))


def status(only, file, at):
    return finding(only, file, at).status


def ending(text):
    return moment(text).replace(second=59)


def test_five_working_days_end_with_the_fifth():
    within = requirement(demand=REPORT, due=Due("event", within=Span(5, Unit.WORKING_DAYS)))
    found = finding(within, case(events=(event(start="03-20 09:00"),)), "03-27 23:59")
    assert (found.status, found.due_at) == ("待完成", ending("03-27 23:59"))
    assert status(within, case(events=(event(start="03-20 09:00"),)), "03-28 00:00") == "逾期"


def test_a_term_that_ends_on_a_holiday_ends_with_the_next_working_day():
    within = requirement(demand=REPORT, due=Due("event", within=Span(30, Unit.DAYS)))
    assert finding(within, case(events=(event(start="04-01 09:00"),)), "04-02 00:00").due_at == ending("05-06 23:59")


def test_a_limit_beyond_the_announced_holidays_is_provisional():
    within = requirement(demand=REPORT, due=Due("event", within=Span(3, Unit.YEARS)))
    found = finding(within, case(events=(event(),)), "04-02 00:00")
    assert found.provisional
    assert "暂按周末计算" in found.message


NOTICE = requirement(demand=Demand(documents=("听证通知书",)), due=Due("event", before=Span(7, Unit.DAYS)))
HEARING = event(start="03-20 09:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [("03-13 23:59", "待完成"), ("03-14 00:00", "逾期"), ("03-20 08:59", "逾期"), ("03-20 09:00", "缺失")],
)
def test_seven_days_before_run_out_first_and_then_it_is_too_late(at, expected):
    found = finding(NOTICE, case(events=(HEARING,)), at)
    assert (found.status, found.due_at) == (expected, ending("03-13 23:59"))


@pytest.mark.parametrize(("made_at", "expected"), [("03-13 23:59", "已满足"), ("03-14 00:00", "逾期")])
def test_a_notice_seven_days_before_is_in_time(made_at, expected):
    file = case(events=(HEARING,), records=(paper(made_at, doc_type="听证通知书"),))
    assert status(NOTICE, file, "04-01 09:00") == expected


def test_the_term_that_the_order_sets_is_the_limit():
    revisit = requirement(subject=ORDER, demand=REVISIT, due=Due("event", words="改正期限"))
    order = event("责令改正", facts={"改正期限": "2026-03-09"})
    found = finding(revisit, case(events=(order,)), "03-09 23:00")
    assert (found.status, found.due_at) == ("待完成", ending("03-09 23:59"))
    assert status(revisit, case(events=(order,)), "03-10 00:00") == "逾期"
    assert status(revisit, case(events=(order, event("整改复查", "03-11 09:00", id="e2"))), "04-01 09:00") == "逾期"


def test_an_order_without_a_term_has_a_limit_in_words_only():
    revisit = requirement(subject=ORDER, demand=REVISIT, due=Due("event", words="改正期限"))
    found = finding(revisit, case(events=(event("责令改正"),)), "03-09 09:00")
    assert (found.status, found.due_at) == ("缺失", None)


def test_what_is_owed_at_once_is_owed_when_the_event_has_ended_and_never_late():
    at_once = requirement(demand=Demand(media=("文书",)), due=Due("event", words="及时"))
    during = event(end=moment("03-02 10:00"))
    assert status(at_once, case(events=(during,)), "03-02 09:59") == "待完成"
    assert status(at_once, case(events=(during,)), "03-02 10:00") == "缺失"
    assert status(at_once, case(events=(during,), records=(paper("03-20 09:00"),)), "03-21 09:00") == "已满足"


def test_a_limit_may_count_from_the_start_of_the_event():
    from_start = requirement(demand=REPORT, due=Due("event.start", within=Span(24, Unit.HOURS)))
    long_one = event(end=moment("03-02 20:00"))
    assert finding(from_start, case(events=(long_one,)), "03-02 21:00").due_at == moment("03-03 09:00")


REMOTE = requirement(
    kind=Kind.STORING,
    subject=FILM,
    demand=Demand(media=("音像",), stored_in=("执法信息系统",)),
    due=Due("record.made_at", within=Span(24, Unit.HOURS)),
    unless=(Exemption(Condition(traits=("边远地区",)), due=Due("returned_at", within=Span(24, Unit.HOURS))),),
)


def test_far_away_the_limit_counts_from_the_return():
    film = paper(medium="录像", stored_at=moment("03-06 10:00"), stored_in="执法信息系统")
    returned = event(traits=("边远地区",), returned_at=moment("03-05 18:00"))
    found = finding(REMOTE, case(events=(returned,), records=(film,)))
    assert (found.status, found.due_at) == ("已满足", moment("03-06 18:00"))
    assert status(REMOTE, case(events=(event(),), records=(film,)), "12-31 12:00") == "逾期"


def test_far_away_nothing_is_late_before_the_return():
    found = finding(REMOTE, case(events=(event(traits=("边远地区",)),), records=(paper(medium="录像"),)))
    assert (found.status, found.due_at) == ("待完成", None)


def test_a_case_that_is_not_concluded_owes_nothing_at_its_end():
    at_the_end = requirement(subject=Subject(SubjectKind.CASE), demand=Demand(events=("检查汇总",)))
    assert status(at_the_end, case(), "12-31 12:00") == "待完成"
    assert status(at_the_end, case(concluded_at=moment("04-01 09:00")), "04-01 09:00") == "缺失"


def test_what_must_precede_an_event_that_never_came_is_owed_when_the_case_ends():
    before_decision = requirement(demand=Demand(media=("文书",)), due=Due("作出决定", before=Span(0, Unit.DAYS)))
    file = case(events=(event(),), concluded_at=moment("04-01 09:00"))
    assert status(before_decision, file, "03-31 09:00") == "待完成"
    assert status(before_decision, file, "04-01 09:00") == "缺失"


def test_a_yearly_date_is_that_of_the_next_year():
    yearly = requirement(
        subject=Subject(SubjectKind.CASE), demand=Demand(events=("报告通报",)), due=Due(None, yearly="01-31")
    )
    due_at = finding(yearly, case()).due_at
    assert (due_at.year, due_at.month, due_at.day) == (2027, 1, 31)


def test_lateness_is_told_once_where_the_limit_is_set_for_each_record():
    day = Due("event", within=Span(24, Unit.HOURS))
    there = requirement(demand=Demand(media=("文字",)), due=day)
    in_time = requirement(id="局/2-1", kind=Kind.LIMIT, subject=Subject(SubjectKind.MEDIUM, ("文字",)), due=day)
    late = case(events=(event(),), records=(paper("03-05 09:00"),))
    assert [each.status for each in findings((there, in_time), late, "04-01 09:00")] == ["已满足", "逾期"]
    assert status(there, late, "04-01 09:00") == "逾期"


@pytest.mark.parametrize(("answered", "expected"), [("03-02 17:00", "已满足"), ("03-03 09:00", "逾期")])
def test_what_comes_on_another_day_did_not_come_on_the_spot(answered, expected):
    on_the_spot = requirement(
        kind=Kind.LIMIT, subject=Subject(SubjectKind.EVENT, ("补正告知",)), due=Due("申请接收", words="当场")
    )
    events = (event("申请接收", "03-02 16:30"), event("补正告知", answered, id="e2"))
    found = finding(on_the_spot, case(events=events))
    assert (found.status, found.due_at) == (expected, None)


def test_a_limit_in_words_does_not_bind_before_its_subject_is_over():
    in_words = requirement(
        demand=Demand(documents=("补正告知书",)),
        subject=Subject(SubjectKind.EVENT, ("补正告知",)),
        due=Due("申请接收", words="规定期限"),
    )
    file = case(events=(event("申请接收"), event("补正告知", "03-04 09:00", id="e2")))
    assert status(in_words, file, "03-04 08:59") == "待完成"
    assert status(in_words, file, "03-04 09:00") == "缺失"
