"""Who a case concerns: added, put right and struck, and two people who do so at once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders import moment

from zhiji.cases import actions
from zhiji.cases.models import Party
from zhiji.compliance.facts import case_file

SAID = {"name": "榕香小吃店", "role": "当事人", "kind": "个体工商户", "id_no": "", "named": "on"}


def people(case):
    return reverse("people", args=[case.number])


def test_numbers_are_masked_where_others_read_them(case, cast, as_):
    page = as_(cast.su).get(people(case)).text
    assert "923501********000E" in page
    assert "92350102MA0000000E" not in page
    assert "更正" not in page


def test_a_lack_of_officers_is_said(case, cast, as_):
    client = as_(cast.lin)
    assert "还差 1 名持有效执法证" in client.get(people(case)).text
    client.post(reverse("officer-new", args=[case.number]), {"officer": cast.chen.officer.pk})
    assert "还差" not in client.get(people(case)).text


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [("法人", "91350100M000100Y44", "统一社会信用代码"), ("自然人", "110105194912310021", "身份证号码")],
)
def test_a_mistyped_number_is_refused_beside_its_field(case, cast, as_, kind, number, said):
    answer = as_(cast.lin).post(reverse("party-new", args=[case.number]), SAID | {"kind": kind, "id_no": number})
    assert answer.context["form"].errors["id_no"] == [
        f"“{number}”不是正确的{said}（校验码对不上），请对照证件重新填写。"
    ]


def test_a_party_is_put_right_and_its_number_written_as_the_standard_does(case, cast, as_):
    url = reverse("party-amend", args=[case.number, "p1"])
    said = SAID | {"name": "榕香小吃店（个体）", "id_no": "91350100m000100y43 ", "version": "1"}
    assert as_(cast.lin).post(url, said)["Location"] == people(case)
    [party] = case_file(case).parties
    assert (party.name, party.id_no) == ("榕香小吃店（个体）", "91350100M000100Y43")


def test_the_second_of_two_is_told_what_the_first_did_and_may_then_insist(case, cast, as_):
    url = reverse("party-amend", args=[case.number, "p1"])
    row = Party.objects.get(case=case)
    actions.amend_party(row, case_file(case).parties[0], by=cast.zheng.actor, at=moment("03-02 11:40"))
    page = as_(cast.lin).post(url, SAID | {"name": "我填的名字", "version": "1"}).text
    assert "郑队 在 今天 11:40 改过这一项" in page
    assert 'value="我填的名字"' in page
    assert 'name="version" value="2"' in page
    assert case_file(case).parties[0].name == "榕香小吃店"
    as_(cast.lin).post(url, SAID | {"name": "我填的名字", "version": "2"})
    assert case_file(case).parties[0].name == "我填的名字"


def test_an_event_changed_meanwhile_is_told_too(office, cast, as_):
    url = reverse("event-amend", args=[office.case.number, "e1"])
    actions.end_event(office.event, moment("03-02 10:20"), by=cast.zheng.actor, at=moment("03-02 11:40"))
    page = as_(cast.lin).post(url, {"start": "2026-03-02T09:00", "version": "1"}).text
    assert "郑队 在 今天 11:40 改过" in page
    assert case_file(office.case).events[0].start == moment("03-02 09:30")


def test_something_is_struck_with_a_reason_and_stays_in_sight(office, cast, as_):
    client, case = as_(cast.lin), office.case
    url = reverse("strike", args=[case.number, office.document.ref])
    assert client.post(url, {"reason": " "}).context["form"].errors["reason"]
    assert client.post(url, {"reason": "写错了案件"})["Location"] == reverse("case", args=[case.number])
    page = client.get(reverse("case", args=[case.number])).text
    assert "林执 今天 12:00 作废：写错了案件" in page
    assert client.get(url).status_code == 404


def test_a_film_that_was_struck_goes_back_to_those_that_wait(office, cast, as_):
    client, case = as_(cast.lin), office.case
    client.post(reverse("strike", args=[case.number, office.recording.ref]), {"reason": "归错了案件"})
    assert "检查.mp4" in client.get(reverse("intake-list")).text


def test_what_others_lean_on_is_not_struck(office, cast, as_):
    url = reverse("strike", args=[office.case.number, "e1"])
    page = as_(cast.lin).post(url, {"reason": "重复"}).text
    assert "还用着它，请先更正或作废" in page
