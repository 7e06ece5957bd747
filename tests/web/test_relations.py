"""The pages on which cases are merged, split, handed over, referred and linked."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders import open_case

from zhiji.cases.models import Case

WHY = {"reason": "同一当事人"}


def page(case, name="relations"):
    return reverse(name, args=[case.number])


@pytest.fixture
def other(cast):
    return open_case(cast, title="榕香小吃店油烟案")


def test_a_merge_leads_to_the_case_that_goes_on(case, other, cast, as_):
    answer = as_(cast.lin).post(page(case, "relation-merge"), WHY | {"other": f" {other.number} "}, follow=True)
    assert answer.redirect_chain[-1][0] == page(other, "case")
    assert f"并案收入 {case.number}" in answer.text
    assert other.number in as_(cast.lin).get(page(case)).text


def test_a_case_out_of_reach_looks_like_none(case, other, cast, as_):
    Case.objects.filter(pk=other.pk).update(opened_by=cast.wu, unit=cast.wu.unit)
    answer = as_(cast.lin).post(page(case, "relation-merge"), WHY | {"other": other.number})
    assert f"没有找到案件“{other.number}”" in answer.text
    Case.objects.filter(pk=other.pk).update(opened_by=cast.lin, unit=cast.lin.unit)


def test_a_split_opens_the_new_case(case, cast, as_):
    said = WHY | {"title": "分出的新案", "parties": ["p1"]}
    answer = as_(cast.lin).post(page(case, "relation-split"), said, follow=True)
    assert "分出的新案" in answer.text
    assert "榕香小吃店" in answer.text


def test_only_who_leads_hands_over_and_an_officer_is_told_who(case, cast, as_):
    assert as_(cast.lin).get(page(case, "relation-hand-over")).status_code == 403
    client = as_(cast.zheng)
    answer = client.post(page(case, "relation-hand-over"), WHY | {"unit": cast.wu.unit.pk}, follow=True)
    assert "移交已登记" in answer.text
    assert client.get(page(case, "case")).status_code == 404


def test_a_referral_shows_on_the_timeline(case, cast, as_):
    said = WHY | {"agency": "福州市公安局", "ground": "涉嫌犯罪"}
    answer = as_(cast.lin).post(page(case, "relation-refer"), said, follow=True)
    assert "涉嫌犯罪移送" in answer.text


def test_who_may_only_look_is_offered_no_way(case, cast, as_):
    assert "登记一种关系" not in as_(cast.su).get(page(case)).text


def test_a_linked_case_out_of_reach_is_named_and_no_more(case, other, cast, as_):
    as_(cast.lin).post(page(case, "relation-link"), WHY | {"other": other.number})
    Case.objects.filter(pk=other.pk).update(opened_by=cast.wu, unit=cast.wu.unit)
    shown = as_(cast.lin).get(page(case)).text
    assert "不在您可以查看的范围内" in shown
    assert other.title not in shown
    Case.objects.filter(pk=other.pk).update(opened_by=cast.lin, unit=cast.lin.unit)
