"""What can be refused about witnesses and time-stamp authorities."""

from __future__ import annotations

from zhiji.trail.errors import TrailError


class AnchorError(TrailError):
    """An outsider, or what he gave, cannot be taken in. refused: he looked at the log and said no."""

    def __init__(self, sentence: str, *, refused: bool = False) -> None:
        super().__init__(sentence)
        self.refused = refused
