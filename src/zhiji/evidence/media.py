"""What a file most likely is in the terms of the vocabulary, and when its recording ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.external.media_type import FORMATS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.external.probe import Probe

_MEDIUM = {Kind.VIDEO: "录像", Kind.AUDIO: "录音", Kind.IMAGE: "照片"}
CLOCK_TOLERANCE = timedelta(minutes=10)
"""A device whose clock is ahead by more than this tells no time that we believe."""


def suggested_medium(probe: Probe, name: str) -> str | None:
    """录像, 录音, 照片; by the extension where the content tells nothing; None where nobody can say."""
    return _MEDIUM.get(probe.kind) or _MEDIUM.get(_kind_of_name(name))


def made(probe: Probe, *, stated: tuple[datetime, str] | None, arrived_at: datetime) -> tuple[datetime, str]:
    """When the recording ended and who says so: the file itself, else whoever brought it, else its arrival."""
    known = (probe.made_at, probe.made_at_from) if probe.made_at and probe.made_at_from else None
    for claim in (known, stated):
        if claim and claim[0] <= arrived_at + CLOCK_TOLERANCE:
            return claim[0], claim[1]
    return arrived_at, "入库时间"


def _kind_of_name(name: str) -> Kind:
    extension = name.rpartition(".")[2].lower()
    return next((known.kind for known in FORMATS.values() if extension in known.extensions), Kind.OTHER)
