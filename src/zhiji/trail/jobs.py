"""What the trail does by itself."""

from __future__ import annotations

from zhiji.external.clock import SystemClock
from zhiji.trail import case_index, checkpoints


def sign_checkpoint() -> None:
    """Signs the head of the log if anything was added. Safe to run from several workers at once."""
    checkpoints.sign()


def write_case_index() -> None:
    """Enters the case index once a day. Safe to run from several workers at once."""
    case_index.write_daily(at=SystemClock().now())
