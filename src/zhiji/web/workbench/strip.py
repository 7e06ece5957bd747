"""The hours of today as one line, and on it what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI
from zhiji.web import times

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_HOUR = 6
SPAN = timedelta(hours=24 - FIRST_HOUR)
ROOM = 12
"""Per cent of the line that one label takes."""


@dataclass(frozen=True, slots=True)
class Pin:
    at: float
    word: str
    late: bool
    url: str
    labelled: bool  # where labels would overlap, the first one stands


@dataclass(frozen=True, slots=True)
class Strip:
    now: float
    clock: str
    hours: tuple[tuple[float, str], ...]
    pins: tuple[Pin, ...]


def strip(now: datetime, dues: Iterable[tuple[datetime, str, str]]) -> Strip:
    """`dues`: moment, word and address of each thing due."""
    start = now.astimezone(SHANGHAI).replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    today = [(at, word, url) for at, word, url in sorted(dues) if start <= at <= start + SPAN]
    return Strip(
        now=_place(now, start),
        clock=times.hour(now),
        hours=tuple(
            (_place(start + timedelta(hours=hour), start), f"{FIRST_HOUR + hour}:00") for hour in range(0, 19, 2)
        ),
        pins=tuple(_pins(today, start, now)),
    )


def _pins(dues: Iterable[tuple[datetime, str, str]], start: datetime, now: datetime) -> Iterable[Pin]:
    free_from = 0.0
    for at, word, url in dues:
        place = _place(at, start)
        labelled = place >= free_from
        if labelled:
            free_from = place + ROOM
        yield Pin(place, f"{times.hour(at)} {word}", at < now, url, labelled)


def _place(at: datetime, start: datetime) -> float:
    return round(max(0.0, min(100.0, (at - start) / SPAN * 100)), 2)
