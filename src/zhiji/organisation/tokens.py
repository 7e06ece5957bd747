"""Tokens with which other systems act as an account, each for what it needs and for a time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import ApiToken
from zhiji.organisation.queries import at_work
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor

PREFIX = "zhiji_"
"""So that a token that lies about is known for what it is."""
BYTES = 32
LONGEST = timedelta(days=366)


class Scope(StrEnum):
    READ_CASES = "cases:read"
    WRITE_CASES = "cases:write"
    WRITE_APPROVALS = "approvals:write"
    READ_EVIDENCE = "evidence:read"
    READ_LEDGER = "ledger:read"


@transaction.atomic
def make_token(
    account: Account, name: str, scopes: Sequence[str], *, expires_at: datetime, by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """A new token, and the text to show once. Raises OrganisationError."""
    if not name.strip():
        raise OrganisationError("请写明这个令牌给哪个系统用。")
    unknown = set(scopes) - {*Scope}
    if unknown or not scopes:
        raise OrganisationError(f"请选择令牌的范围：{'、'.join(Scope)}。")
    if not at < expires_at <= at + LONGEST:
        raise OrganisationError("有效期须在一年以内，请另选日期。")
    text = PREFIX + secrets.token_urlsafe(BYTES)
    row = ApiToken(
        account=account,
        name=name.strip(),
        digest=_digest(text),
        scopes=sorted(set(scopes)),
        made_at=at,
        expires_at=expires_at,
    )
    trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, rows=[tracked.create(row)])
    return row, text


@transaction.atomic
def revoke_token(row: ApiToken, *, by: Actor, at: datetime) -> None:
    if row.revoked_at is None:
        tracked.update(row, revoked_at=at)
        trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, rows=[row])


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(account=account).order_by("-made_at")


def holder(text: str, *, at: datetime) -> ApiToken | None:
    """The token, with its account as it stands at that moment; None for one that does not hold."""
    found = ApiToken.objects.select_related("account__unit", "account__officer").filter(digest=_digest(text)).first()
    if found is None or found.revoked_at or found.expires_at <= at or not found.account.is_active:
        return None
    found.account = at_work(found.account, at)
    return found


def _digest(text: str) -> str:
    """A token is long and random: a plain digest of it tells nobody anything."""
    return hashlib.sha256(text.encode()).hexdigest()
