"""Time limits in the words of the law, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.regulations.limits import STARTS, WORDS, read_limit, write_limit
from zhiji.core.regulations.model import Due, Span, Unit

EVENTS = ("听证", "作出决定", "当场处罚", "申请接收")


def read(text, start="event"):
    return read_limit(text, start, lambda name: name if name in EVENTS else None)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("24小时内", Due("event", within=Span(24, Unit.HOURS))),
        ("24小时", Due("event", within=Span(24, Unit.HOURS))),
        ("2个工作日内", Due("event", within=Span(2, Unit.WORKING_DAYS))),
        ("5工作日", Due("event", within=Span(5, Unit.WORKING_DAYS))),
        ("30日内", Due("event", within=Span(30, Unit.DAYS))),
        ("7天内", Due("event", within=Span(7, Unit.DAYS))),
        ("6个月内", Due("event", within=Span(6, Unit.MONTHS))),
        ("2年内", Due("event", within=Span(2, Unit.YEARS))),
        ("办结后30日内", Due("concluded_at", within=Span(30, Unit.DAYS))),
        ("办结之日起30日内", Due("concluded_at", within=Span(30, Unit.DAYS))),
        ("制作完成后24小时内", Due("record.made_at", within=Span(24, Unit.HOURS))),
        ("返回单位后24小时内", Due("returned_at", within=Span(24, Unit.HOURS))),
        ("听证后5个工作日内", Due("听证", within=Span(5, Unit.WORKING_DAYS))),
        ("本环节前", Due("event", before=Span(0, Unit.DAYS))),
        ("作出决定之前", Due("作出决定", before=Span(0, Unit.DAYS))),
        ("听证7日前", Due("听证", before=Span(7, Unit.DAYS))),
        ("利用前", Due("access", before=Span(0, Unit.DAYS))),
        ("办结时", Due("concluded_at", within=Span(0, Unit.DAYS))),
        ("当场处罚时当场", Due("当场处罚", within=Span(0, Unit.HOURS))),
        ("及时", Due("event", words="及时")),
        ("申请接收后即时", Due("申请接收", words="即时")),
        ("每年1月31日前", Due(None, yearly="01-31")),
    ],
)
def test_the_words_of_the_law_become_a_limit(text, due):
    assert read(text) == due


@pytest.mark.parametrize(
    "text", ["一天之内", "24小時內", "24 h", "听证前后", "", "每年13月1日前", "立案后3日内", "0x10日内"]
)
def test_a_limit_that_cannot_be_read_is_explained(text):
    assert isinstance(read(text), str)


def test_a_figure_without_a_start_needs_one():
    assert read("30日内", None) == "这一项不针对环节，请写明从何时起算，例如“办结后30日内”"
    assert read("定期", None) == Due(None, words="定期")


STARTING = st.sampled_from((*STARTS.values(), *EVENTS))
FIGURES = st.builds(Span, st.integers(1, 9999), st.sampled_from(Unit))
DUES = st.one_of(
    st.builds(Due, STARTING, within=FIGURES | st.sampled_from([Span(0, Unit.DAYS), Span(0, Unit.HOURS)])),
    st.builds(Due, STARTING, before=FIGURES | st.just(Span(0, Unit.DAYS))),
    st.builds(Due, STARTING, words=st.sampled_from(WORDS)),
    st.builds(Due, st.none(), yearly=st.dates().map(lambda day: f"{day:%m-%d}")),
)


@given(DUES)
def test_a_limit_that_is_written_is_read_back(due):
    assert read(write_limit(due)) == due
