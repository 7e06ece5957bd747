"""The moment of a request. Tests put a clock that stands still in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.external.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.external.clock import Clock

clock: Clock = SystemClock()


def now() -> datetime:
    return clock.now()
