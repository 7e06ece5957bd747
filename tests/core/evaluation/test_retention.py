"""How long records are kept: the longest term wins, and the custodian may set no shorter one."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.evaluation.ruled import case, event, finding, findings, moment, paper, requirement
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations.model import Keep, Kind, Regulation, Subject, SubjectKind
from zhiji.external import library

FILMS = Subject(SubjectKind.MEDIUM, ("音像",))


def keeping(term, serial="1-1", **stated):
    return requirement(
        id=f"局/{serial}", article=f"第{serial}条", kind=Kind.RETENTION, subject=FILMS, keep=Keep(term), **stated
    )


def retention(*requirements, made_at="03-02 09:30"):
    regulation = Regulation("局", "某局规定", None, None, None, None, None, None, ("行政处罚",), {}, requirements)
    judge = compile_regulation(regulation, library.vocabulary(), library.working_calendar())
    file = case(events=(event(),), records=(paper(made_at, medium="录像"),))
    (one,) = judge.judge(file, at=moment("12-31 12:00")).retention
    return one


@pytest.mark.parametrize(
    ("terms", "longest"),
    [
        (("2y", "case"), "case"),
        (("permanent", "case"), "permanent"),
        (("6m", "2y"), "2y"),
        (("case", "long"), "long"),
        (("long", "permanent", "2y"), "permanent"),
    ],
)
def test_the_longest_term_wins_and_its_article_is_named(terms, longest):
    one = retention(*(keeping(term, str(number)) for number, term in enumerate(terms)))
    assert (one.keep, one.article) == (longest, f"第{terms.index(longest)}条")


def test_of_equal_terms_the_first_article_is_named():
    assert retention(keeping("permanent", "3"), keeping("permanent", "7")).article == "第3条"


@pytest.mark.parametrize(
    ("term", "made_at", "until"),
    [
        ("2y", "03-02 09:30", date(2028, 3, 2)),
        ("6m", "08-31 09:30", date(2027, 2, 28)),
        ("permanent", "03-02 09:30", None),
        ("case", "03-02 09:30", None),
    ],
)
def test_a_period_ends_on_its_day_and_the_others_have_none(term, made_at, until):
    assert retention(keeping(term), made_at=made_at).until == until


@pytest.mark.parametrize(
    ("term", "retain_until", "expected"),
    [
        ("permanent", "permanent", "已满足"),
        ("permanent", "case", "违规"),
        ("permanent", "2099-01-01", "违规"),
        ("long", "case", "已满足"),
        ("long", "2099-01-01", "违规"),
        ("case", "permanent", "已满足"),
        ("case", "2099-01-01", "违规"),
        ("2y", "2028-03-01", "违规"),
        ("2y", "2028-03-02", "已满足"),
        ("2y", "case", "已满足"),
        ("2y", None, "已满足"),
    ],
)
def test_what_the_custodian_sets_must_not_be_shorter(term, retain_until, expected):
    file = case(events=(event(),), records=(paper(medium="录像", retain_until=retain_until),))
    assert finding(keeping(term), file).status == expected


def test_where_there_is_nothing_to_keep_there_is_nothing_to_say():
    patrol = requirement(kind=Kind.RETENTION, keep=Keep("2y"))
    assert findings(patrol, case(events=(event(),)), "12-31 12:00") == ()
