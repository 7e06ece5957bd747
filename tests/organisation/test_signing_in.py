from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import MORNING
from tests.cast import PASSWORD

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation import actions
from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.models import Account
from zhiji.organisation.signing_in import FREE_TRIES, WAIT, sign_in
from zhiji.trail import queries as trail


def refusal(username, password, at=MORNING):
    with pytest.raises(SignInRefused) as refused:
        sign_in(username, password, at=at)
    return str(refused.value)


def test_the_right_password_opens_and_is_logged(cast):
    assert sign_in("lin", PASSWORD, at=MORNING) == cast.lin
    last = trail.line(trail.size() - 1)
    assert last.entry.type is EntryType.LOGGED_IN
    assert last.entry.by == cast.lin.key.hex
    assert last.actor["name"] == "林执"


def test_signing_in_changes_no_row_of_the_trail(cast):
    sign_in("lin", PASSWORD, at=MORNING)
    assert Account.objects.get(pk=cast.lin.pk).version == 1


def test_an_unknown_name_and_a_wrong_password_read_the_same(cast):
    assert refusal("lin", "错") == refusal("nobody", "错")


def test_a_closed_account_reads_like_an_unknown_one(cast):
    actions.deactivate(cast.lin, by=cast.security.actor, at=MORNING)
    assert refusal("lin", PASSWORD) == refusal("nobody", PASSWORD)


@pytest.mark.parametrize("username", ["lin", "nobody", "长" * 300])
def test_after_the_free_tries_even_the_right_password_waits(cast, username):
    for _ in range(FREE_TRIES):
        refusal(username, "错")
    assert "15 分钟后再试" in refusal(username, PASSWORD)
    assert "1 分钟后再试" in refusal(username, PASSWORD, at=MORNING + WAIT - timedelta(seconds=30))


def test_the_wait_ends(cast):
    for _ in range(FREE_TRIES):
        refusal("lin", "错")
    assert sign_in("lin", PASSWORD, at=MORNING + WAIT) == cast.lin


def test_the_right_password_forgets_earlier_slips(cast):
    for _ in range(FREE_TRIES - 1):
        refusal("lin", "错")
    sign_in("lin", PASSWORD, at=MORNING)
    refusal("lin", "错")
    assert sign_in("lin", PASSWORD, at=MORNING) == cast.lin


def test_a_wrong_password_is_entered_and_a_name_that_nobody_has_is_not(cast):
    size = trail.size()
    refusal("system", "错")
    refusal("我的口令", "错")
    assert trail.size() == size + 1
    last = trail.line(size).entry
    assert (last.type, last.by) == (EntryType.SIGN_IN_REFUSED, "nobody")
    assert last.facts == {"account": Account.objects.get(username="system").key.hex}
