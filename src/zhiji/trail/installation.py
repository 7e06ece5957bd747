"""The chain of entries about the installation itself: its database structure. Keys have their own: zhiji.trail.keys."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions, checkpoints, keys, queries
from zhiji.trail.actor import SYSTEM
from zhiji.trail.schema import schema_digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhiji.core.ledger.canonical import Canonical

CHAIN = hashlib.sha256(b"zhiji installation").digest()
"""Stands where a case's key stands in entries about the installation."""


def log_installation(*, at: datetime) -> None:
    """Records the database structure where it differs from what was recorded last, and the first public keys.

    To be called after migrations and nowhere else: whoever changes the structure by other ways is to be found out.
    """
    signer = checkpoints.local_signer()
    with transaction.atomic():
        if logged_schema() != (digest := schema_digest()):
            _record(EntryType.SCHEMA_CHANGED, {"sha256": digest}, at=at)
        keys.enter_first_keys(signer, at=at)


def logged_schema() -> str | None:
    """The digest that was recorded last; None before the first."""
    digest = _latest(EntryType.SCHEMA_CHANGED).get("sha256")
    return digest if isinstance(digest, str) else None


def _record(kind: EntryType, facts: dict[str, Any], *, at: datetime) -> None:
    actions.record(kind, by=SYSTEM, at=at, case_key=CHAIN, facts=facts)


def _latest(kind: EntryType) -> Mapping[str, Canonical]:
    """What the last entry of a kind says; empty before the first."""
    found: Mapping[str, Canonical] = {}
    for line in queries.lines_of_case(CHAIN):
        entry = line.entry
        if entry.type is kind:
            found = entry.facts
    return found
