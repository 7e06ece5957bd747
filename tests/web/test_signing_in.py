from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import PASSWORD

from zhiji.organisation.demonstration import DemoAccount, keep_demo_accounts

LOGIN = "/login"


def sign_in(client, username="lin", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_the_right_password_leads_to_the_workbench(cast, client):
    assert sign_in(client)["Location"] == reverse("workbench")
    assert "林执" in client.get("/").text


def test_who_wanted_a_page_gets_it_after_signing_in(cast, client):
    wanted = client.get("/cases/")["Location"]
    assert 'name="next" value="/cases/"' in client.get(wanted).text
    assert sign_in(client, next="/cases/")["Location"] == "/cases/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(cast, client, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == reverse("workbench")


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(cast, client):
    unknown = sign_in(client, username="nobody").context["form"].non_field_errors()
    wrong = sign_in(client, password="wrong").context["form"].non_field_errors()
    assert unknown == wrong == ["账号或口令不对，请重新输入。"]


def test_the_typed_name_stays_after_a_refusal(cast, client):
    assert 'value="lin"' in sign_in(client, password="wrong").text


def test_after_five_wrong_tries_the_sentence_says_how_long_to_wait(cast, client):
    for _ in range(5):
        sign_in(client, password="wrong")
    assert "15 分钟后再试" in sign_in(client).text


def test_demo_accounts_are_shown_only_in_a_demonstration_office(cast, client, data_dir):
    assert "演示单位" not in client.get(LOGIN).text
    keep_demo_accounts([DemoAccount("lin", PASSWORD, "林执，执法人员")])
    assert "林执，执法人员" in client.get(LOGIN).text


def test_one_click_fills_in_a_demo_account(cast, client, data_dir):
    keep_demo_accounts([DemoAccount("lin", PASSWORD, "林执，执法人员")])
    form = client.get(LOGIN, {"as": "lin"}).context["form"]
    assert (form["username"].value(), form["password"].value()) == ("lin", PASSWORD)


def test_who_is_signed_in_is_not_asked_again(cast, as_):
    assert as_(cast.lin).get(LOGIN)["Location"] == reverse("workbench")


def test_signing_out_ends_the_session(cast, as_):
    client = as_(cast.lin)
    client.post(reverse("logout"))
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("chosen", "linked"), [("dark", True), ("light", False)])
def test_the_chosen_appearance_holds_from_then_on(cast, as_, chosen, linked):
    client = as_(cast.lin)
    client.post(reverse("choose-appearance"), {"appearance": chosen})
    page = client.get("/").text
    assert ("dark.css" in page) is linked
    assert "prefers-color-scheme" not in page
