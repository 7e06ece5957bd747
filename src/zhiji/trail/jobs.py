"""What the trail does by itself."""

from __future__ import annotations

from zhiji.external.clock import SystemClock
from zhiji.trail import case_index, checkpoints
from zhiji.trail.anchoring import rounds


def sign_checkpoint() -> None:
    """Signs the head of the log if anything was added. Safe to run from several workers at once."""
    checkpoints.sign()


def write_case_index() -> None:
    """Enters the case index once a day. Safe to run from several workers at once."""
    case_index.write_daily(at=SystemClock().now())


def collect_cosignatures() -> None:
    """Asks the witnesses over the network. Two workers that ask at once get the same answer twice, no more."""
    rounds.collect(at=SystemClock().now())


def stamp_checkpoint() -> None:
    """Asks the time-stamp authorities, once an hour and after a case was closed."""
    rounds.stamp(at=SystemClock().now())
