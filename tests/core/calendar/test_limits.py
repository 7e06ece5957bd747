from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.calendar import (
    SHANGHAI,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    days_before,
    local_day,
    read_moment,
    working_days_before,
    yearly,
)
from zhiji.external import library

CALENDAR = library.working_calendar()
END = time(23, 59, 59)

moments = st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - hypothesis adds the zone
amounts = st.integers(1, 400)


def on(day: str, clock: str = "10:00:00") -> datetime:
    return read_moment(f"{day}T{clock}+08:00")


def end_of(day: str) -> datetime:
    return on(day, "23:59:59")


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-24", 7, "2026-10-12"),  # 先行登记保存, 行政处罚法 56
        ("2026-02-11", 7, "2026-02-27"),  # the same over 春节
        ("2026-02-13", 5, "2026-02-27"),  # 听证申请, 64; 14 February works
        ("2026-02-13", 2, "2026-02-24"),  # 音像资料移交
        ("2026-04-30", 2, "2026-05-07"),
        ("2026-09-21", 10, "2026-10-12"),  # 催告, 行政强制法 54
        ("2026-01-20", 20, "2026-02-24"),  # 行政许可法 42
    ],
)
def test_working_days_count_as_the_notices_say(start, days, last):
    deadline = add_working_days(on(start), days, CALENDAR)
    assert deadline.at == end_of(last)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-07-03", 90, "2026-10-08"),  # 行政处罚法 60: 1 October gives way
        ("2026-07-01", 90, "2026-09-29"),
        ("2026-09-16", 15, "2026-10-08"),  # 缴纳罚款, 67
        ("2026-01-20", 30, "2026-02-24"),  # 公告送达, 民事诉讼法 95
        ("2026-09-18", 15, "2026-10-08"),  # 举证, 行政诉讼法 67
        ("2026-01-30", 15, "2026-02-14"),  # a Saturday, and a working day
    ],
)
def test_calendar_days_end_with_the_next_working_day(start, days, last):
    assert add_days(on(start), days, CALENDAR).at == end_of(last)


def test_days_that_bind_the_organ_do_not_roll():
    """查封三十日 (行政强制法 25); counted with the day itself, as the cautious do, it ends a day earlier."""
    assert add_days(on("2026-08-31"), 30, CALENDAR, roll=False).at == end_of("2026-09-30")
    assert add_days(on("2026-09-01"), 30, CALENDAR, roll=False).at == end_of("2026-10-01")


def test_hours_run_through_nights_and_holidays():
    assert add_hours(on("2026-09-30", "17:30:00"), 24).at == on("2026-10-01", "17:30:00")


def test_hours_count_from_the_moment_whatever_zone_it_is_told_in():
    assert add_hours(read_moment("2026-09-30T09:30:00Z"), 24).at.isoformat() == "2026-10-01T17:30:00+08:00"


def test_the_day_is_the_day_in_legal_time():
    late = read_moment("2026-03-02T17:00:00Z")  # 3 March, 01:00 in Shanghai
    assert local_day(late) == date(2026, 3, 3)
    assert add_working_days(late, 1, CALENDAR).at == end_of("2026-03-04")


def test_days_before_a_hearing_do_not_count_the_hearing_itself():
    assert days_before(on("2026-10-20"), 7).at == end_of("2026-10-13")
    assert working_days_before(on("2026-10-20"), 7, CALENDAR).at == end_of("2026-10-10")  # a Saturday that works
    assert working_days_before(on("2026-10-20"), 8, CALENDAR).at == end_of("2026-10-09")  # 7 whole days between


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),  # no 31 February: the month's last day (民法典 202), a working Saturday
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-11-28", 3, "2026-02-28"),
        ("2026-04-07", 6, "2026-10-08"),  # 7 October rests (民法典 203)
        ("2024-02-29", 24, "2026-02-28"),
    ],
)
def test_months_end_on_the_corresponding_day(start, months, last):
    assert add_months(on(start), months, CALENDAR).at == end_of(last)


def test_months_need_not_roll():
    assert add_months(on("2026-04-07"), 6, CALENDAR, roll=False).at == end_of("2026-10-07")


def test_a_yearly_limit_is_that_date_of_the_following_year():
    assert yearly(on("2026-01-05"), 1, 31).at == end_of("2027-01-31")
    assert yearly(on("2026-01-05"), 2, 29).at == end_of("2027-02-28")


def test_a_limit_that_reaches_into_an_unannounced_year_is_provisional():
    assert add_working_days(on("2026-12-25"), 7, CALENDAR).provisional
    assert add_days(on("2026-12-25"), 7, CALENDAR).provisional
    assert add_months(on("2026-12-25"), 1, CALENDAR).provisional
    assert working_days_before(on("2027-01-05"), 3, CALENDAR).provisional
    assert working_days_before(on("2023-01-03"), 5, CALENDAR).provisional


def test_a_limit_that_asks_no_calendar_is_never_provisional():
    assert not add_hours(on("2026-12-31"), 240).provisional
    assert not days_before(on("2028-01-05"), 10).provisional
    assert not yearly(on("2030-01-05"), 1, 31).provisional
    assert not add_days(on("2028-01-05"), 10, CALENDAR, roll=False).provisional


@given(moments, amounts)
def test_a_limit_in_working_days_ends_with_a_working_day(start, amount):
    deadline = add_working_days(start, amount, CALENDAR)
    assert CALENDAR.is_working(local_day(deadline.at))
    assert deadline.at.timetz() == END.replace(tzinfo=SHANGHAI)


@given(moments, st.timedeltas(timedelta(), timedelta(days=500)), amounts)
def test_a_later_start_never_ends_earlier(start, later, amount):
    for limit in (
        lambda moment: add_working_days(moment, amount, CALENDAR),
        lambda moment: add_days(moment, amount, CALENDAR),
        lambda moment: add_months(moment, amount, CALENDAR),
        lambda moment: working_days_before(moment, amount, CALENDAR),
        lambda moment: days_before(moment, amount),
        lambda moment: add_hours(moment, amount),
        lambda moment: yearly(moment, 1, 31),
    ):
        assert limit(start).at <= limit(start + later).at


@given(moments, amounts)
def test_rolling_never_shortens_and_ends_with_a_working_day(start, amount):
    plain = add_days(start, amount, CALENDAR, roll=False).at
    rolled = add_days(start, amount, CALENDAR).at
    assert plain <= rolled <= plain + timedelta(days=10)
    assert CALENDAR.is_working(local_day(rolled))


@given(moments, amounts)
def test_working_days_are_never_fewer_than_days(start, amount):
    assert add_working_days(start, amount, CALENDAR).at >= add_days(start, amount, CALENDAR, roll=False).at


@given(moments, amounts)
def test_a_month_has_28_to_31_days(start, months):
    length = local_day(add_months(start, months, CALENDAR, roll=False).at) - local_day(start)
    assert 28 * months <= length.days <= 31 * months
