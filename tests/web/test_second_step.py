"""The second step, forced changes, sessions and idleness, as the pages do them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD
from tests.web.conftest import NOON

from zhiji.organisation import actions, second_factor
from zhiji.organisation.demonstration import DemoAccount, keep_demo_accounts
from zhiji.organisation.models import Account
from zhiji.trail import queries as trail

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)
OWN = "水部路的榕树-2026"


def code_at(moment, secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


def sign_in(client, username="lin", password=PASSWORD, **more):
    return client.post("/login", {"username": username, "password": password, **more})


@pytest.fixture
def with_app(cast):
    second_factor.add_totp(cast.lin, SECRET, code_at(NOON - 9 * STEP), by=cast.lin.actor, at=NOON - 9 * STEP)
    return cast.lin


def is_in(client):
    return client.get("/").status_code == 200


def test_after_the_password_comes_the_code(with_app, client):
    answer = sign_in(client, next="/cases/")
    assert answer["Location"] == "/login/second"
    assert not is_in(client)
    page = client.get("/login/second").text
    assert "现在显示的六位数" in page
    assert client.post("/login/second", {"code": code_at(NOON)})["Location"] == "/cases/"
    assert is_in(client)
    assert trail.line(trail.size() - 1).entry.facts["ways"] == ["password", "totp"]


def test_a_wrong_code_and_a_used_one_do_not_open(with_app, client):
    sign_in(client)
    assert "验证码不对或已经用过" in client.post("/login/second", {"code": "000000"}).text
    client.post("/login/second", {"code": code_at(NOON)})
    other = Client()
    sign_in(other)
    assert "已经用过" in other.post("/login/second", {"code": code_at(NOON)}).text
    assert not is_in(other)


def test_the_second_page_without_the_first_leads_back(with_app, client):
    assert client.get("/login/second")["Location"] == "/login"


def test_a_recovery_code_opens_too(with_app, client):
    codes = second_factor.renew_recovery_codes(with_app, by=with_app.actor, at=NOON)
    sign_in(client)
    client.post("/login/second", {"code": codes[0]})
    assert is_in(client)


def test_a_closed_account_does_not_get_past_the_second_step(with_app, client):
    sign_in(client)
    actions.deactivate(with_app, by=with_app.actor, at=NOON)
    client.post("/login/second", {"code": code_at(NOON)})
    assert not is_in(client)


def test_an_app_is_taken_into_use_on_the_page(cast, as_):
    client = as_(cast.lin)
    page = client.get(reverse("app-new")).text
    secret = re.search(r'secret">([A-Z2-7]+)<', page)[1]
    assert "data:image/svg+xml;base64," in page
    wrong = client.post(reverse("app-new"), {"code": code_at(NOON, secret), "password": "错"})
    assert "账号或口令不对" in wrong.text
    codes = client.post(reverse("app-new"), {"code": code_at(NOON, secret), "password": PASSWORD}).text
    assert codes.count('class="mono"') == 10
    assert "停用" in client.get(reverse("account")).text


def test_a_factor_is_removed_with_the_password_only(with_app, as_):
    client, pk = as_(with_app), second_factor.factors(with_app).totp.pk
    client.post(reverse("factor-remove", args=[pk]), {"password": "错"})
    assert second_factor.has_second(with_app)
    client.post(reverse("factor-remove", args=[pk]), {"password": PASSWORD})
    assert not second_factor.has_second(with_app)


def test_new_recovery_codes_are_shown_once(with_app, as_):
    page = as_(with_app).post(reverse("codes-renew"), {"password": PASSWORD}).text
    assert page.count('class="mono"') == 10
    assert "还剩 10 个" in as_(with_app).get(reverse("account")).text


def test_a_role_that_must_have_a_second_step_gets_nowhere_without(cast, as_, settings):
    settings.SECOND_FACTOR_ROLES = ["系统管理员"]
    client = as_(cast.system)
    assert client.get(reverse("account-list"))["Location"] == reverse("app-new")
    assert client.get(reverse("app-new")).status_code == 200
    assert client.get(reverse("passkey-new")).status_code == 200
    assert is_in(as_(cast.security))


def test_a_demonstration_office_demands_nothing(cast, as_, settings):
    settings.SECOND_FACTOR_ROLES = ["系统管理员"]
    keep_demo_accounts([DemoAccount("system", PASSWORD, "系统员")])
    assert is_in(as_(cast.system))


def test_a_password_that_somebody_else_chose_is_changed_first(cast, client):
    actions.set_password(cast.lin, "一次性的口令啊", must_change=True, by=cast.system.actor, at=NOON)
    sign_in(client, password="一次性的口令啊")
    assert client.get("/cases/")["Location"] == reverse("password-change")
    said = {"password": "一次性的口令啊", "new": OWN, "again": OWN}
    assert client.post(reverse("password-change"), said)["Location"] == reverse("account")
    assert client.get("/cases/").status_code == 200
    assert not Account.objects.get(pk=cast.lin.pk).must_change


def test_nothing_is_uploaded_with_a_password_that_somebody_else_chose(cast, client):
    actions.set_password(cast.lin, "一次性的口令啊", must_change=True, by=cast.system.actor, at=NOON)
    sign_in(client, password="一次性的口令啊")
    answer = client.post("/uploads/", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "3"})
    assert answer.status_code == 403
    assert "把口令改成自己的" in answer.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"password": "错", "new": OWN, "again": OWN}, "账号或口令不对"),
        ({"password": PASSWORD, "new": OWN, "again": OWN + "x"}, "两遍不一样"),
        ({"password": PASSWORD, "new": "1234567890", "again": "1234567890"}, "全是数字"),
    ],
)
def test_a_password_that_does_not_do_is_not_taken(cast, as_, said, sentence):
    page = as_(cast.lin).post(reverse("password-change"), said).text
    assert sentence in page
    assert Account.objects.get(pk=cast.lin.pk).check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(cast):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    here.post(reverse("password-change"), {"password": PASSWORD, "new": OWN, "again": OWN})
    assert is_in(here)
    assert not is_in(there)


def test_sessions_are_listed_and_ended_from_elsewhere(cast):
    here, there = Client(), Client()
    sign_in(there, HTTP_USER_AGENT="x")
    sign_in(here)
    page = here.get(reverse("account")).text
    assert "2 处" in page
    here.post(re.search(r"/account/sessions/\d+/end", page)[0])
    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_a_session_of_another(cast, as_):
    sign_in(Client())
    page = as_(cast.system).get(reverse("account-page", args=[cast.lin.pk])).text
    pk = re.search(r"sessions/(\d+)", page)[1]
    assert as_(cast.chen).post(reverse("session-end", args=[pk])).status_code == 404
    as_(cast.system).post(reverse("account-session", args=[cast.lin.pk, pk]))
    assert "0 处" in as_(cast.system).get(reverse("account-page", args=[cast.lin.pk])).text


def test_an_administrator_resets_what_was_lost(with_app, cast, as_):
    as_(cast.system).post(reverse("account-second", args=[with_app.pk]))
    assert not second_factor.has_second(with_app)


def test_who_does_nothing_is_signed_out(cast, as_, clock, settings):
    client = as_(cast.lin)
    client.get("/")
    clock.advance(settings.IDLE_TIMEOUT)
    assert is_in(client)
    clock.advance(settings.IDLE_TIMEOUT + STEP)
    answer = client.get("/cases/")
    assert answer["Location"] == "/login?next=/cases/"
    assert "已自动退出" in client.get("/login").text


def late(client, clock, settings, address="/cases/new"):
    client.get(address)
    clock.advance(settings.IDLE_TIMEOUT + STEP)
    return client.post(address, {"title": "一字一字填的案件名称", "act": "监督检查", "password": "x"})


def test_what_was_typed_is_there_again_after_signing_in(cast, client, clock, settings):
    sign_in(client)
    assert late(client, clock, settings)["Location"] == "/login?next=/cases/new"
    sign_in(client, next="/cases/new")
    page = client.get("/cases/new").text
    assert 'value="一字一字填的案件名称"' in page
    assert "还没有送出" in page
    assert "一字一字填的案件名称" not in client.get("/cases/").text
    assert "一字一字填的案件名称" not in client.get("/cases/new").text


def test_what_was_typed_is_shown_to_nobody_else(cast, client, clock, settings):
    sign_in(client)
    late(client, clock, settings)
    sign_in(client, username="chen", next="/cases/new")
    assert "一字一字填的案件名称" not in client.get("/cases/new").text


def test_passwords_are_not_kept(cast, client, clock, settings):
    sign_in(client)
    late(client, clock, settings)
    assert "password" not in client.session["kept_form"]["form"]


def test_a_passkey_that_is_no_passkey_is_refused(cast, client):
    assert client.get("/login/passkey").json()["publicKey"]["userVerification"] == "required"
    for nonsense in ("", "{}", "[]", '{"id": "x"}', '{"response": {"userHandle": "MQ"}}'):
        answer = client.post("/login/passkey", {"credential": nonsense}, follow=True)
        assert "不属于在用的账号" in answer.text
        assert not is_in(client)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", '{"id": "x"}'])
def test_a_registration_that_is_none_is_refused(cast, as_, nonsense):
    client = as_(cast.lin)
    client.get(reverse("passkey-new"))
    said = {"name": "钥匙", "password": PASSWORD, "credential": nonsense}
    assert client.post(reverse("passkey-new"), said).status_code == 200
    assert not second_factor.has_second(cast.lin)
