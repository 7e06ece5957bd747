from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.conftest import NOON

from zhiji.cases.striking import strike
from zhiji.documents import issuing
from zhiji.web.verify.views import MOST_A_MINUTE


@pytest.fixture(autouse=True)
def _nobody_asked_yet():
    cache.clear()


@pytest.fixture
def issued(office, cast, as_):
    client = as_(cast.lin)
    number, ref = office.case.number, office.document.ref
    answer = client.post(reverse("document-issue", args=[number, ref]))
    assert answer.status_code == 302
    client.logout()
    return issuing.issued(office.document)


def test_anybody_may_ask_and_learns_that_it_is_genuine_and_nothing_else(issued, office, client):
    answer = client.get(reverse("verify", args=[issued.code]))
    text = answer.text
    assert answer.status_code == 200
    assert "这份文书确由本单位出具，留存的原件没有改动" in text
    assert issued.sha256 in text
    secret = (office.case.number, office.case.title, office.document.doc_type, "现场检查情况", "东街")
    assert [word for word in secret if word in text] == []


def test_the_printed_page_bears_the_code(issued, office, cast, as_):
    page = as_(cast.lin).get(reverse("document-paper", args=[office.case.number, office.document.ref]))
    assert f"http://testserver/verify/{issued.code}" in page.text


def test_a_wrong_code_is_told_from_a_right_one_by_nothing_but_that(db, client):
    answer = client.get(reverse("verify", args=["A" * 26]))
    assert answer.status_code == 404
    assert "没有出具过这个核验码的文书" in answer.text


def test_what_was_struck_is_genuine_and_void(issued, office, cast, client):
    strike(office.document, "登记有误", by=cast.lin.actor, at=NOON)
    assert "已经作废" in client.get(reverse("verify", args=[issued.code])).text


def test_a_machine_that_tries_is_slowed_down(db, client):
    statuses = [client.get(reverse("verify", args=["A" * 26])).status_code for _ in range(MOST_A_MINUTE + 1)]
    assert statuses == [404] * MOST_A_MINUTE + [429]
