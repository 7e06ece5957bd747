from __future__ import annotations

from datetime import timedelta

import pytest

from tests.trail.anchoring.conftest import BY, NOW, ROOT, later
from zhiji.trail import checkpoints, queries
from zhiji.trail.anchoring import actions, rounds
from zhiji.trail.anchoring.standing import State, in_words, standing

pytestmark = pytest.mark.django_db


def test_without_anybody_outside_it_says_so():
    found = standing(now=NOW)
    assert (found.state, found.sentence) == (State.ALONE, "没有外部见证：不能排除运营者自己改动。")


def test_entered_but_never_answered_is_alone_too(witnessed):
    assert standing(now=NOW).state is State.ALONE


def test_with_witnesses_it_says_who_finds_an_alteration_within_which_time(witnessed):
    size = queries.size()
    rounds.collect(at=NOW)
    found = standing(now=NOW)
    assert (found.state, found.anchored, found.newest) == (State.BOUND, size, NOW)
    assert found.sentence == f"前 {size} 条有外部见证：改动最迟在 10 分钟内会被w1、w2发现。"


def test_too_few_witnesses_are_none(witnessed, world):
    actions.set_quorum(2, **BY)
    checkpoints.sign()
    del world[f"{witnessed[1].url}/add-checkpoint"]
    rounds.collect(at=NOW)
    assert standing(now=NOW).state is State.ALONE


def test_a_time_stamp_alone_counts_but_finds_nothing_by_itself(stamped):
    rounds.stamp(at=NOW)
    found = standing(now=NOW)
    assert found.state is State.BOUND
    assert "下一次用时间戳核对时" in found.sentence


def test_old_anchors_are_said_to_be_old(witnessed):
    rounds.collect(at=NOW)
    found = standing(now=later(days=3))
    assert found.state is State.LATE
    assert "最近一次外部见证已是 3 天前" in found.sentence


def test_it_costs_the_same_few_queries_however_much_was_witnessed(witnessed, django_assert_num_queries):
    actions.add_authority(actions.NewAuthority("tsa", "https://tsa.example/", ROOT.pem), **BY)
    checkpoints.sign()
    for hours in (0, 30, 60):
        rounds.collect(at=later(hours=hours))
    with django_assert_num_queries(9):
        standing(now=NOW)


@pytest.mark.parametrize(
    ("span", "words"),
    [(timedelta(seconds=3), " 1 分钟"), (timedelta(minutes=59), " 59 分钟"), (timedelta(hours=25), " 1 天")],
)
def test_spans_in_words(span, words):
    assert in_words(span) == words
