"""Everything that happens in the demonstration office, planned story by story and done in the order of time.

So the trail grows as it would have, case beside case. What would lie after the present is left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiji.organisation.models import Account

Step: TypeAlias = "Callable[[datetime], object]"
"""Something done at the moment it is handed."""


class Script:
    def __init__(self, staff: Mapping[str, Account], now: datetime) -> None:
        self.staff, self.now = staff, now.astimezone(SHANGHAI)
        self._planned: list[tuple[datetime, Step]] = []

    def plan(self, at: datetime, step: Step) -> None:
        self._planned.append((at, step))

    def monday(self, weeks_ago: int) -> datetime:
        """Midnight of the Monday so many weeks before that of the present."""
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=midnight.weekday() + 7 * weeks_ago)

    def perform(self, after_each: Callable[[], None] = lambda: None) -> None:
        for at, step in sorted(self._planned, key=lambda planned: planned[0]):
            if at <= self.now:
                step(at)
                after_each()
