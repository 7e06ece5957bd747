from __future__ import annotations

from tests.builders import moment

from zhiji.web.workbench.strip import strip

NOW = moment("03-02 15:00")


def due(hour: str):
    return moment(f"03-02 {hour}"), "录像入库", "/cases/C-1"


def test_now_stands_where_the_day_has_come_to():
    assert strip(NOW, []).now == 50.0


def test_what_is_due_today_is_pinned_and_what_is_past_is_late():
    early, late = strip(NOW, [due("18:00"), due("10:30")]).pins
    assert (early.at, early.late, early.word) == (25.0, True, "10:30 录像入库")
    assert (late.at, late.late) == (66.67, False)


def test_other_days_are_not_on_the_line():
    assert strip(NOW, [(moment("03-03 09:00"), "明天的", "/"), due("05:00")]).pins == ()


def test_labels_do_not_overlap():
    assert [pin.labelled for pin in strip(NOW, [due("10:00"), due("10:30"), due("13:00")]).pins] == [True, False, True]
