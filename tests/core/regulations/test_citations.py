"""Articles are found by their citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.regulations import ArticleNotFoundError, article_of, article_text
from zhiji.core.regulations.citations import ARTICLE, DIGITS, numeral

TEXT = """某某办法

第一章 总则
第一条 为了规范，依照第二条的规定，制定本办法。
　第二条　下列活动应当记录：
（一）检查；
（二）送达。
第二款另起一行，第三条 不在行首。

第二章 附则
第十条 自发布之日起施行。
"""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (53, "五十三"),
        (100, "一百"),
        (105, "一百零五"),
        (111, "一百一十一"),
    ],
)
def test_numbers_are_written_as_in_articles(number, text):
    assert numeral(number) == text


@given(st.integers(1, 999))
def test_every_number_of_an_article_is_an_article(number):
    assert ARTICLE.fullmatch(f"第{numeral(number)}条")


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_numbers_never_look_the_same(first, second):
    assert (numeral(first) == numeral(second)) == (first == second)
    assert set(numeral(first)) <= set(DIGITS + "十百")


@pytest.mark.parametrize(
    "citation", ["第二十六条（三）1", "第二十六条", "第二十六条第二款", " 第二十六条（一）至（七）"]
)
def test_a_citation_belongs_to_its_article(citation):
    assert article_of(citation) == "第二十六条"


@pytest.mark.parametrize("citation", ["", "二十六", "第26条", "（三）", "附第一条"])
def test_what_cites_no_article_is_refused(citation):
    with pytest.raises(ArticleNotFoundError, match="不是条文的写法"):
        article_of(citation)


def test_an_article_ends_where_the_next_begins():
    assert article_text(TEXT, "第一条") == "第一条 为了规范，依照第二条的规定，制定本办法。"


def test_an_article_keeps_its_paragraphs_and_items_on_lines_of_their_own():
    found = article_text(TEXT, "第二条（二）").splitlines()
    assert "（二）送达。" in found
    assert found[-1] == "第二款另起一行，第三条 不在行首。"


def test_the_last_article_ends_with_the_text():
    assert article_text(TEXT, "第十条") == "第十条 自发布之日起施行。"


def test_an_article_that_is_not_there_is_an_error():
    with pytest.raises(ArticleNotFoundError, match="制度正文中没有第三条"):
        article_text(TEXT, "第三条")


@pytest.mark.parametrize("text", ["", "没有条的一段话。"])
def test_a_text_without_articles_has_none(text):
    with pytest.raises(ArticleNotFoundError, match="没有第三条"):
        article_text(text, "第三条")
