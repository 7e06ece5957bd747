"""The laws in rules/law: what each is for, where it was read, and that situations tell what it asks for."""

from __future__ import annotations

import pytest
from tests.rules.situations import situations

from zhiji.core.regulations.citations import numeral
from zhiji.core.regulations.model import HoldsIn
from zhiji.external import laws
from zhiji.external.library import LibraryError


@pytest.fixture(params=laws.law_ids())
def law(request):
    return laws.law(request.param)


def test_the_laws_are_those_of_the_three_procedures_and_of_service():
    assert laws.law_ids() == ("law-coercion", "law-penalty", "law-permit", "law-service")


def test_an_unknown_law_is_refused_with_those_there_are():
    with pytest.raises(LibraryError, match=r"没有法律“law-tax”，可用：law-coercion、law-penalty"):
        laws.law("law-tax")


def test_a_law_says_what_it_is_called_and_since_when_it_is_in_force(law):
    assert law.id in laws.law_ids()
    assert law.title.startswith("中华人民共和国")
    assert law.short_title
    assert law.effective is not None
    assert law.acts
    assert {one.law for one in law.requirements} == {law.short_title}


def test_an_obligation_stands_under_the_article_that_its_id_names(law):
    for one in law.requirements:
        number = one.id.partition("/")[2].partition("-")[0]
        assert one.article.startswith(f"第{numeral(int(number))}条")


def test_serials_run_from_one_without_gaps_in_every_article(law):
    serials: dict[str, list[int]] = {}
    for one in law.requirements:
        article, serial = one.id.partition("/")[2].split("-")
        serials.setdefault(article, []).append(int(serial))
    assert all(found == list(range(1, len(found) + 1)) for found in serials.values())


def test_what_no_case_shows_says_who_answers_for_it(law):
    assert [one.id for one in law.requirements if one.holds_in is not HoldsIn.CASE and not one.answered_by] == []


def test_situations_tell_what_every_obligation_asks_for(law):
    told = {key.partition(" ")[0] for one in situations(law.id) for key in one.expected}
    asked = {one.id.partition("/")[2] for one in law.requirements if one.holds_in is HoldsIn.CASE}
    assert asked - told == set()


def test_what_was_not_read_in_the_law_itself_is_marked():
    marks = {one.basis for name in laws.law_ids() for one in laws.law(name).requirements}
    assert marks == {None, "常识", "转引"}


def test_days_that_the_text_leaves_open_are_marked():
    marked = {one.id for name in laws.law_ids() for one in laws.law(name).requirements if one.basis}
    assert {"law-penalty/45-4", "law-coercion/43-1"} <= marked
