"""Lengths: what the 笔录 says against what was recorded."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import event, moment

from zhiji.web.cases.lanes import SHORTEST_GAP, Tape, lanes, uncovered

START, END = moment("03-02 09:00"), moment("03-02 10:00")
INSPECTION = event(start="03-02 09:00", end=END)


def tape(start: str, end: str, lane: str = "录像 GL-1") -> Tape:
    return Tape("r1", lane, moment(f"03-02 {start}"), moment(f"03-02 {end}"))


def drawn(*tapes, pictures=(), owed=False):
    return lanes(INSPECTION, tapes, pictures, written=True, owed=owed)


def test_a_full_recording_leaves_no_gap():
    shown = drawn(tape("09:00", "10:00"))
    assert shown.gaps == ()
    assert shown.words == "现场检查 09:00 至 10:00，录制 1 段，没有缺口"


def test_a_break_between_two_recordings_is_a_length_with_its_minutes():
    gap = drawn(tape("09:00", "09:15"), tape("09:30", "10:00")).gaps[0]
    assert (gap.at, gap.width, gap.word) == (25.0, 25.0, "未录 15 分")


def test_where_the_whole_course_is_owed_a_gap_is_something_missing():
    assert drawn(tape("09:00", "09:15"), owed=True).gaps[0].word == "缺 45 分"


def test_what_a_second_recorder_covers_is_no_gap():
    assert drawn(tape("09:00", "09:40"), tape("09:30", "10:00", "录像 GL-2")).gaps == ()


def test_recorders_have_a_lane_each():
    shown = drawn(tape("09:00", "09:40"), tape("09:30", "10:00", "录像 GL-2"), tape("09:50", "10:00"))
    assert [(name, len(lengths)) for name, lengths in shown.filmed] == [("录像 GL-1", 2), ("录像 GL-2", 1)]


def test_the_axis_reaches_as_far_as_anything_on_it():
    shown = drawn(tape("08:40", "10:20"))
    assert [label for _, label in shown.ticks] == ["08:40", "09:05", "09:30", "09:55", "10:20"]
    assert (shown.written.at, shown.written.end) == (20.0, 80.0)


def test_pictures_are_points_and_those_off_the_axis_are_left_out():
    assert drawn(tape("09:00", "10:00"), pictures=[moment("03-02 09:15"), moment("03-03 09:00")]).pictures == (25.0,)


def test_without_recording_or_without_length_there_is_nothing_to_compare():
    assert drawn() is None
    assert lanes(event(), [tape("09:00", "09:10")], (), written=True) is None


minutes = st.integers(-30, 90)
some_tapes = st.lists(st.tuples(minutes, st.integers(0, 60)), max_size=6)


@given(some_tapes)
def test_every_minute_is_either_covered_or_in_a_gap(spans):
    tapes = [Tape("r", "l", START + timedelta(minutes=at), START + timedelta(minutes=at + n)) for at, n in spans]
    gaps = uncovered(START, END, tapes)
    for minute in range(60):
        middle = START + timedelta(minutes=minute, seconds=30)
        covered = any(each.start <= middle < each.end for each in tapes)
        assert covered is not any(left <= middle < right for left, right in gaps)
    assert all(right - left >= SHORTEST_GAP for left, right in gaps)
