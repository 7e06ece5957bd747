"""What the worker does with findings."""

from __future__ import annotations

from zhiji.compliance.standings import refresh_after_changes, refresh_after_notices, refresh_due
from zhiji.compliance.trials import run_waiting
from zhiji.external.clock import SystemClock


def refresh_what_ran_out() -> int:
    """Judge again the cases of which a limit has run out, or may have moved; how many. Safe to run twice at the same time."""
    now = SystemClock().now()
    return refresh_after_notices(now) + refresh_due(now)


def refresh_what_changed() -> int:
    """Judge again the cases that a new rule file or law reaches; how many. Safe to run twice at the same time."""
    return refresh_after_changes(SystemClock().now())


def run_waiting_trials() -> int:
    """Try the drafts that wait for it; how many. Safe to run twice at the same time."""
    return run_waiting(SystemClock().now)
