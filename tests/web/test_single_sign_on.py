"""Single sign-on against a real OpenID provider on loopback."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from tests.web.conftest import NOON

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation import actions
from zhiji.organisation.models import Account
from zhiji.trail import queries as trail

BEGIN = "/login/sso/office"


PROGRAM = """
import sys, oidc_provider_mock
with oidc_provider_mock.run_server_in_thread() as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def address():
    """In a process of its own, which ends when its input does."""
    command = [sys.executable, "-c", PROGRAM]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as server:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.stdin.close()


@pytest.fixture
def provider(settings, address):
    app = django_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    own = {**app, "client_id": "zhiji", "secret": "secret", "settings": {**app["settings"], "server_url": address}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [own]}}
    settings.OIDC_NAME = "统一身份认证"
    return address


def known_there(provider, person, **claims):
    answer = requests.put(f"{provider}/users/{person}", json=claims, timeout=10)
    assert answer.status_code == 204


def sign_in_by(client, person, **more):
    """As a browser goes: to the provider, who asks who it is, and back with a code."""
    there = client.get(BEGIN, more)
    back = requests.post(there["Location"], data={"sub": person}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    return client.get(f"{parts.path}?{parts.query}")


def test_the_provider_leads_to_the_account_of_the_claim(cast, client, provider):
    known_there(provider, "u-17", preferred_username="lin")
    assert sign_in_by(client, "u-17", next="/cases/")["Location"] == "/cases/"
    assert "林执" in client.get("/").text
    entry = trail.line(trail.size() - 1).entry
    assert (entry.type, entry.by, entry.facts["ways"]) == (EntryType.LOGGED_IN, cast.lin.key.hex, ["oidc"])


def test_nobody_is_made_an_account(cast, client, provider):
    known_there(provider, "u-18", preferred_username="newcomer")
    before = Account.objects.count()
    assert sign_in_by(client, "u-18")["Location"] == "/login"
    assert "没有对应的在用账号" in client.get("/login").text
    assert Account.objects.count() == before
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("claims", [{}, {"preferred_username": ""}, {"email": "lin"}])
def test_without_the_claim_nobody_is_let_in(cast, client, provider, claims):
    known_there(provider, "u-19", **claims)
    assert sign_in_by(client, "u-19")["Location"] == "/login"


def test_a_closed_account_is_not_let_in(cast, client, provider):
    known_there(provider, "u-17", preferred_username="lin")
    actions.deactivate(cast.lin, by=cast.system.actor, at=NOON)
    assert sign_in_by(client, "u-17")["Location"] == "/login"


def test_a_forged_answer_is_refused(cast, client, provider):
    client.get(BEGIN)
    answer = client.get(f"{BEGIN}/back?code=forged&state=forged")
    assert answer.status_code in {302, 403}
    assert client.get("/").status_code == 302


def test_a_refusal_there_is_said_here(cast, client, provider):
    there = client.get(BEGIN)
    state = dict(part.split("=") for part in urlsplit(there["Location"]).query.split("&"))["state"]
    client.get(f"{BEGIN}/back?error=access_denied&state={state}")
    assert "统一身份认证没有成功" in client.get("/login").text


def test_the_way_is_offered_only_where_it_is_set_up(cast, client, settings):
    assert "统一身份认证" not in client.get("/login").text
    assert client.get(BEGIN).status_code == 404
    settings.OIDC_NAME = "统一身份认证"
    assert "用统一身份认证" in client.get("/login").text
