"""Every obligation of the five regulations is told from every side that it has."""

from __future__ import annotations

from functools import lru_cache

import pytest
from tests.rules.completeness import told, wanted
from tests.rules.situations import rules_of, situations
from tests.rules.test_situations import judge_of

from zhiji.core.regulations.model import HoldsIn
from zhiji.external import library

told_of = lru_cache(lambda regulation: told(regulation, judge_of(regulation)))
ASKED_OF_NO_CASE = {"system", "office", "text"}


@pytest.mark.parametrize("regulation", library.regulation_ids())
def test_every_obligation_is_told_done_not_done_not_asked_and_around_its_limit(regulation):
    lacking = {one.requirement.id: one.lacking for one in told_of(regulation) if one.lacking}
    assert lacking == {}


def test_the_obligations_of_the_five_regulations_are_all_counted():
    every = [one for regulation in library.regulation_ids() for one in rules_of(regulation).requirements]
    in_cases = [one for regulation in library.regulation_ids() for one in told_of(regulation)]
    assert (len(every), len(in_cases)) == (777, 617)
    assert {one.holds_in.value for one in every if one.holds_in is not HoldsIn.CASE} == ASKED_OF_NO_CASE
    assert sum(len(situations(regulation)) for regulation in library.regulation_ids()) >= 1180


def test_what_an_obligation_cannot_show_is_little_and_has_its_reason():
    cannot = [
        (one.requirement.id, side, why)
        for regulation in library.regulation_ids()
        for one in told_of(regulation)
        for side, why in one.cannot.items()
        if side in wanted(one.requirement) and side not in one.sides
    ]
    assert all(why for _, _, why in cannot)
    assert len(cannot) == 30
