"""A holiday notice comes into force through two people, and changes nothing that is past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.rules.situations import case_file

from zhiji.compliance import confirming, holidays, standings
from zhiji.compliance.actions import import_case
from zhiji.compliance.errors import HolidayError
from zhiji.compliance.models import OpenFinding
from zhiji.core.calendar import SHANGHAI
from zhiji.trail.actor import Actor

pytestmark = pytest.mark.django_db

NEXT = """
年份: 2027
标题: 国务院办公厅关于2027年部分节假日安排的通知
文号: 国办发明电〔2026〕9号
发布: 2026-11-10
放假:
  元旦: 2027-01-01 至 2027-01-03
  春节: 2027-02-06 至 2027-02-12
  清明节: 2027-04-05
  劳动节: 2027-05-01 至 2027-05-04
  端午节: 2027-06-09
  中秋节: 2027-09-15
  国庆节: 2027-10-01 至 2027-10-07
上班: [2027-02-14, 2027-05-08, 2027-10-09]
"""
AT = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
LATER = datetime(2027, 3, 10, 9, 0, tzinfo=SHANGHAI)


def propose(by, text=NEXT, at=AT):
    return confirming.propose(text, by=by.actor, at=at)


def test_who_entered_a_notice_cannot_confirm_it(cast):
    propose(cast.system)
    with pytest.raises(HolidayError, match="须由另一个人对照原件确认"):
        confirming.confirm(2027, by=cast.system.actor, at=AT)
    assert not holidays.working_calendar().knows(date(2027, 5, 1))


def test_another_person_puts_it_in_force(cast):
    row = propose(cast.system)
    confirmed = confirming.confirm(2027, by=cast.fang.actor, at=AT + timedelta(hours=1))
    calendar = holidays.working_calendar()
    assert not calendar.is_working(date(2027, 2, 8))
    assert calendar.is_working(date(2027, 2, 14))
    assert calendar.knows(date(2027, 12, 31))
    assert (confirmed.pk, confirmed.version, confirmed.in_force_on) == (row.pk, 2, date(2026, 11, 20))


def test_the_operator_of_the_machine_is_known_by_his_name():
    li, wang = Actor("operator", "li", "命令行"), Actor("operator", "wang", "命令行")
    confirming.propose(NEXT, by=li, at=AT)
    with pytest.raises(HolidayError):
        confirming.confirm(2027, by=li, at=AT)
    assert confirming.confirm(2027, by=wang, at=AT).confirmed_by_name == "wang"


def test_confirmed_late_it_governs_only_the_days_after(cast):
    propose(cast.system, at=LATER)
    confirming.confirm(2027, by=cast.fang.actor, at=LATER)
    calendar = holidays.working_calendar()
    assert calendar.is_working(date(2027, 2, 8))  # 春节, but counted as a Monday when it was today
    assert not calendar.is_working(date(2027, 4, 5))


@pytest.mark.parametrize(
    ("good", "bad", "at", "words"),
    [
        ("2027-02-06 至", "2027-02-14 至", AT, "放假.春节"),
        ("2026-11-10", "2026-11-21", AT, "还没有到"),
        ("上班: [", "下班: [", AT, "恰有这些键"),
        ("", "", datetime(2027, 10, 9, 9, 0, tzinfo=SHANGHAI), "都已过去"),
    ],
)
def test_what_cannot_come_into_force_is_refused_at_once(cast, good, bad, at, words):
    with pytest.raises(HolidayError, match=words):
        propose(cast.system, NEXT.replace(good, bad), at)
    assert not holidays.taken_in()


def test_one_notice_waits_for_a_year_and_a_withdrawn_one_makes_room(cast):
    propose(cast.system)
    with pytest.raises(HolidayError, match="已有一份待确认"):
        propose(cast.fang)
    confirming.withdraw(2027, by=cast.fang.actor, at=AT)
    assert propose(cast.fang).year == 2027
    assert [row.standing for row in holidays.taken_in()] == ["方审录入，待另一个人确认", "系统员录入，已撤回"]


def test_what_changes_nothing_is_refused(cast):
    propose(cast.system)
    confirming.confirm(2027, by=cast.fang.actor, at=AT)
    with pytest.raises(HolidayError, match="没有差别"):
        propose(cast.system)


def test_a_year_nobody_entered_is_named():
    with pytest.raises(HolidayError, match="没有待确认的 2031 年放假通知；待确认的年份：无"):
        holidays.waiting_for(2031)


SHORTER = """
年份: 2026
标题: 国务院办公厅关于调整2026年国庆节放假安排的通知
文号: 国办发明电〔2026〕6号
发布: 2026-08-20
放假:
  元旦: 2026-01-01 至 2026-01-03
  春节: 2026-02-15 至 2026-02-23
  清明节: 2026-04-04 至 2026-04-06
  劳动节: 2026-05-01 至 2026-05-05
  端午节: 2026-06-19 至 2026-06-21
  中秋节: 2026-09-25 至 2026-09-27
  国庆节: 2026-10-01 至 2026-10-06
上班: [2026-01-04, 2026-02-14, 2026-02-28, 2026-05-09, 2026-09-20]
"""
SEPTEMBER = datetime(2026, 9, 30, 18, 0, tzinfo=SHANGHAI)


def limit(case):
    handing_in = OpenFinding.objects.get(case=case, requirement="wendeng-scjg/46-1")
    return handing_in.status, handing_in.due_at_local[:10]


def filmed(cast, number, when):
    """A film that is to be handed in within two working days (文登第四十六条)."""
    film = {"录像": f"{when} 17:00", "存": None}
    told = {"环节": [{"现场检查": f"{when} 16:00—17:00", "记录": [film]}]}
    file = case_file("wendeng-scjg", told)
    case = import_case(replace(file, case=replace(file.case, id=number)), by=cast.lin.actor, at=SEPTEMBER)
    standings.refresh([case], SEPTEMBER)
    return case


def test_limits_ahead_are_counted_again_by_the_worker_and_those_past_are_not(cast):
    past, ahead = filmed(cast, "C-1", "02-11"), filmed(cast, "C-2", "09-30")
    assert (limit(past), limit(ahead)) == (("逾期", "2026-02-13"), ("待完成", "2026-10-09"))
    confirming.propose(SHORTER, by=cast.system.actor, at=SEPTEMBER)
    assert standings.refresh_after_notices(SEPTEMBER) == 0
    confirming.confirm(2026, by=cast.fang.actor, at=SEPTEMBER + timedelta(hours=1))
    assert standings.refresh_after_notices(SEPTEMBER + timedelta(hours=2)) == 1
    assert (limit(past), limit(ahead)) == (("逾期", "2026-02-13"), ("待完成", "2026-10-08"))
    assert standings.refresh_after_notices(SEPTEMBER + timedelta(hours=3)) == 0


def test_what_was_drawn_and_what_would_change(cast):
    row = propose(cast.system)
    assert len([day for day in holidays.what_changes(row, AT) if day.works]) == 3
    assert holidays.what_changes(row, LATER)[0].date == date(2027, 4, 5)
    assert holidays.doubts_about(row) == []
    assert holidays.drawn(2027, AT).title == "国办发明电〔2026〕9号（系统员录入，待另一个人确认）"
    assert holidays.drawn(2029, AT).title == "未公布，暂按周末计算"
