"""Signing in: slow after wrong tries, and silent about which accounts there are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.models import Account, FailedSignIns
from zhiji.trail import actions as trail
from zhiji.trail.actor import Actor

FREE_TRIES = 5
LONGEST_NAME = 100
NOBODY = Actor(id="nobody", name="未登录的人", role="")
WAIT = timedelta(minutes=15)
"""After the fifth wrong try in a row, and after each further one."""


def sign_in(username: str, password: str, *, at: datetime) -> Account:
    """The account, its sign-in logged. Raises SignInRefused with the sentence to show."""
    username = username[:LONGEST_NAME]
    _require_not_waiting(username, at)
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        make_password(password)  # an unknown name takes as long as a known one
    if account is None or not account.check_password(password):
        _count_failure(username, account, at)
        raise SignInRefused("账号或口令不对，请重新输入。")
    with transaction.atomic():
        FailedSignIns.objects.filter(username=username).delete()
        trail.record(EntryType.LOGGED_IN, by=account.actor, at=at)
    return account


def _require_not_waiting(username: str, at: datetime) -> None:
    failed = FailedSignIns.objects.filter(username=username, count__gte=FREE_TRIES, last_at__gt=at - WAIT).first()
    if failed:
        minutes = -(-(failed.last_at + WAIT - at) // timedelta(minutes=1))
        raise SignInRefused(f"连续 {failed.count} 次输入有误，请 {minutes} 分钟后再试，或联系系统管理员重设口令。")


@transaction.atomic
def _count_failure(username: str, account: Account | None, at: datetime) -> None:
    """A wrong try under a known name is entered in the trail; an unknown name may be a mistyped password, and is not."""
    FailedSignIns.objects.filter(last_at__lte=at - WAIT).delete()
    failed, new = FailedSignIns.objects.get_or_create(username=username, defaults={"count": 1, "last_at": at})
    if not new:
        FailedSignIns.objects.filter(pk=failed.pk).update(count=F("count") + 1, last_at=at)
    if account:
        trail.record(EntryType.SIGN_IN_REFUSED, by=NOBODY, at=at, facts={"account": account.key.hex})
