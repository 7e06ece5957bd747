"""Who may call, for what, how often, and what a call sent twice does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.api.test_cases import NEW, get, post
from tests.web.conftest import NOON

from zhiji.api.site import api
from zhiji.cases.models import Case
from zhiji.cases.queries import visible
from zhiji.organisation.actions import deactivate
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.permissions import Verb, may
from zhiji.organisation.tokens import Scope, make_token, revoke_token, tokens_of


def test_without_a_token_nobody_gets_in(case, client):
    for path in ("/cases", f"/cases/{case.number}", "/approvals"):
        answer = get(client, path)
        assert (answer.status_code, "令牌" in answer.json()["error"]) == (401, True)


@pytest.mark.parametrize("end", ["expire", "revoke", "close"])
def test_a_token_that_ended_opens_nothing(cast, as_, clock, end):
    client = as_(cast.lin)
    assert get(client, "/cases").status_code == 200
    if end == "expire":
        clock.advance(timedelta(days=31))
    elif end == "revoke":
        revoke_token(tokens_of(cast.lin).get(), by=cast.lin.actor, at=NOON)
    else:
        deactivate(cast.lin, by=cast.system.actor, at=NOON)
    assert get(client, "/cases").status_code == 401


def test_a_token_reaches_as_far_as_its_scopes(case, cast, as_):
    client = as_(cast.lin, Scope.READ_CASES)
    assert get(client, f"/cases/{case.number}").status_code == 200
    answer = post(client, "/cases", NEW)
    assert (answer.status_code, "cases:write" in answer.json()["error"]) == (403, True)


def test_and_never_farther_than_the_account(case, cast, as_):
    """Each of the cast tries to read the case and the list."""
    for account in cast.everybody():
        client = as_(account)
        seen = visible(account).filter(pk=case.pk).exists()
        allowed = may(account, Verb.VIEW_CASE)
        assert get(client, f"/cases/{case.number}").status_code == (200 if seen else 404 if allowed else 403)
        assert get(client, "/cases").status_code == (200 if allowed else 403)


def test_the_session_of_a_person_calls_too_but_writes_only_with_its_csrf_token(cast, client):
    client.force_login(cast.lin)
    assert get(client, "/cases").status_code == 200
    client.handler.enforce_csrf_checks = True
    assert post(client, "/cases", NEW).status_code == 403


def test_a_request_sent_twice_is_done_once(cast, as_):
    client = as_(cast.lin)
    first, second = (post(client, "/cases", NEW, HTTP_IDEMPOTENCY_KEY="k-1") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, second.json())
    assert Case.objects.count() == 1
    other = post(client, "/cases", NEW | {"title": "另一案"}, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (other.status_code, Case.objects.count()) == (422, 1)


def test_what_failed_may_be_sent_again_under_its_key(cast, as_):
    client = as_(cast.lin)
    assert post(client, "/cases", NEW | {"act": "没有"}, HTTP_IDEMPOTENCY_KEY="k-2").status_code == 400
    assert post(client, "/cases", NEW, HTTP_IDEMPOTENCY_KEY="k-2").status_code == 201


def test_keys_of_two_callers_are_two_keys(cast, as_):
    for account in (cast.lin, cast.chen):
        assert post(as_(account), "/cases", NEW, HTTP_IDEMPOTENCY_KEY="k-3").status_code == 201
    assert Case.objects.count() == 2


def test_who_asks_too_often_is_told_to_wait(cast, as_, settings):
    settings.API_RATE = 2
    client = as_(cast.lin)
    assert [get(client, "/cases").status_code for _ in range(3)] == [200, 200, 429]
    assert get(client, "/cases")["Retry-After"] == "60"
    assert get(as_(cast.chen), "/cases").status_code == 200


@pytest.mark.parametrize(
    ("name", "scopes", "days"), [("", ["cases:read"], 9), ("x", [], 9), ("x", ["all"], 9), ("x", ["cases:read"], 900)]
)
def test_a_token_says_for_what_and_how_long(cast, name, scopes, days):
    until = NOON + timedelta(days=days)
    with pytest.raises(OrganisationError):
        make_token(cast.lin, name, scopes, expires_at=until, by=cast.lin.actor, at=NOON)


def test_a_body_that_is_no_json_is_said(cast, as_):
    answer = as_(cast.lin).post("/api/v1/cases", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "请求的正文不是合法的 JSON，请检查标点和引号。")


def test_a_misspelt_key_is_not_lost(cast, as_):
    answer = post(as_(cast.lin), "/cases", NEW | {"titel": "x"})
    assert (answer.status_code, "titel" in answer.json()["error"]) == (422, True)


def test_every_answer_stands_in_the_description(client):
    described = json.loads(client.get("/api/v1/openapi.json").content)
    assert described["paths"].keys() == api.get_openapi_schema()["paths"].keys()
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            assert {"401", "403", "422", "429"} <= operation["responses"].keys(), (verb, path)
            assert operation["summary"], path
