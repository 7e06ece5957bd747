"""Limits whose clock stands still at times, periods that must run out first, and days on which nothing may be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.evaluation.ruled import case, event, finding, findings, moment, paper, requirement
from zhiji.core.regulations.model import Demand, Due, Kind, Pause, Span, Subject, SubjectKind, Unit

TEST, HEARING = Pause("检验鉴定", "检验鉴定"), Pause("听证通知", "听证")
ACCEPTED = Subject(SubjectKind.EVENT, ("受理",))
GRANTED = Demand(events=("准予许可",))


def ending(text):
    return moment(f"{text} 23:59").replace(second=59)


def deciding(amount, unit, *pauses, roll=True):
    within = Due("event", within=Span(amount, unit), excluding=pauses, roll=roll)
    return requirement(subject=ACCEPTED, demand=GRANTED, due=within)


def spent(*others, rule=None):
    """The limit of a case accepted on 2 March, a Monday."""
    numbered = tuple(replace(one, id=f"x{number}") for number, one in enumerate(others))
    file = case(events=(event("受理"), *numbered))
    return finding(rule or deciding(20, Unit.WORKING_DAYS, TEST, HEARING), file, "03-03 09:00")


def test_without_a_pause_the_limit_is_the_plain_one():
    assert spent().due_at == ending("03-30")


def test_the_days_after_a_pause_began_do_not_count():
    tested = event("检验鉴定", "03-04 09:00", end=moment("03-11 16:00"))  # five working days after the 4th
    assert spent(tested).due_at == ending("04-07")  # 4 to 6 April is 清明节


def test_a_pause_of_one_day_costs_nothing():
    assert spent(event("检验鉴定", "03-04 09:00", end=moment("03-04 16:00"))).due_at == ending("03-30")


def test_a_pause_runs_from_one_event_to_the_next_of_the_other():
    noticed, heard = event("听证通知", "03-05 09:00"), event("听证", "03-19 09:00")
    assert spent(noticed, heard).due_at == ending("04-14")


def test_pauses_that_overlap_count_once():
    tested = event("检验鉴定", "03-05 09:00", end=moment("03-19 16:00"))
    noticed, heard = event("听证通知", "03-05 09:00"), event("听证", "03-19 09:00")
    assert spent(tested, noticed, heard).due_at == ending("04-14")


def test_a_pause_that_begins_when_the_time_is_up_gives_none_back():
    assert spent(event("检验鉴定", "03-30 09:00", end=moment("04-20 16:00"))).due_at == ending("03-30")
    assert spent(event("检验鉴定", "03-27 09:00", end=moment("04-03 16:00"))).due_at == ending("04-07")


def test_a_pause_before_the_start_costs_nothing():
    before = event("检验鉴定", "02-09 09:00", end=moment("02-27 16:00"))
    assert spent(before).due_at == ending("03-30")


def test_while_the_clock_stands_still_nothing_is_due():
    found = spent(event("听证通知", "03-05 09:00"))
    assert (found.status, found.due_at) == ("待完成", None)


def test_a_pause_that_began_too_late_stops_no_clock():
    late = spent(event("听证通知", "04-01 09:00"))
    assert late.due_at == ending("03-30")


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        (deciding(90, Unit.DAYS, TEST), "06-08"),  # 31 May and seven days; a Monday again after a Sunday's 7 June
        (deciding(3, Unit.MONTHS, TEST), "06-09"),
        (deciding(30, Unit.DAYS, TEST, roll=False), "04-08"),
    ],
)
def test_pauses_lengthen_every_unit_but_hours(rule, last):
    tested = event("检验鉴定", "03-04 09:00", end=moment("03-11 16:00"))
    assert spent(tested, rule=rule).due_at == ending(last)


def test_a_limit_that_does_not_roll_ends_on_a_holiday():
    fixed = deciding(33, Unit.DAYS, roll=False)
    assert spent(rule=fixed).due_at == ending("04-04")
    assert spent(rule=deciding(33, Unit.DAYS)).due_at == ending("04-07")


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_longer_pause_never_makes_a_limit_shorter(first, second):
    limits = [
        spent(event("检验鉴定", "03-04 09:00", end=moment("03-04 10:00") + timedelta(days=days))).due_at
        for days in sorted((first, second))
    ]
    assert limits[0] <= limits[1]


NOTICE = Due("行政处罚告知", within=Span(5, Unit.WORKING_DAYS))
WAITING = requirement(
    subject=Subject(SubjectKind.EVENT, ("作出决定",)), kind=Kind.LIMIT, demand=Demand(not_before=NOTICE)
)


@pytest.mark.parametrize(("decided", "status"), [("03-09 23:59", "违规"), ("03-10 00:00", "已满足")])
def test_a_period_must_have_run_out(decided, status):
    told = event("行政处罚告知", "03-02 09:00", id="e2")
    found = finding(WAITING, case(events=(told, event("作出决定", decided))))
    assert (found.status, found.due_at) == (status, ending("03-09"))
    assert ("早于2026年3月9日23:59届满的期间" in found.message) is (status == "违规")


def test_what_is_only_advised_to_wait_is_said_so():
    told = event("行政处罚告知", "03-02 09:00", id="e2")
    advised = replace(WAITING, modality="必要时")
    found = finding(advised, case(events=(told, event("作出决定", "03-04 09:00"))))
    assert found.status == "建议"
    assert found.message.startswith("作出决定（e1）早于2026年3月9日23:59届满的期间，建议核对（")


def test_where_the_period_has_not_begun_there_is_nothing_to_wait_for():
    assert findings(WAITING, case(events=(event("作出决定"),)), "12-31 12:00") == ()


def served(kind, start, **facts):
    return event("送达", start, id=f"送{start}", of=kind, facts=facts)


def test_a_period_runs_from_the_service_of_that_document():
    due = Due("催告书送达", within=Span(10, Unit.WORKING_DAYS))
    rule = replace(WAITING, subject=Subject(SubjectKind.EVENT, ("申请法院强制执行",)), demand=Demand(not_before=due))
    urged = event("催告", "03-02 09:00", id="e2")
    applied = event("申请法院强制执行", "03-17 09:00")
    letter = paper("03-02 09:00", event="e2", doc_type="催告书")
    file = case(events=(urged, applied, served("r1", "03-03 09:00"), served(None, "03-10 09:00")), records=(letter,))
    assert finding(rule, file).due_at == ending("03-17")
    assert finding(rule, file).status == "违规"


def test_a_period_runs_from_the_last_service_in_that_way_before():
    due = Due("公告送达", within=Span(30, Unit.DAYS))
    rule = replace(WAITING, demand=Demand(not_before=due))
    services = [
        served(None, "03-01 09:00", way="公告"),
        served(None, "03-02 09:00", way="公告"),
        served(None, "03-20 09:00", way="直接"),
        served(None, "06-01 09:00", way="公告"),
    ]
    file = case(events=(*services, event("作出决定", "05-01 09:00")))
    assert finding(rule, file).due_at == ending("04-01")


WHOLE_DAYS = requirement(
    demand=Demand(documents=("听证通知书",)), due=Due("event", before=Span(7, Unit.WORKING_DAYS), clear=True)
)


@pytest.mark.parametrize(("made_at", "status"), [("10-09 23:59", "已满足"), ("10-10 00:00", "逾期")])
def test_seven_whole_working_days_lie_between(made_at, status):
    file = case(events=(event(start="10-20 09:00"),), records=(paper(made_at, doc_type="听证通知书"),))
    assert finding(WHOLE_DAYS, file).status == status


FORCE = requirement(
    subject=Subject(SubjectKind.EVENT, ("强制执行",)), kind=Kind.PROHIBITION, demand=Demand(working_hours=True)
)


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("03-02 05:59", "违规"),
        ("03-02 06:00", "已满足"),
        ("03-02 21:59", "已满足"),
        ("03-02 22:00", "违规"),
        ("10-01 09:00", "违规"),  # 国庆节
        ("03-07 09:00", "已满足"),  # an ordinary Saturday
        ("10-10 09:00", "已满足"),  # a Saturday that works
    ],
)
def test_force_is_not_used_at_night_or_on_a_holiday(start, status):
    assert finding(FORCE, case(events=(event("强制执行", start),))).status == status
