"""Who calls: a token of its own scopes, or the session of somebody who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja.security import HttpBearer, SessionAuth

from zhiji.external.clock import SystemClock
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.tokens import Scope, holder

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from zhiji.external.clock import Clock
    from zhiji.organisation.models import Account

clock: Clock = SystemClock()
"""Tests put one that stands still in its place."""


def now() -> datetime:
    return clock.now()


class Token(HttpBearer):
    """`Authorization: Bearer zhiji_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        found = holder(token, at=now())
        if found is None:
            return None
        request.scopes = frozenset(found.scopes)  # type: ignore[attr-defined]
        request.token_id = found.pk  # type: ignore[attr-defined]
        return found.account


class Session(SessionAuth):
    """The pages' own session, with its CSRF token; it may whatever the account may."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        account = super().authenticate(request, key)
        if account:
            request.scopes = frozenset(Scope)  # type: ignore[attr-defined]
        return account


def caller(request: HttpRequest, scope: Scope) -> Account:
    """The account that calls. Raises NotAllowed where its token lacks the scope."""
    if scope not in request.scopes:  # type: ignore[attr-defined]
        raise NotAllowed(f"这个令牌没有“{scope}”的范围；请向令牌的主人另要一个。")
    account: Account = request.auth  # type: ignore[attr-defined]
    return account
