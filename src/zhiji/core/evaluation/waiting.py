"""What must wait: an event that may not come before a period has run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.counting import Counting
from zhiji.core.evaluation.deeds import never_allowed
from zhiji.core.evaluation.dues import start_of_due
from zhiji.core.evaluation.limits import Found
from zhiji.core.regulations.limits import write_limit

if TYPE_CHECKING:
    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Due, Span


def has_begun(due: Due) -> Holds:
    """Whether the period has a beginning in the case; before that there is nothing to wait for."""
    start_of = start_of_due(due)
    return lambda index, target: start_of(index, target) is not None


class WaitingPart:
    """The last day of the period belongs to it: the event is in order from the day after."""

    def __init__(self, due: Due, span: Span, context: Context) -> None:
        self.start_of = start_of_due(due)
        self.counting = Counting(span, context.working, roll=due.roll)
        self.what = f"不早于{write_limit(due).removesuffix('内')}"

    def find(self, index: CaseIndex, target: Target) -> Found:
        event, start = target.event, self.start_of(index, target)
        deadline = self.counting.from_(start, index) if start else None
        if event is None or deadline is None:
            return Found(self.what, None)
        waited = event.start if event.start > deadline.at else None
        return Found(self.what, waited, (event.id,), False, never_allowed(deadline))
