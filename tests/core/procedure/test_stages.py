from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given

from tests.strategies import case_files
from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import Case, CaseFile, Event
from zhiji.core.procedure import OPENED_BY, STAGES, stage_of_case
from zhiji.external import library

VOCABULARY = library.vocabulary()
START = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def case_of(*types, act="行政处罚", **case) -> CaseFile:
    events = tuple(Event(f"e{number}", name, START + timedelta(days=number)) for number, name in enumerate(types, 1))
    return CaseFile(Case("C-1", "某案", "fuzhou-cg", act, "鼓楼大队", START, **case), events=events)


def test_the_stages_are_those_of_the_vocabulary_and_in_its_order():
    assert VOCABULARY.stages == STAGES
    assert set(OPENED_BY) < set(STAGES)


def test_the_table_names_events_of_the_vocabulary_each_once():
    named = [event for events in OPENED_BY.values() for event in events]
    assert set(named) <= set(VOCABULARY.events)
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("types", "stage"),
    [
        ((), "程序启动"),
        (("案源登记",), "程序启动"),
        (("案源登记", "立案"), "调查取证"),
        (("立案", "现场检查", "调查终结"), "审查决定"),
        (("立案", "调查终结", "行政处罚告知", "送达"), "审查决定"),  # the notice is served, no decision yet
        (("立案", "调查终结", "作出决定"), "送达"),
        (("立案", "作出决定", "送达", "履行"), "执行"),
        (("立案", "作出决定", "履行", "结案"), "结案归档"),
        (("申请接收", "受理"), "调查取证"),
        (("申请接收", "受理", "准予许可"), "送达"),
        (("申请接收", "不予受理"), "结案归档"),
        (("作出决定", "现场检查"), "送达"),  # a later inspection does not set the case back
    ],
)
def test_a_case_stands_at_the_furthest_stage_that_an_event_opened(types, stage):
    assert stage_of_case(case_of(*types)) == stage


def test_a_concluded_case_is_in_the_last_stage_whatever_its_events():
    assert stage_of_case(case_of("立案", concluded_at=START)) == "结案归档"
    assert stage_of_case(case_of(archived_at=START)) == "结案归档"


@given(case_files())
def test_every_case_has_a_stage(file):
    assert stage_of_case(file) in STAGES
