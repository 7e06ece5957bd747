"""The inbox, the chain and the way back."""

from __future__ import annotations

from django.urls import reverse

from zhiji.cases import approving
from zhiji.cases.queries import requests_of, waiting_for


def ask(client, case, **said):
    url = reverse("approval-request", args=[case.number])
    return client.post(url, {"of": "e1", "roles": ["分管负责人", "承办机构负责人"], "matter": "立案"} | said)


def test_levels_are_asked_from_low_to_high_however_they_were_ticked(office, cast, as_):
    ask(as_(cast.lin), office.case)
    newest = requests_of(office.case).first()
    assert (newest.role, newest.then) == ("承办机构负责人", ["分管负责人"])
    assert "同意后依次送分管负责人" in as_(cast.zheng).get(reverse("approval-decide", args=[newest.pk])).text


def test_the_form_knows_what_the_rules_still_want(office, cast, as_):
    url = reverse("approval-request", args=[office.case.number])
    form = as_(cast.lin).get(url, {"of": "e1", "role": "机关负责人"}).context["form"]
    assert form.initial["roles"] == ["机关负责人"]


def test_what_is_given_back_shows_why_and_is_sent_again(office, cast, as_):
    decide = reverse("approval-decide", args=[office.request.pk])
    assert "退回须写明理由" in as_(cast.zheng).post(decide, {"decision": "退回", "opinion": ""}).text
    as_(cast.zheng).post(decide, {"decision": "退回", "opinion": "缺现场照片"})
    page = as_(cast.lin).get(reverse("approvals-of-case", args=[office.case.number])).text
    assert "缺现场照片" in page
    assert "重新送审" in page


def test_a_request_that_waits_is_withdrawn_with_a_reason(office, cast, as_):
    url = reverse("approval-withdraw", args=[office.case.number, office.request.pk])
    as_(cast.lin).post(url, {"reason": "送错了层级"})
    assert not waiting_for(cast.zheng).exists()
    assert as_(cast.lin).get(url).status_code == 404


def test_a_legal_reviewer_answers_eight_points_and_does_not_agree_over_a_fault(office, cast, as_):
    asked = approving.request_approval(office.case, "e1", "法制机构", by=cast.lin.actor, at=office.event.start)
    url = reverse("approval-decide", args=[asked.pk])
    page = as_(cast.fang).get(url).text
    assert "适用依据准确、裁量适当" in page
    refused = as_(cast.fang).post(url, {"decision": "同意", "opinion": "", "point_6": "告知书缺文号"}).text
    assert "审核要点里还写着问题" in refused
    as_(cast.fang).post(url, {"decision": "同意", "opinion": "同意"})
    asked.refresh_from_db()
    assert asked.approval.decision == "同意"
    assert set(asked.review.values()) == {"通过"}


def test_what_is_asked_after_the_fact_is_marked_so(office, cast, as_):
    assert "立案（补办）" in as_(cast.zheng).get(reverse("approval-list")).text
