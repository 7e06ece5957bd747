"""An event drawn as lengths on one axis: what the 笔录 says, what was filmed, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from zhiji.web import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhiji.core.casefile.model import Event

SHORTEST_GAP = timedelta(minutes=1)
TICKS = 4


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording with its beginning and end; `lane`: the recorder, else the medium."""

    ref: str
    lane: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Length:
    """In per cent of the axis."""

    at: float
    width: float
    word: str = ""

    @property
    def end(self) -> float:
        return round(self.at + self.width, 2)

    @property
    def middle(self) -> float:
        return round(self.at + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Lanes:
    ticks: tuple[tuple[float, str], ...]
    written: Length | None
    filmed: tuple[tuple[str, tuple[Length, ...]], ...]
    gaps: tuple[Length, ...]  # what no recording covers
    owed: bool  # a rule wanted the whole course recorded, so that the gaps are a fault
    pictures: tuple[float, ...]
    words: str  # the same for those who do not see it


@dataclass(frozen=True, slots=True)
class _Axis:
    start: datetime
    end: datetime

    def at(self, moment: datetime) -> float:
        return round((moment - self.start) / (self.end - self.start) * 100, 2)

    def length(self, start: datetime, end: datetime, word: str = "") -> Length:
        return Length(self.at(start), round(self.at(end) - self.at(start), 2), word)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end


def lanes(
    event: Event, tapes: Sequence[Tape], pictures: Iterable[datetime], *, written: bool, owed: bool = False
) -> Lanes | None:
    """None where there is nothing to compare: no recording, or an event without length."""
    if not tapes or event.end is None or event.end <= event.start:
        return None
    axis = _Axis(min(event.start, *(tape.start for tape in tapes)), max(event.end, *(tape.end for tape in tapes)))
    by_lane = sorted({tape.lane for tape in tapes})
    gaps = uncovered(event.start, event.end, tapes)
    return Lanes(
        ticks=tuple(_ticks(axis)),
        written=axis.length(event.start, event.end) if written else None,
        filmed=tuple(
            (lane, tuple(axis.length(tape.start, tape.end) for tape in tapes if tape.lane == lane)) for lane in by_lane
        ),
        gaps=tuple(
            axis.length(start, end, f"{'缺' if owed else '未录'} {times.span(end - start)}") for start, end in gaps
        ),
        owed=owed,
        pictures=tuple(axis.at(moment) for moment in pictures if axis.holds(moment)),
        words=_words(event, tapes, gaps),
    )


def uncovered(start: datetime, end: datetime, tapes: Iterable[Tape]) -> list[tuple[datetime, datetime]]:
    """The stretches of at least a minute between `start` and `end` that no tape covers."""
    reached = start
    edges: list[tuple[datetime, datetime]] = []
    for tape in sorted(tapes, key=lambda tape: tape.start):
        edges.append((reached, min(max(tape.start, reached), end)))
        reached = min(max(reached, tape.end), end)
    edges.append((reached, end))
    return [(left, right) for left, right in edges if right - left >= SHORTEST_GAP]


def _ticks(axis: _Axis) -> list[tuple[float, str]]:
    step = (axis.end - axis.start) / TICKS
    moments = [axis.start + step * place for place in range(TICKS + 1)]
    labels = [times.hour(moment) for moment in moments]
    # A short event would write the same minute twice.
    kept = [labels[0], *(later if later != former else "" for former, later in pairwise(labels))]
    return [(axis.at(moment), label) for moment, label in zip(moments, kept, strict=True) if label]


def _words(event: Event, tapes: Sequence[Tape], gaps: Sequence[tuple[datetime, datetime]]) -> str:
    ended = event.end or event.start
    said = f"{event.type} {times.hour(event.start)} 至 {times.hour(ended)}，录制 {len(tapes)} 段"
    if not gaps:
        return f"{said}，没有缺口"
    return said + "".join(f"；{times.hour(left)} 至 {times.hour(right)} 没有录制" for left, right in gaps)
