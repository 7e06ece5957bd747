from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from tests.core.procedure.test_stages import START, VOCABULARY, case_of
from tests.strategies import case_files
from zhiji.core.procedure import FOLLOWS, NEEDS, STARTS, lacking_before, next_steps


def test_the_tables_name_acts_and_events_of_the_vocabulary():
    assert set(STARTS) == set(VOCABULARY.acts)
    named = {*FOLLOWS, *NEEDS}.union(*STARTS.values(), *FOLLOWS.values(), *NEEDS.values())
    assert named <= set(VOCABULARY.events)


def test_every_start_leads_to_the_archive():
    reached = {step for steps in STARTS.values() for step in steps}
    while new := {step for event in reached for step in FOLLOWS.get(event, ())} - reached:
        reached |= new
    assert {"结案", "归档"} <= reached
    assert set(FOLLOWS) - reached <= {"权利告知", "罚没物品处理"}  # may come at any time


@pytest.mark.parametrize("act", VOCABULARY.acts)
def test_a_new_case_is_offered_the_starts_of_its_act(act):
    assert next_steps(case_of(act=act)) == STARTS[act]


def test_the_steps_after_the_latest_event_come_first_and_none_twice():
    steps = next_steps(case_of("立案", "现场检查", "责令改正"))
    assert steps[0] == "整改复查"
    assert "现场检查" not in steps
    assert len(steps) == len(set(steps))


def test_the_order_of_the_file_does_not_matter():
    file = case_of("立案", "调查终结")
    turned = type(file)(file.case, events=file.events[::-1])
    assert next_steps(turned) == next_steps(file)


def test_an_archived_case_has_no_next_step():
    assert next_steps(case_of("结案", archived_at=START + timedelta(days=9))) == ()


def test_what_makes_no_sense_yet_names_what_is_lacking():
    assert lacking_before("听证报告", ["听证通知"]) == ("听证",)
    assert lacking_before("听证报告", ["听证"]) == ()
    assert lacking_before("现场检查", []) == ()


@given(case_files())
def test_steps_that_happened_are_never_offered(file):
    assert not {event.type for event in file.events} & set(next_steps(file))
