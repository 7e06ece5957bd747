"""When whom is asked: witnesses every ten minutes, authorities every hour and when a case is closed, all at an export.

An idle log is not asked about again and again: entries about anchors alone are no news, once a day will do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core.ledger.entry import EntryType, parse_entry
from zhiji.external.posting import HttpPoster
from zhiji.trail import queries as log
from zhiji.trail.anchoring import actions, queries, stamping, witnessing
from zhiji.trail.anchoring.errors import AnchorError
from zhiji.trail.models import Witness

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.external.posting import Poster
    from zhiji.trail.models import Anchor, TimestampAuthority

WITNESS_EVERY = timedelta(minutes=10)
STAMP_EVERY = timedelta(hours=1)
IDLE_EVERY = timedelta(days=1)
_NO_NEWS = {EntryType.ANCHOR_RECEIVED, EntryType.ANCHOR_FAILED}
_MUCH = 200
"""So many entries are never about anchors alone."""

poster: Poster = HttpPoster()
"""Tests put one that stays in the process in its place."""


def collect(*, at: datetime) -> None:
    """One round of the witnesses that are reached over a network."""
    for witness in queries.witnesses().exclude(url=""):
        if _is_news(witness.name, at):
            _attempt(witness, at)


def stamp(*, at: datetime) -> None:
    """One round of the authorities; a closed case does not wait for the hour."""
    for authority in queries.authorities():
        last = queries.newest_anchor(authority.name)
        if last is None or (last.at + STAMP_EVERY <= at and _is_news(authority.name, at)) or _closed_since(last.size):
            _attempt(authority, at)


def everybody(*, at: datetime) -> None:
    """Asks all at once, for what is about to leave the house. Who does not answer is noted and nothing more."""
    outsiders: list[Witness | TimestampAuthority] = [*queries.witnesses().exclude(url=""), *queries.authorities()]
    for outsider in outsiders:
        _attempt(outsider, at)


def _attempt(outsider: Witness | TimestampAuthority, at: datetime) -> Anchor | None:
    try:
        if isinstance(outsider, Witness):
            return witnessing.ask(outsider, poster, at=at)
        return stamping.ask(outsider, poster, at=at)
    except AnchorError as error:
        actions.note_failure(outsider, error, at=at)
        return None


def _is_news(source: str, at: datetime) -> bool:
    last = queries.newest_anchor(source)
    if last is None or last.at + IDLE_EVERY <= at:
        return True
    newer = log.bodies(last.size, _MUCH)
    return len(newer) == _MUCH or any(parse_entry(body).type not in _NO_NEWS for body in newer)


def _closed_since(size: int) -> bool:
    """Whether a case was closed among the entries from `size` on that are signed already."""
    head = queries.newest_head("sha256")
    newer = log.bodies(size, max(0, head.size - size)) if head else []
    return any(parse_entry(body).facts.get("concluded") is True for body in newer)
