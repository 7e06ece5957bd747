from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from zhiji.web.once import new_token

PARTY = {"name": "张三", "role": "证人", "kind": "自然人"}


def add(client, case, token, **changes):
    return client.post(reverse("party-new", args=[case.number]), PARTY | {"once": token} | changes)


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_page(case, cast, as_):
    client, token = as_(cast.lin), new_token()
    first, second = add(client, case, token), add(client, case, token)
    assert first["Location"] == second["Location"] == reverse("people", args=[case.number])
    assert case.parties.filter(name="张三").count() == 1


def test_a_form_shown_again_with_an_error_can_be_sent_again(case, cast, as_):
    client, token = as_(cast.lin), new_token()
    assert add(client, case, token, name="").status_code == 200
    assert add(client, case, token).status_code == 302


def test_another_form_acts_again(case, cast, as_):
    client = as_(cast.lin)
    add(client, case, new_token())
    add(client, case, new_token())
    assert case.parties.filter(name="张三").count() == 2


def test_while_the_first_is_under_way_the_second_waits(case, cast, as_):
    client, token = as_(cast.lin), new_token()
    SessionStore(token).save(must_create=True)
    answer = add(client, case, token)
    assert answer.status_code == 409
    assert "还在处理" in answer.text
    assert not case.parties.filter(name="张三").exists()
