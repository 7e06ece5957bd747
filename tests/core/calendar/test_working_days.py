from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.calendar import Notice, WorkingCalendar
from zhiji.external import library

CALENDAR = library.working_calendar()
KNOWN = [
    date(2023, 1, 1) + timedelta(days=offset) for offset in range((date(2026, 12, 31) - date(2023, 1, 1)).days + 1)
]

any_day = st.dates(date(1900, 1, 1), date(2200, 12, 31))
counts = st.integers(1, 400)


def test_every_known_day_agrees_with_two_independent_calendars():
    other = holidays.country_holidays("CN", years=range(2022, 2028))
    assert [day for day in KNOWN if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert [day for day in KNOWN if CALENDAR.is_working(day) != other.is_working_day(day)] == []


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_number_of_working_days(year, count):
    assert sum(CALENDAR.is_working(day) for day in KNOWN if day.year == year) == count


def test_years_without_a_notice_are_unknown_and_rest_on_weekends_alone():
    national_day = date(2027, 10, 1)
    assert not CALENDAR.knows(national_day)
    assert CALENDAR.is_working(national_day)
    assert not CALENDAR.is_working(date(2027, 10, 2))
    assert CALENDAR.knows(date(2026, 12, 31))


def test_the_notice_of_the_next_year_governs_the_days_before_new_year():
    assert not CALENDAR.is_working(date(2022, 12, 31))
    old = Notice(2030, "", "", date(2029, 11, 1), off=frozenset({date(2030, 12, 31)}), working=frozenset())
    new = Notice(2031, "", "", date(2030, 11, 1), off=frozenset(), working=frozenset({date(2030, 12, 31)}))
    assert WorkingCalendar([new, old]).is_working(date(2030, 12, 29)) is False
    assert date(2030, 12, 31).weekday() < 5  # a Tuesday: given back as a working day by the later notice
    assert WorkingCalendar([new, old]).is_working(date(2030, 12, 31)) is True
    assert WorkingCalendar([old]).is_working(date(2030, 12, 31)) is False


def slowly_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= CALENDAR.is_working(day)
    return day


@given(any_day, counts)
def test_counting_forward_agrees_with_walking_day_by_day(day, count):
    assert CALENDAR.after(day, count) == slowly_after(day, count)


@given(any_day, counts)
def test_counting_back_undoes_counting_forward_from_a_working_day(day, count):
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.before(CALENDAR.after(start, count), count) == start


@given(any_day, counts, counts)
def test_counting_is_additive(day, first, second):
    assert CALENDAR.after(CALENDAR.after(day, first), second) == CALENDAR.after(day, first + second)


@given(any_day)
def test_on_or_after_is_the_first_working_day_from_a_day_on(day):
    found = CALENDAR.on_or_after(day)
    assert CALENDAR.is_working(found)
    assert not any(CALENDAR.is_working(day + timedelta(days=offset)) for offset in range((found - day).days))


NEXT = Notice(
    2027,
    "",
    "",
    date(2026, 11, 10),
    off=frozenset(date(2027, 1, 1) + timedelta(days=n) for n in range(3))
    | frozenset(date(2027, 10, 1) + timedelta(days=n) for n in range(7)),
    working=frozenset({date(2027, 1, 9), date(2027, 9, 25)}),
)
around_2027 = st.dates(date(2026, 11, 1), date(2028, 2, 1))


@given(around_2027)
def test_a_notice_put_in_force_governs_the_days_after_and_no_other(on):
    amended, whole = CALENDAR.amended(NEXT, on), WorkingCalendar([*CALENDAR._notices.values(), NEXT])
    for offset in range(-60, 500, 3):
        day = on + timedelta(days=offset)
        ruling = whole if day > on else CALENDAR
        assert amended.is_working(day) is ruling.is_working(day)
        assert amended.is_holiday(day) is ruling.is_holiday(day)
        assert amended.notice_of(day) == ruling.notice_of(day)
    assert amended.knows(date(2027, 5, 1))


@given(around_2027, around_2027, st.integers(1, 60), st.booleans())
def test_a_limit_that_ran_out_before_stays_and_one_ahead_stays_ahead(on, day, count, backwards):
    amended = CALENDAR.amended(NEXT, on)
    count_in = (WorkingCalendar.after, WorkingCalendar.before)[backwards]
    was, now = count_in(CALENDAR, day, count), count_in(amended, day, count)
    assert now == was if was < on else now >= on


def test_a_corrected_notice_takes_the_place_of_the_earlier_for_the_same_year():
    longer = Notice(2027, "", "", date(2027, 9, 1), off=NEXT.off - {date(2027, 10, 7)}, working=NEXT.working)
    corrected = CALENDAR.amended(NEXT, date(2026, 11, 20)).amended(longer, date(2027, 9, 2))
    assert corrected.is_working(date(2027, 10, 7))
    assert not corrected.is_working(date(2027, 1, 1))  # long past: as it was
    assert corrected.notice_of(date(2027, 1, 1)) is NEXT
    assert corrected.notice_of(date(2027, 10, 6)) is longer
    assert corrected.notice_of(date(2027, 10, 7)) is None
