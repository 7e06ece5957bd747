"""From what came in to the rows that will say so: all of them unsaved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, cast

from zhiji.evidence import custody
from zhiji.evidence.media import made, suggested_medium
from zhiji.evidence.models import Intake, Recording, StoredFile
from zhiji.evidence.names import readable_name

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.external.probe import Probe
    from zhiji.external.store import Held
    from zhiji.trail.actor import Actor

STORED_IN = "执法信息系统"


class Arrival(TypedDict, total=False):
    """What the bringer knows of a file. `made_at`: when its recording ended, `made_at_from`: 登记 (said so) or 文件时间."""

    source: str
    device: str
    made_at: datetime
    made_at_from: str


class Description(TypedDict, total=False):
    """What a recording is, in the words of `zhiji-case/1`. `medium` is suggested by the content where it is not given."""

    event: str
    medium: str
    made_by: str
    method: str
    proves: str
    covers: list[str]
    transcript: bool
    full_course: bool


class ArrivalOfRecording(Arrival, Description, total=False):
    """Both, for what comes in for a case."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are durable and not yet logged. `probe` None: they were logged before."""

    held: Held
    probe: Probe | None


def file_row(kept: Kept, at: datetime) -> StoredFile:
    """The row of these bytes: saved already, or new and unsaved (no pk)."""
    sha256 = kept.held.digests.sha256.hex()
    known = StoredFile.objects.filter(sha256=sha256).first()
    if known:
        return known
    probe = kept.probe or custody.probe(kept.held.name)
    return StoredFile(
        name=kept.held.name,
        sha256=sha256,
        sm3=kept.held.digests.sm3.hex(),
        size=kept.held.size,
        **found_in(probe),
        stored_at=at,
    )


def found_in(probe: Probe) -> dict[str, Any]:
    """What a file's row says of its content."""
    return {"media_type": probe.media_type, "condition": probe.condition, "probed": probe.to_document()}


def intake_row(file: StoredFile, name: str, case: Case | None, about: Arrival, *, by: Actor, at: datetime) -> Intake:
    """A new arrival, unsaved."""
    stated = about.get("made_at")
    made_at, made_at_from = made(
        file.probe, stated=(stated, about.get("made_at_from", "登记")) if stated else None, arrived_at=at
    )
    return Intake(
        file=file,
        case=case,
        name=name,
        source=readable_name(about.get("source", "")),
        device=about.get("device", ""),
        made_at=made_at,
        made_at_from=made_at_from,
        arrived_by=by.id,
        arrived_by_name=by.name,
        arrived_at=at,
        duplicate=bool(file.pk),
    )


def recording_row(intake: Intake, case: Case, description: Description) -> Recording | None:
    """The arrival as a record of its case; None where the case has these bytes already, or nobody knows the medium."""
    medium = description.get("medium") or suggested_medium(intake.file.probe, intake.name)
    if medium is None or (intake.file.pk and Recording.objects.filter(case=case, file=intake.file).exists()):
        return None
    return Recording(
        case=case,
        file=intake.file,
        intake=intake,
        made_at=intake.made_at,
        device=intake.device or None,
        stored_at=intake.arrived_at,
        stored_in=STORED_IN,
        sha256=intake.file.sha256,
        **{**description, "medium": medium},
    )


def description_in(about: ArrivalOfRecording) -> Description:
    kept = {key: value for key, value in about.items() if key in Description.__annotations__}
    return cast("Description", kept)
