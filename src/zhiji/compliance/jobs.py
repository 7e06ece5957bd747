"""What the worker does with findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.compliance.standings import refresh_after_changes, refresh_after_notices, refresh_due
from zhiji.compliance.trials import run_waiting
from zhiji.external.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime

_followed: set[tuple[str, datetime]] = set()
"""Changes of the rulebook that this process has followed in every case."""


def refresh_what_ran_out() -> int:
    """Judge again the cases of which a limit has run out, or may have moved; how many. Safe to run twice at the same time."""
    now = SystemClock().now()
    return refresh_after_notices(now) + refresh_due(now)


def refresh_what_changed() -> int:
    """Judge again the cases that a new rule file or law reaches; how many. Safe to run twice at the same time."""
    return refresh_after_changes(SystemClock().now(), _followed)


def run_waiting_trials() -> int:
    """Try the drafts that wait for it; how many. Safe to run twice at the same time."""
    return run_waiting(SystemClock().now)
