"""Where somebody is signed in, and ending it from elsewhere. django-allauth keeps the list (`allauth.usersessions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import NotFound
from zhiji.trail import actions as trail

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor


def sessions_of(account: Account) -> list[UserSession]:
    """Those that still hold, the latest first."""
    held = UserSession.objects.purge_and_list(account)
    return sorted(held, key=lambda session: session.created_at, reverse=True)


@transaction.atomic
def end_session(account: Account, pk: int, *, by: Actor, at: datetime) -> None:
    """Raises NotFound where it is over anyway, or is not the account's."""
    session = UserSession.objects.filter(user=account, pk=pk).first()
    if session is None:
        raise NotFound("这处登录已经结束，请刷新页面。")
    session.end()
    trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, facts={"account": account.key.hex, "session": "ended"})
