"""The moment, asked of the machine in one place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from datetime import timedelta


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in legal time."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(SHANGHAI)  # noqa: TID251 - the one place that asks the machine


class FixedClock:
    """Stands still until told to advance."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(SHANGHAI)

    def now(self) -> datetime:
        return self._moment

    def advance(self, span: timedelta) -> None:
        self._moment += span
