"""Machines of the supervising body that may fetch tiles and entries, each by a token of its own."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions, tracked
from zhiji.trail.anchoring.errors import AnchorError
from zhiji.trail.models import LedgerReader

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.trail.actor import Actor


@transaction.atomic
def add(name: str, *, by: Actor, at: datetime) -> str:
    """The token, which is shown this once and kept nowhere. Raises AnchorError."""
    if not name.strip() or len(name) > 100 or LedgerReader.objects.filter(name=name).exists():
        raise AnchorError(f"“{name}”不能用作名称：须非空、不超过 100 个字、没有用过。")
    token = secrets.token_urlsafe(32)
    row = tracked.create(LedgerReader(name=name, token=_digest(token)))
    actions.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[row])
    return token


@transaction.atomic
def retire(name: str, *, by: Actor, at: datetime) -> None:
    """Its token opens nothing any more. Raises AnchorError."""
    row = LedgerReader.objects.filter(name=name, retired_at=None).first()
    if row is None:
        raise AnchorError(f"没有名为“{name}”的取用方。")
    actions.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[tracked.update(row, retired_at=at)])


def knows(token: str) -> bool:
    """A token is random enough for its plain digest to tell nobody anything, and to be looked up by it."""
    return LedgerReader.objects.filter(token=_digest(token), retired_at=None).exists()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
