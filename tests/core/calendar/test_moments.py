from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.calendar import SHANGHAI, MomentError, local_day, read_day, read_moment


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:30:00+08:00", "2026-03-02T01:30:00Z", "2026-03-01T20:30:00-05:00", "20260302T093000+0800"]
)
def test_one_moment_may_be_written_in_many_ways(text):
    moment = read_moment(text)
    assert moment == datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
    assert moment.utcoffset() == timedelta(hours=8)
    assert local_day(moment) == date(2026, 3, 2)


def test_a_naive_time_is_refused_with_its_correction():
    with pytest.raises(MomentError, match="例如“2026-03-02T09:30:00\\+08:00”"):
        read_moment("2026-03-02 09:30")


@pytest.mark.parametrize("text", ["1800-01-01T00:00:00Z", "2300-01-01T00:00:00Z"])
def test_a_year_far_away_is_a_slip_of_the_pen(text):
    with pytest.raises(MomentError, match="1900—2200"):
        read_moment(text)


@pytest.mark.parametrize("text", ["2026-3-9", "20260309", "2026-W11-1", "2026-02-30", "2026-03-09T00:00:00", ""])
def test_a_day_is_written_in_one_way(text):
    with pytest.raises(MomentError, match="例如“2026-03-09”"):
        read_day(text)


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]\d\d:\d\d)?"))
def test_any_text_is_a_moment_or_refused(text):
    try:
        moment = read_moment(text)
    except MomentError:
        return
    assert read_moment(moment.isoformat()) == moment
