"""Limits that differ, drawn to one scale: how far each reaches from where it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.regulations.limits import STARTS
from zhiji.core.regulations.model import Unit
from zhiji.web.regulations.reading import span_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhiji.core.regulations.model import Due, Span
    from zhiji.core.regulations.provisions import Provision

HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WORKING_DAYS: 24, Unit.MONTHS: 30 * 24, Unit.YEARS: 365 * 24}
"""For drawing; how limits are really counted is the calendar's business."""

SHORTEST = 2.0
"""Per cent of the line, so that an hour beside a month is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One limit. `length`, `more`: per cent of the longest that is drawn beside it; `more`: as far as an exception goes.

    `back`: it is counted back from what it ends with.
    """

    start: str
    length: float
    words: str
    more: float = 0.0
    more_words: str = ""
    back: bool = False

    @property
    def at(self) -> float:
        """Where it ends, from the left."""
        return 100 - self.length if self.back else self.length


def bars(*sides: Iterable[Provision]) -> list[dict[str, Bar]]:
    """For each side, by requirement: none unless each has a limit to draw, and they are not all alike.

    A limit without a figure is not drawn.
    """
    dues = [{one.requirement.id: (one.requirement.due, _exceptional(one)) for one in side} for side in sides]
    spans = [[span for pair in side.values() for due in pair if due and (span := _span(due))] for side in dues]
    lengths = {_hours(span) for side in spans for span in side}
    longest = max(lengths) if all(spans) and len(lengths) > 1 else 0
    return [_drawn(side, longest) for side in dues]


def _drawn(dues: Mapping[str, tuple[Due | None, Due | None]], longest: int) -> dict[str, Bar]:
    found = ((key, _bar(due, other, longest)) for key, (due, other) in dues.items() if due and longest)
    return {key: bar for key, bar in found if bar}


def _bar(due: Due, other: Due | None, longest: int) -> Bar | None:
    span, further = _span(due), _span(other) if other else None
    if span is None:
        return None
    start = next((name for name, code in STARTS.items() if code == due.start), due.start or "")
    return Bar(
        start=start,
        length=_per_cent(span, longest),
        words=span_words(span) + ("前" if due.before else "内"),
        more=_per_cent(further, longest) if further and _hours(further) > _hours(span) else 0.0,
        more_words=f"例外 {span_words(further)}" if further else "",
        back=due.before is not None,
    )


def _exceptional(one: Provision) -> Due | None:
    return next((exemption.due for exemption in one.requirement.unless if exemption.due), None)


def _span(due: Due) -> Span | None:
    span = due.within or due.before
    return span if span and span.amount else None


def _hours(span: Span) -> int:
    return span.amount * HOURS[span.unit]


def _per_cent(span: Span, longest: int) -> float:
    return round(max(SHORTEST, 100 * _hours(span) / longest), 1)
