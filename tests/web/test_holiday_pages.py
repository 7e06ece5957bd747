"""放假安排 in the browser: entered by one person, confirmed by another."""

from __future__ import annotations

import pytest
from tests.compliance.test_holidays import NEXT

from zhiji.compliance import holidays

NEXT_YEAR = NEXT.replace("发布: 2026-11-10", "发布: 2026-01-10").replace("〔2026〕9号", "〔2026〕1号")


@pytest.fixture
def entered(cast, as_):
    answer = as_(cast.system).post("/holidays/", {"text": NEXT_YEAR})
    assert answer["Location"] == "/holidays/2027"


def test_who_entered_it_sees_what_changes_and_cannot_confirm(entered, cast, as_):
    page = as_(cast.system).get("/holidays/2027")
    assert "须由另一个人对照原件确认" in page.text
    assert "5月8日" in page.text
    assert "19 天" in page.text
    assert "确认生效" not in page.text
    refused = as_(cast.system).post("/holidays/2027", {"decision": "confirm"})
    assert refused.status_code == 200
    assert "是系统员录入的" in refused.text
    assert holidays.waiting().count() == 1


def test_another_confirms_it(entered, cast, as_):
    assert "确认生效" in as_(cast.fang).get("/holidays/2027").text
    answer = as_(cast.fang).post("/holidays/2027", {"decision": "confirm"}, follow=True)
    assert "已生效，管 2026-03-02 以后的日子" in answer.text
    assert "与现行不同" not in answer.text
    assert "方审确认" in as_(cast.fang).get("/holidays/").text


def test_a_wrong_one_is_withdrawn(entered, cast, as_):
    answer = as_(cast.fang).post("/holidays/2027", {"decision": "withdraw"}, follow=True)
    assert "已撤回" in answer.text
    assert not holidays.waiting()


def test_a_mistake_is_shown_beside_the_field_and_what_was_written_stays(cast, as_):
    page = as_(cast.system).post("/holidays/", {"text": NEXT_YEAR.replace("2027-06-09", "2027-07-09")})
    assert "放假.端午节：2027-07-09起的这几天里没有 2027 年的端午节" in page.text
    assert "2027-07-09\n" in page.text


def test_a_year_nobody_knows_is_drawn_by_its_weekends(cast, as_):
    assert "未公布，暂按周末计算" in as_(cast.fang).get("/holidays/2030").text
    assert as_(cast.fang).get("/holidays/9999").status_code == 404


def test_the_page_costs_the_same_with_many_notices(cast, as_, django_assert_num_queries):
    client = as_(cast.system)
    client.get("/holidays/")
    for round_ in range(3):
        client.post("/holidays/", {"text": NEXT_YEAR})
        if round_ < 2:
            client.post("/holidays/2027", {"decision": "withdraw"})
    with django_assert_num_queries(4):
        client.get("/holidays/")
    with django_assert_num_queries(7):
        client.get("/holidays/2027")
