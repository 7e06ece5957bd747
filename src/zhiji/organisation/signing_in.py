"""Signing in: slow after wrong tries, and silent about which accounts there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.models import Account, FailedSignIns
from zhiji.trail import actions as trail
from zhiji.trail.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

FREE_TRIES = 5
FREE_TRIES_FROM_ONE_ADDRESS = 50
"""Of all names together: an office may share one address."""
LONGEST_NAME = 100
NOBODY = Actor(id="nobody", name="未登录的人", role="")
WAIT = timedelta(minutes=15)
"""After the fifth wrong try in a row, and after each further one."""


def recognise(username: str, password: str, *, at: datetime, address: str = "") -> Account:
    """The account that this password belongs to; it is not signed in yet. Raises SignInRefused with the sentence to show."""
    username = username[:LONGEST_NAME]
    _require_not_waiting(username, FREE_TRIES, at)
    if address:
        _require_not_waiting(_from(address), FREE_TRIES_FROM_ONE_ADDRESS, at)
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        make_password(password)  # an unknown name takes as long as a known one
    if account is None or not account.check_password(password):
        _count_failure([username, *([_from(address)] if address else [])], account, at)
        raise SignInRefused("账号或口令不对，请重新输入。")
    return account


def sign_in(username: str, password: str, *, at: datetime) -> Account:
    """Both at once, for commands, whose user holds the machine anyway. Raises SignInRefused."""
    account = recognise(username, password, at=at)
    signed_in(account, at=at, ways=("password",))
    return account


def check_second(account: Account, holds: Callable[[], bool], *, at: datetime) -> None:
    """The second step. `holds` is asked only where tries are left. Raises SignInRefused."""
    name = f"{account.username[: LONGEST_NAME - 4]} 第二步"
    _require_not_waiting(name, FREE_TRIES, at)
    if not holds():
        _count_failure([name], account, at)
        raise SignInRefused("验证码不对或已经用过，请输入现在显示的那一个。")
    FailedSignIns.objects.filter(username=name).delete()


@transaction.atomic
def signed_in(account: Account, *, at: datetime, ways: tuple[str, ...] = ()) -> None:
    """Every step is done. `ways`: by what, as codes: password, totp, webauthn, recovery_codes, oidc."""
    FailedSignIns.objects.filter(username=account.username).delete()
    trail.record(EntryType.LOGGED_IN, by=account.actor, at=at, facts={"ways": list(ways)} if ways else None)


def _from(address: str) -> str:
    return f"来自 {address}"[:LONGEST_NAME]


def _require_not_waiting(name: str, free: int, at: datetime) -> None:
    failed = FailedSignIns.objects.filter(username=name, count__gte=free, last_at__gt=at - WAIT).first()
    if failed:
        minutes = -(-(failed.last_at + WAIT - at) // timedelta(minutes=1))
        raise SignInRefused(f"连续 {failed.count} 次输入有误，请 {minutes} 分钟后再试，或联系系统管理员重设口令。")


@transaction.atomic
def _count_failure(names: list[str], account: Account | None, at: datetime) -> None:
    """A wrong try under a known name is entered in the trail; an unknown name may be a mistyped password, and is not."""
    FailedSignIns.objects.filter(last_at__lte=at - WAIT).delete()
    for name in names:
        failed, new = FailedSignIns.objects.get_or_create(username=name, defaults={"count": 1, "last_at": at})
        if not new:
            FailedSignIns.objects.filter(pk=failed.pk).update(count=F("count") + 1, last_at=at)
    if account:
        trail.record(EntryType.SIGN_IN_REFUSED, by=NOBODY, at=at, facts={"account": account.key.hex})
