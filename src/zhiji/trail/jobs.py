"""What the trail does by itself."""

from __future__ import annotations

from zhiji.trail import checkpoints


def sign_checkpoint() -> None:
    """Signs the head of the log if anything was added. Safe to run from several workers at once."""
    checkpoints.sign()
