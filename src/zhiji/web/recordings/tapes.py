"""Recordings as lengths: those of a case whose beginning and end are known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI
from zhiji.evidence.queries import recordings_of
from zhiji.web.cases.lanes import Tape

if TYPE_CHECKING:
    from zhiji.cases.models import Case
    from zhiji.evidence.models import Recording


def tapes(case: Case) -> dict[str, Tape]:
    """By record id."""
    return {row.ref: tape for row in recordings_of(case) if (tape := tape_of(row))}


def tape_of(recording: Recording) -> Tape | None:
    """`made_at` is when a recording ended, so that it began by its duration before."""
    length = recording.file.probe.duration if recording.file else None
    if not length:
        return None
    end = recording.made_at.astimezone(SHANGHAI)
    lane = f"{recording.medium} {recording.device}" if recording.device else recording.medium
    return Tape(recording.ref, lane, end - timedelta(seconds=length), end)
