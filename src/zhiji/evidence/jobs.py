"""What happens to evidence by itself."""

from __future__ import annotations

from zhiji.evidence import uploads
from zhiji.external.clock import SystemClock


def sweep_expired_uploads() -> None:
    """Finish what a killed process left whole; remove what nobody went on with. Safe to run twice at the same time."""
    uploads.sweep(at=SystemClock().now())
