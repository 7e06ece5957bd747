"""Moments are said as people say them. Now is Monday 2026-03-02 12:00."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import moment

from zhiji.web import times

NOW = moment("03-02 12:00")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (moment("03-02 17:30"), "今天 17:30"),
        (moment("03-03 09:00"), "明天 09:00"),
        (moment("03-01 09:00"), "昨天 09:00"),
        (moment("03-06 09:00"), "周五 03-06 09:00"),
        (moment("03-09 09:00"), "03-09 09:00"),
        (moment("02-27 09:00"), "02-27 09:00"),
        (moment("03-02 23:59") + timedelta(seconds=59), "今天 24:00"),
        (moment("03-02 23:59"), "今天 23:59"),
        (moment("03-02 12:00").replace(year=2027), "2027-03-02 12:00"),
    ],
)
def test_a_moment_is_said_by_its_nearness(at, said):
    assert times.moment(at, NOW) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "不到 1 分"),
        (timedelta(minutes=1), "1 分"),
        (timedelta(hours=3, minutes=20), "3 小时 20 分"),
        (timedelta(hours=3), "3 小时"),
        (timedelta(days=1, hours=14, minutes=3), "1 天 14 小时"),
        (timedelta(days=6, hours=23), "6 天 23 小时"),
        (timedelta(days=9, hours=5), "9 天"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(length, said):
    assert times.span(length) == said


def test_a_limit_of_today_waits():
    clock = times.clock(moment("03-02 17:30"), NOW)
    assert (clock.tone, clock.when, clock.left) == ("wait", "今天 17:30 前", "还剩 5 小时 30 分")


def test_a_limit_within_a_day_waits_too():
    assert times.clock(moment("03-03 11:59"), NOW).tone == "wait"


def test_a_far_limit_is_quiet():
    assert times.clock(moment("03-06 09:00"), NOW).tone == ""


def test_a_passed_limit_says_how_late_first():
    clock = times.clock(moment("03-02 10:32"), NOW)
    assert (clock.tone, clock.when, clock.left) == ("late", "逾期 1 小时 28 分", "应于 今天 10:32 前")


def test_the_last_moment_of_a_limit_is_not_late():
    assert times.clock(NOW, NOW).tone == "wait"


@pytest.mark.parametrize(("start", "used"), [(None, None), (moment("03-02 06:00"), 50), (moment("03-02 13:00"), None)])
def test_what_is_used_up_is_known_where_the_start_is(start, used):
    assert times.clock(moment("03-02 18:00"), NOW, start=start).used == used
