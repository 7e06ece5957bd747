"""Limits that differ, drawn to one scale."""

from __future__ import annotations

import pytest
from tests.core.regulations.reading import read

from zhiji.core.regulations.comparison import compare
from zhiji.external import library
from zhiji.web.regulations.comparing import sections


def drawn(first: str, second: str):
    """The bars of what both say of one thing: of the first, of the second."""
    pair = [read(f"第五条: {{5-1: {{要旨: 甲, {said}}}}}") for said in (first, second)]
    (section,) = sections(compare(*pair, library.vocabulary()), "")
    (row,) = section.rows
    return [side[0].bar for side in row.sides]


FILM = "环节: 现场检查, 应有记录: 音像"


def test_the_longer_limit_fills_the_line_and_the_shorter_its_part():
    day, two = drawn(f"{FILM}, 期限: 24小时内", f"{FILM}, 期限: 2个工作日内")
    assert (day.start, day.length, day.words, day.back) == ("本环节", 50.0, "24 小时内", False)
    assert (two.length, two.words) == (100.0, "2 个工作日内")


def test_an_exception_goes_on_as_far_as_it_lasts():
    own, other = drawn(f"{FILM}, 期限: 24小时内, 例外: {{特征: 紧急, 期限改为: 4日内}}", f"{FILM}, 期限: 2日内")
    assert (own.length, own.more, own.more_words) == (25.0, 100.0, "例外 4 日")
    assert (other.length, other.more) == (50.0, 0.0)


def test_what_comes_before_is_drawn_back_from_what_it_ends_with():
    hearing = "环节: 听证通知, 应有文书: 听证通知书"
    seven, ten = drawn(f"{hearing}, 期限: 听证7日前", f"{hearing}, 期限: 听证10日前")
    assert (seven.back, seven.start, seven.at, seven.words) == (True, "听证", 30.0, "7 日前")
    assert ten.at == 0.0


@pytest.mark.parametrize("second", [FILM, f"{FILM}, 期限: 及时", f"{FILM}, 期限: 24小时内"])
def test_nothing_is_drawn_where_there_is_nothing_to_compare(second):
    assert drawn(f"{FILM}, 期限: 24小时内", second) == [None, None]


def test_a_short_limit_beside_a_long_one_is_still_seen():
    hour, _ = drawn(f"{FILM}, 期限: 1小时内", f"{FILM}, 期限: 6个月内")
    assert hour.length == 2.0


def test_the_page_draws_the_limits_without_a_script(cast, as_):
    page = as_(cast.lin).get("/regulations/fuzhou-cg/compare/jinpu-fgj", {"show": "differing"}).text
    assert '<svg class="bar' in page
    assert "例外 2 个工作日" in page
