"""Each regulation lists the obligations of all its articles, and its text is there to be read beside them."""

from __future__ import annotations

import re

import pytest

from zhiji.core.regulations import article_of, article_text
from zhiji.core.regulations.citations import numeral
from zhiji.core.regulations.model import HoldsIn
from zhiji.external import library

ARTICLES = {"fuzhou-cg": 30, "jinpu-fgj": 36, "linyi-kj": 31, "shuncheng": 26, "wendeng-scjg": 53}
OBLIGATIONS = {"fuzhou-cg": 163, "jinpu-fgj": 167, "linyi-kj": 106, "shuncheng": 103, "wendeng-scjg": 238}
HELD_IN_A_CASE = {"fuzhou-cg": 135, "jinpu-fgj": 139, "linyi-kj": 85, "shuncheng": 64, "wendeng-scjg": 194}


def text_of(regulation_id):
    return (library.data_folder("rules") / "texts" / f"{regulation_id}.txt").read_text(encoding="utf-8")


def citations_in(text):
    return [f"第{number}条" for number in re.findall(r"^第([一二三四五六七八九十]+)条 ", text, re.MULTILINE)]


@pytest.fixture(params=library.regulation_ids())
def regulation(request):
    return library.regulation(request.param)


def test_every_article_has_an_obligation_or_an_explanation(regulation):
    articles = [article_of(one.article) for one in regulation.requirements]
    assert list(dict.fromkeys(articles)) == [f"第{numeral(n)}条" for n in range(1, ARTICLES[regulation.id] + 1)]


def test_the_number_of_obligations_changes_only_on_purpose(regulation):
    held_in_a_case = [one for one in regulation.requirements if one.holds_in is HoldsIn.CASE]
    assert len(regulation.requirements) == OBLIGATIONS[regulation.id]
    assert len(held_in_a_case) == HELD_IN_A_CASE[regulation.id]


def test_serials_run_from_one_without_gaps_in_every_article(regulation):
    serials = {}
    for one in regulation.requirements:
        article, serial = one.id.removeprefix(f"{regulation.id}/").split("-")
        serials.setdefault(article, []).append(int(serial))
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in serials.values())


@pytest.mark.parametrize("regulation_id", library.regulation_ids())
def test_the_file_bears_the_regulations_id(regulation_id):
    assert library.regulation(regulation_id).id == regulation_id


def test_the_text_has_the_same_articles_as_the_rules(regulation):
    assert citations_in(text_of(regulation.id)) == [f"第{numeral(n)}条" for n in range(1, ARTICLES[regulation.id] + 1)]


def test_every_obligation_can_show_its_article(regulation):
    text = text_of(regulation.id)
    for one in regulation.requirements:
        assert article_text(text, one.article).startswith(article_of(one.article))


def test_every_item_cited_stands_in_its_article(regulation):
    text = text_of(regulation.id)
    for one in regulation.requirements:
        item = re.search(r"（[一二三四五六七八九十]+）", one.article)
        if item:
            assert any(line.startswith(item[0]) for line in article_text(text, one.article).splitlines()), one.article


def test_every_paragraph_cited_stands_in_its_article(regulation):
    text = text_of(regulation.id)
    for one in regulation.requirements:
        paragraph = re.search(r"第([一二三四五六七八九十]+)款", one.article)
        if paragraph:
            lines = article_text(text, one.article).splitlines()
            assert paragraph[1] in [numeral(n) for n in range(1, len(lines) + 1)], one.article


def test_no_sentence_of_the_text_is_copied_into_a_gist(regulation):
    text = re.sub(r"\s", "", text_of(regulation.id))
    copied = [one.id for one in regulation.requirements if len(one.gist) > 12 and one.gist in text]
    assert copied == []


def test_what_no_case_shows_says_who_answers_for_it(regulation):
    unanswered = [one.id for one in regulation.requirements if one.holds_in is not HoldsIn.CASE and not one.answered_by]
    assert unanswered == []


def test_the_texts_are_clean():
    for file in (library.data_folder("rules") / "texts").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\[bookmark|[\t\xa0　]|^ | $|  ", text, re.MULTILINE), file.name
        assert text.endswith("\n")
