"""为什么: the page that explains one finding."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.test_pages import grow, queries


def why(case, serial="11-1", subject="e1"):
    return reverse("finding", args=[case.number, "fuzhou-cg", serial, subject])


def test_the_checklist_leads_to_the_reasons(office, cast, as_):
    client = as_(cast.lin)
    assert f'href="{why(office.case)}"' in client.get(reverse("case", args=[office.case.number])).text
    page = client.get(why(office.case)).text
    assert "检查物品或场所，制作现场笔录" in page
    assert "起因" in page
    assert "第十一条" in page


def test_it_names_what_was_considered_and_shows_the_article(office, cast, as_):
    page = as_(cast.lin).get(why(office.case, "24-5", office.recording.ref)).text
    assert "从记录制作完成起算" in page
    assert "二十四小时内" in page or "24小时内" in page


@pytest.mark.parametrize(("serial", "subject"), [("99-9", "e1"), ("11-1", "e99")])
def test_what_is_not_there_is_not_found(office, cast, as_, serial, subject):
    answer = as_(cast.lin).get(why(office.case, serial, subject))
    assert answer.status_code == 404


def test_a_longer_case_costs_no_more_queries(office, cast, as_):
    client = as_(cast.lin)
    before = queries(client, why(office.case))
    grow(cast, office.case, 8)
    assert queries(client, why(office.case)) == before <= 24
