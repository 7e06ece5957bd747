"""What holds of every page: nothing written into it that the policy forbids, errors in plain sentences, flat queries."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.builders import document, event, moment, open_case

import zhiji.web
from zhiji.cases import actions, approving, changes
from zhiji.documents import actions as documents
from zhiji.web.templatetags.law import paragraphs

TEMPLATES = sorted((Path(zhiji.web.__file__).parent / "templates").rglob("*.html"))
FORBIDDEN = re.compile(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=|javascript:|https?://")


def test_templates_write_no_style_and_no_script_into_the_page():
    assert [(path.name, found[0]) for path in TEMPLATES if (found := FORBIDDEN.search(path.read_text()))] == []


def test_every_form_that_acts_carries_both_tokens():
    lacking = [
        path.name
        for path in TEMPLATES
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL)
        if "{% csrf_token %}" not in form or ("{% once %}" not in form and path.name != "login.html")
    ]
    assert lacking == []


def test_every_page_carries_the_policy(cast, as_):
    answer = as_(cast.lin).get("/")
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_address_is_answered_in_a_sentence(cast, as_):
    answer = as_(cast.lin).get("/nowhere")
    assert answer.status_code == 404
    assert "地址可能写错了" in answer.text


def test_an_expired_form_says_what_to_do(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.lin)
    answer = strict.post(reverse("logout"))
    assert answer.status_code == 403
    assert "刷新后再做一次" in answer.text


def test_a_fault_of_ours_says_so_and_blames_nobody(cast, as_, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("zhiji.web.workbench.views.worklist", broken)
    client = as_(cast.lin)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "什么也没有改动" in answer.text


def test_what_a_person_typed_never_becomes_markup(cast, as_):
    case = open_case(cast, title="<script>alert(1)</script>案", place="<b>东街</b>")
    page = as_(cast.lin).get(reverse("case", args=[case.number])).text
    assert "<script>alert" not in page
    assert "<b>东街" not in page


def test_the_text_of_a_law_is_escaped_and_its_limits_are_marked():
    assert paragraphs("<b>24小时内</b>记录\n\n永久保存") == (
        "<p>&lt;b&gt;<mark>24小时内</mark>&lt;/b&gt;记录</p><p><mark>永久保存</mark></p>"
    )


def test_the_article_page_marks_what_stands_on_the_cited_part(cast, as_):
    page = as_(cast.lin).get(reverse("article", args=["fuzhou-cg", "第二十四条第二款"])).text
    assert page.count('class="cited"') == 7
    assert "<mark>24小时内</mark>" in page


@pytest.mark.parametrize(
    "address", ["/regulations/nowhere", "/regulations/fuzhou-cg/第九十九条", "/regulations/fuzhou-cg/abc"]
)
def test_unknown_laws_and_articles_are_not_found(cast, as_, address):
    assert as_(cast.lin).get(address).status_code == 404


def test_the_three_administrators_get_a_workbench_without_cases(office, cast, as_):
    for account in (cast.system, cast.security, cast.audit):
        page = as_(account).get("/").text
        assert office.case.title not in page
        assert "等我审批" not in page


def grow(cast, case, count):
    with changes.together():
        for place in range(count):
            row = actions.record_event(
                case,
                event("询问", "03-02 09:00", end=moment("03-02 09:30") + timedelta(minutes=place)),
                by=cast.lin.actor,
                at=moment("03-02 12:00"),
            )
            for _ in range(2):
                documents.write_document(
                    case, document("询问笔录", event=row.ref), by=cast.lin.actor, at=moment("03-02 12:00")
                )


def queries(client, address):
    client.get(address)  # what is cached for the process is so from now on
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("name", "most"), [("case", 34), ("case-trail", 10), ("document-new", 17), ("event-new", 14)])
def test_a_case_page_costs_the_same_however_much_is_in_the_case(office, cast, as_, name, most):
    client, address = as_(cast.lin), reverse(name, args=[office.case.number])
    before = queries(client, address)
    grow(cast, office.case, 30)
    assert queries(client, address) == before <= most


@pytest.mark.parametrize(("name", "most"), [("workbench", 12), ("case-list", 11), ("approval-list", 10)])
def test_a_list_costs_the_same_however_many_cases_there_are(office, cast, as_, name, most):
    client, address = as_(cast.zheng), reverse(name)
    before = queries(client, address)
    for _ in range(12):
        case = open_case(cast)
        grow(cast, case, 1)
        approving.request_approval(case, "e1", "承办机构负责人", by=cast.lin.actor, at=moment("03-02 12:00"))
    assert queries(client, address) == before <= most


def test_static_files_are_found(db):
    assert settings.STATIC_URL == "/static/"
    answer = Client().get("/static/zhiji/tokens.css")
    assert b"--accent" in b"".join(answer.streaming_content)
    answer.close()
