from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import override_settings
from tests.builders import MORNING
from tests.cast import PASSWORD

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation import actions, second_factor
from zhiji.organisation.errors import OrganisationError, SignInRefused
from zhiji.organisation.models import Account
from zhiji.organisation.signing_in import (
    FREE_TRIES,
    FREE_TRIES_FROM_ONE_ADDRESS,
    WAIT,
    check_second,
    recognise,
    sign_in,
)
from zhiji.trail import queries as trail

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


def code_at(moment):
    return format_hotp_value(hotp_value(SECRET, int(moment.timestamp()) // 30))


def refusal(username, password, at=MORNING, **more):
    with pytest.raises(SignInRefused) as refused:
        recognise(username, password, at=at, **more)
    return str(refused.value)


def last():
    return trail.line(trail.size() - 1)


@pytest.fixture
def lin(cast):
    """With an authenticator app."""
    second_factor.add_totp(cast.lin, SECRET, code_at(MORNING - STEP), by=cast.lin.actor, at=MORNING - STEP)
    return cast.lin


def test_the_right_password_opens_and_is_logged(cast):
    assert sign_in("lin", PASSWORD, at=MORNING) == cast.lin
    assert last().entry.type is EntryType.LOGGED_IN
    assert last().entry.by == cast.lin.key.hex
    assert last().actor["name"] == "林执"


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


def test_one_address_does_not_try_every_name_in_turn(cast):
    for number in range(FREE_TRIES_FROM_ONE_ADDRESS):
        refusal(f"nobody{number}", "错", address="10.0.0.9")
    assert "15 分钟后再试" in refusal("lin", PASSWORD, address="10.0.0.9")
    assert recognise("lin", PASSWORD, at=MORNING, address="10.0.0.8") == cast.lin


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


def test_wrong_tries_are_entered_for_known_names_only(cast):
    before = trail.size()
    refusal("lin", "错")
    refusal("nobody", "错")
    assert trail.size() == before + 1
    assert last().entry.type is EntryType.SIGN_IN_REFUSED
    assert last().entry.facts == {"account": cast.lin.key.hex}


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("短", "不足十个字"),
        ("1234567890", "全是数字"),
        ("password123", "太常见"),
        ("lin-lin-lin", None),
        (PASSWORD, "新口令不能和现在的一样"),
    ],
)
def test_a_password_of_ones_own_keeps_to_the_rules(cast, password, why):
    if why is None:
        actions.choose_password(cast.lin, password, by=cast.lin.actor, at=MORNING)
        assert Account.objects.get(pk=cast.lin.pk).check_password(password)
    else:
        with pytest.raises(OrganisationError, match=why):
            actions.choose_password(cast.lin, password, by=cast.lin.actor, at=MORNING)


def test_a_password_like_the_persons_name_is_refused(cast):
    cast.lin.username = "linzhiyuan"
    with pytest.raises(OrganisationError, match="太像"):
        actions.choose_password(cast.lin, "linzhiyuan1", by=cast.lin.actor, at=MORNING)


def test_new_passwords_are_hashed_with_scrypt():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.ScryptPasswordHasher"]):
        assert actions.hash_password("x").startswith("scrypt$")


@pytest.mark.parametrize(("off", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_an_app_may_be_half_a_minute_off(lin, off, right):
    second_factor.remove(lin, second_factor.factors(lin).totp.pk, by=lin.actor, at=MORNING)
    second_factor.add_totp(lin, SECRET, code_at(MORNING - 9 * STEP), by=lin.actor, at=MORNING - 9 * STEP)
    assert bool(second_factor.holds(lin, code_at(MORNING + off * STEP), at=MORNING)) is right


def test_a_code_opens_once(lin):
    assert second_factor.holds(lin, code_at(MORNING), at=MORNING)
    assert not second_factor.holds(lin, code_at(MORNING), at=MORNING)
    assert second_factor.holds(lin, code_at(MORNING + STEP), at=MORNING + STEP)


def test_the_code_that_took_the_app_into_use_does_not_open_too(lin):
    assert not second_factor.holds(lin, code_at(MORNING - STEP), at=MORNING)


def test_an_app_is_taken_into_use_only_with_its_code(cast):
    with pytest.raises(OrganisationError, match="验证码不对"):
        second_factor.add_totp(cast.lin, SECRET, "000000", by=cast.lin.actor, at=MORNING)
    assert not second_factor.has_second(cast.lin)


def test_a_second_app_is_refused(lin):
    with pytest.raises(OrganisationError, match="已经启用"):
        second_factor.add_totp(lin, SECRET, code_at(MORNING), by=lin.actor, at=MORNING)


def test_a_recovery_code_opens_once(lin):
    codes = second_factor.renew_recovery_codes(lin, by=lin.actor, at=MORNING)
    assert len(set(codes)) == 10
    assert second_factor.holds(lin, codes[3], at=MORNING)
    assert not second_factor.holds(lin, codes[3], at=MORNING)
    assert second_factor.factors(lin).codes_left == 9


def test_new_recovery_codes_replace_the_old(lin):
    old = second_factor.renew_recovery_codes(lin, by=lin.actor, at=MORNING)
    second_factor.renew_recovery_codes(lin, by=lin.actor, at=MORNING)
    assert not second_factor.holds(lin, old[0], at=MORNING)


def test_with_the_last_factor_the_recovery_codes_go(lin):
    second_factor.remove(lin, second_factor.factors(lin).totp.pk, by=lin.actor, at=MORNING)
    assert second_factor.factors(lin) == second_factor.Factors(None, (), None)
    with pytest.raises(OrganisationError, match="不需要恢复码"):
        second_factor.renew_recovery_codes(lin, by=lin.actor, at=MORNING)


def test_nobody_removes_what_is_anothers(lin, cast):
    with pytest.raises(OrganisationError, match="没有这一项"):
        second_factor.remove(cast.chen, second_factor.factors(lin).totp.pk, by=cast.chen.actor, at=MORNING)


def test_the_secret_does_not_lie_open_in_the_database(lin):
    assert SECRET not in str(second_factor.factors(lin).totp.data)


def test_codes_cannot_be_tried_for_ever(lin):
    def guess():
        check_second(lin, lambda: bool(second_factor.holds(lin, "000000", at=MORNING)), at=MORNING)

    for _ in range(FREE_TRIES):
        with pytest.raises(SignInRefused, match="验证码不对"):
            guess()
    with pytest.raises(SignInRefused, match="15 分钟后再试"):
        guess()


@pytest.mark.parametrize("change", ["add", "remove", "codes", "reset"])
def test_every_change_of_a_factor_is_in_the_trail(lin, change):
    before = trail.size()
    by = {"by": lin.actor, "at": MORNING}
    {
        "add": lambda: second_factor.add_passkey(lin, "钥匙", {"id": "x"}, **by),
        "remove": lambda: second_factor.remove(lin, second_factor.factors(lin).totp.pk, **by),
        "codes": lambda: second_factor.renew_recovery_codes(lin, **by),
        "reset": lambda: second_factor.reset(lin, **by),
    }[change]()
    assert trail.size() == before + 1
    assert last().entry.facts["account"] == lin.key.hex


def test_a_second_step_is_demanded_of_the_roles_that_are_named(lin, cast):
    with override_settings(SECOND_FACTOR_ROLES=["系统管理员", "执法人员"]):
        assert second_factor.must_have_second(cast.system)
        assert second_factor.must_have_second(cast.chen)
        assert not second_factor.must_have_second(lin)
        assert not second_factor.must_have_second(cast.fang)
