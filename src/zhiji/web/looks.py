"""Seeing is entered in the trail before it is answered: pages of cases here, films in `evidence_stream`.

Who goes back and forth sees the same page many times. The first time opens a window for this session and this page, with one
entry; requests inside it add none. So an entry says that somebody looked within that half hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhiji.cases.looks import key_of, looked_at
from zhiji.organisation.refusals import refused
from zhiji.web.now import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiji.web.access import SignedIn

WINDOW = timedelta(minutes=30)
PAPER = "document-paper"
LOOKS = "looks"
"""Key of the session: what was looked at and when, as {"case number=C-1": ISO text}."""


def once(request: SignedIn, what: str, enter: Callable[[datetime], None]) -> None:
    """Calls `enter` unless this session looked at the same thing within the window."""
    at = now()
    looks: dict[str, str] = request.session.get(LOOKS, {})
    recent = {key: since for key, since in looks.items() if datetime.fromisoformat(since) + WINDOW > at}
    if what not in recent:
        enter(at)
        request.session[LOOKS] = {**recent, what: at.isoformat()}


def log_look(request: SignedIn, page: str, number: str, parts: Mapping[str, str]) -> None:
    """A page of a case is about to be shown. A paper in a window of its own is there to be printed."""
    printed = page == PAPER and request.headers.get("Sec-Fetch-Dest") != "iframe"
    what = " ".join([page, number, *(f"{name}={value}" for name, value in sorted(parts.items())), str(printed)])
    once(request, what, lambda at: looked_at(number, page, parts, by=request.user.actor, at=at, printed=printed))


def log_refusal(request: SignedIn, page: str, reason: str, number: str | None = None) -> None:
    """Somebody tried what his account may not do."""
    attempt = f"{request.method} {request.path}"
    refused(page, attempt, reason, case_key=key_of(number) if number else None, by=request.user.actor, at=now())
