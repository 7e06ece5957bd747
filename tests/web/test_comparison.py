"""Two regulations side by side on a page."""

from __future__ import annotations

import pytest

PAGE = "/regulations/fuzhou-cg/compare/linyi-kj"


def test_the_comparison_shows_both_sides_and_the_silence(cast, as_):
    page = as_(cast.lin).get(PAGE).text
    assert "全部 279 项" in page
    assert "制作完成后2个工作日内" in page
    assert 'class="side silent">没有规定' in page


@pytest.mark.parametrize(
    ("show", "shown", "hidden"),
    [
        ("same", "相同</span>", "左边较严</span>"),
        ("differing", "左边较严</span>", "右边没有规定</span>"),
        ("one-sided", "右边没有规定</span>", "左边较严</span>"),
        ("nonsense", "左边较严</span>", "没有这样的事项"),
    ],
)
def test_the_filter_narrows_the_matters(cast, as_, show, shown, hidden):
    page = as_(cast.lin).get(PAGE, {"show": show}).text
    assert shown in page
    assert hidden not in page


def test_what_has_no_differences_says_so(cast, as_):
    assert "没有这样的事项" in as_(cast.lin).get("/regulations/fuzhou-cg/compare/fuzhou-cg", {"show": "one-sided"}).text


def test_a_regulation_leads_to_its_comparisons(cast, as_):
    client = as_(cast.lin)
    assert '<option value="linyi-kj@2019-07-30">' in client.get("/regulations/fuzhou-cg").text
    chosen = client.get("/regulations/fuzhou-cg/compare", {"other": "linyi-kj"})
    assert "全部 279 项" in chosen.text


def test_an_unknown_regulation_is_not_found(cast, as_):
    assert as_(cast.lin).get("/regulations/fuzhou-cg/compare/nowhere").status_code == 404
