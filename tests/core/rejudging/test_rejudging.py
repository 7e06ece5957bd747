"""What another text would change: case by case, and over many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.evaluation.ruled import moment, requirement
from zhiji.core.evaluation import PROBLEMS, Finding, Judgement, Status
from zhiji.core.rejudging import Tally, Verdict, changes, verdict
from zhiji.core.rejudging.tally import CASES, EXAMPLES

FOUND = st.dictionaries(
    st.tuples(st.sampled_from(["1-1", "1-2", "2-1"]), st.sampled_from(["e1", "e2", "case"])), st.sampled_from(Status)
)


def judgement(regulation: str, found: dict[tuple[str, str], Status]) -> Judgement:
    findings = tuple(
        Finding(requirement(id=f"{regulation}/{serial}"), status, subject, "现场检查", "音像记录")
        for (serial, subject), status in found.items()
    )
    return Judgement("C-1", regulation, moment("03-05 10:00"), findings, ())


def changed(before: dict[tuple[str, str], Status], after: dict[tuple[str, str], Status]):
    return changes(judgement("old", before), judgement("new", after))


ONE = ("1-1", "e1")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {ONE: Status.MISSING}, Verdict.WORSE),
        ({ONE: Status.SATISFIED}, {ONE: Status.OVERDUE}, Verdict.WORSE),
        ({ONE: Status.MISSING}, {}, Verdict.BETTER),
        ({ONE: Status.VIOLATION}, {ONE: Status.WAIVED}, Verdict.BETTER),
        ({ONE: Status.MISSING}, {("1-2", "e1"): Status.MISSING}, Verdict.MIXED),
        ({ONE: Status.MISSING}, {ONE: Status.OVERDUE}, Verdict.OTHER),
        ({}, {ONE: Status.SATISFIED}, Verdict.OTHER),
        ({ONE: Status.PENDING}, {ONE: Status.PENDING}, Verdict.SAME),
        ({}, {}, Verdict.SAME),
    ],
)
def test_a_case_fares_by_its_problems(before, after, expected):
    assert verdict(changed(before, after)) is expected


def test_obligations_are_the_same_by_their_serials_whatever_the_regulation_is_called():
    (one,) = changed(
        {ONE: Status.SATISFIED, ("2-1", "e1"): Status.MISSING}, {ONE: Status.MISSING} | {("2-1", "e1"): Status.MISSING}
    )
    assert (one.serial, one.subject, one.statuses) == ("1-1", "e1", ("已满足", "缺失"))
    assert one.finding.requirement == "new/1-1"


@given(FOUND, FOUND)
def test_looking_back_is_the_opposite_of_looking_ahead(before, after):
    ahead, back = changed(before, after), changed(after, before)
    opposite = {Verdict.WORSE: Verdict.BETTER, Verdict.BETTER: Verdict.WORSE}
    assert verdict(back) is opposite.get(verdict(ahead), verdict(ahead))
    assert {(one.serial, one.subject, one.statuses[::-1]) for one in ahead} == {
        (one.serial, one.subject, one.statuses) for one in back
    }


@given(st.lists(st.tuples(FOUND, FOUND), max_size=8))
def test_the_tally_adds_up(cases):
    tally, more, fewer = Tally(), 0, 0
    for number, (before, after) in enumerate(cases):
        tally.add(f"C-{number}", "某案", changed(before, after))
        gone = sum(status in PROBLEMS for status in before.values())
        come = sum(status in PROBLEMS for status in after.values())
        more, fewer = more + come, fewer + gone
    document = tally.to_document()
    assert document["cases"] == sum(document["verdicts"].values()) == len(cases)
    difference = sum(one["worse"] - one["better"] for one in document["obligations"])
    assert difference == more - fewer
    assert all(
        sum(move["count"] for move in one["moves"]) >= one["worse"] + one["better"] for one in document["obligations"]
    )


def test_only_a_few_cases_are_named_and_those_that_move_most():
    tally = Tally()
    for number in range(CASES * 3):
        after = {("1-1", f"e{event}"): Status.MISSING for event in range(number % 7 + 1)}
        tally.add(f"C-{number}", "某案", changed({}, after))
    document = tally.to_document()
    assert len(document["worse"]) == CASES
    assert [one["more"] for one in document["worse"]] == sorted(
        (one["more"] for one in document["worse"]), reverse=True
    )
    assert document["worse"][0] == {"case": "C-6", "title": "某案", "more": 7, "fewer": 0}
    (obligation,) = document["obligations"]
    assert [one["case"] for one in obligation["examples"]] == [f"C-{number}" for number in range(EXAMPLES)]


def test_what_adds_most_problems_stands_first():
    tally = Tally()
    tally.add("C-1", "某案", changed({("1-1", "e1"): Status.MISSING}, {("2-1", "e1"): Status.MISSING}))
    assert [one["serial"] for one in tally.to_document()["obligations"]] == ["2-1", "1-1"]
