"""What people do with evidence: take it in, assign it to a case, watch it, take a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from django.db import transaction

from zhiji.cases import changes, checks, parts, striking
from zhiji.cases.errors import CaseClosedError, CaseError
from zhiji.core.ledger.entry import EntryType
from zhiji.evidence import custody, queries
from zhiji.evidence.arrivals import (
    ArrivalOfRecording,
    Description,
    Kept,
    description_in,
    file_row,
    found_in,
    intake_row,
    recording_row,
)
from zhiji.evidence.errors import EvidenceError
from zhiji.evidence.models import Intake, Recording
from zhiji.evidence.names import readable_name
from zhiji.evidence.receipts import Receipt, receipt_for
from zhiji.external import library
from zhiji.external.probe import Condition
from zhiji.trail import actions as trail
from zhiji.trail import tracked
from zhiji.trail.locking import take_lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.core.ledger.canonical import Canonical
    from zhiji.external.digesting import Source
    from zhiji.external.store import Held
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked


def take_in(
    stream: Source, *, name: str, by: Actor, at: datetime, case: Case | None = None, **about: Unpack[ArrivalOfRecording]
) -> Receipt:
    """收取 one file: its bytes are durable before anything is written about them.

    What arrived before under this name is acknowledged, not added. Raises CaseError, and StoreError of the store.
    """
    if case is not None:
        require_receptive(case, description_in(about))
    with custody.store().arriving():
        return enter(probed(custody.store().put(stream)), name=name, by=by, at=at, case=case, **about)


def probed(held: Held) -> Kept:
    """What lies in the store, looked into unless that was done before."""
    return Kept(held, None if queries.is_known(held.digests.sha256) else custody.probe(held.name))


@transaction.atomic
def enter(
    kept: Kept, *, name: str, by: Actor, at: datetime, case: Case | None = None, **about: Unpack[ArrivalOfRecording]
) -> Receipt:
    """Write the rows of what is in the store, and their entry."""
    if case is not None:
        changes.lock(case)
    take_lock()  # two arrivals of the same bytes must not both think that they are the first
    file, name = file_row(kept, at), readable_name(name)
    earlier = queries.arrived_before(file, name, case)
    if earlier is None:
        intake = intake_row(file, name, case, about, by=by, at=at)
        rows: list[Tracked] = [tracked.create(row) for row in (file, intake) if row.pk is None]
        if file.condition == Condition.DESTROYED:  # lawfully gone, and collected anew
            rows.append(tracked.update(file, **found_in(custody.probe(kept.held.name))))
        recordings = _recording(intake, description_in(about))
        logged = _log(EntryType.EVIDENCE_RECEIVED, intake, [*rows, *recordings], by=by, at=at)
        return Receipt(intake, recordings[0] if recordings else None, logged.index, known=False)
    if case is not None and earlier.case is None:
        assign(earlier, case=case, by=by, at=at, **description_in(about))
    return receipt_for(earlier)


@transaction.atomic
def assign(
    intake: Intake, *, case: Case, by: Actor, at: datetime, **description: Unpack[Description]
) -> Recording | None:
    """归集 an arrival to a case, or say what a file of the case is. None as long as nobody knows its medium."""
    require_receptive(case, description)
    if intake.case not in {None, case}:
        raise EvidenceError(f"文件“{intake.name}”已归入别的案件，不能再归入 {case.number}；请刷新“采集”页面。")
    if Recording.objects.filter(intake=intake).exists():
        raise EvidenceError(f"文件“{intake.name}”已是案件 {case.number} 的音像记录，无需再次归集。")
    changes.lock(case)
    rows: list[Tracked] = [] if intake.case else [tracked.update(intake, case=case)]
    recordings = _recording(intake, description)
    if not rows and not recordings:
        raise EvidenceError(f"还不知道文件“{intake.name}”是什么，请选择介质（照片、录音、录像等）。")
    _log(EntryType.EVIDENCE_CHANGED, intake, [*rows, *recordings], by=by, at=at)
    return recordings[0] if recordings else None


@transaction.atomic
def strike_recording(recording: Recording, reason: str, *, by: Actor, at: datetime) -> None:
    """作废 a recording of the case: its file stays in custody, and its arrival waits for a case again."""
    changes.lock(recording.case)
    striking.require_strikable(recording)
    intake = recording.intake
    striking.mark(recording, reason, by=by, at=at, intake=None)
    freed: list[Tracked] = [tracked.update(intake, case=None)] if intake else []
    changes.log(recording.case, EntryType.STRUCK, rows=[recording, *freed], by=by, at=at)


@transaction.atomic
def viewed(subject: Recording | Intake, *, by: Actor, at: datetime) -> None:
    """观看. Logged before the first byte is served: where this fails, nothing is."""
    _log_look(EntryType.VIEWED, subject, by=by, at=at)


@transaction.atomic
def downloaded(subject: Recording | Intake, *, by: Actor, at: datetime) -> None:
    """下载 a copy. Logged before the first byte is served."""
    _log_look(EntryType.DOWNLOADED, subject, by=by, at=at)


def require_receptive(case: Case, description: Description) -> None:
    """Raise CaseError unless the case may receive a recording so described."""
    if case.archived_at:
        raise CaseClosedError(f"案件 {case.number} 已归档，不能再收音像；请不指定案件收取，再与记录管理员联系。")
    if event := description.get("event"):
        checks.event_ref(case, event)
    if made_by := description.get("made_by"):
        checks.officer(case, made_by)
    if medium := description.get("medium"):
        _av_term(medium)


def _recording(intake: Intake, description: Description) -> list[Recording]:
    """The arrival as a record of its case, where it has one and can become one."""
    if intake.case is None:
        return []
    row = recording_row(intake, intake.case, description)
    if row is None:
        return []
    row.medium = _av_term(row.medium)
    return [parts.append(intake.case, row)]


def _log(entry: EntryType, intake: Intake, rows: Sequence[Tracked], *, by: Actor, at: datetime) -> trail.Receipt:
    file = intake.file
    opening: dict[str, Canonical] = {
        "kind": "file",
        "path": intake.name,
        "sha256": file.sha256,
        "size": file.size,
        "sm3": file.sm3,
    }
    if intake.case is None:
        return trail.record(entry, by=by, at=at, rows=rows, openings=[opening])
    return changes.log(intake.case, entry, rows=rows, by=by, at=at, openings=[opening])


def _log_look(entry: EntryType, subject: Recording | Intake, *, by: Actor, at: datetime) -> None:
    key = bytes(subject.case.key) if subject.case else None
    kind = "recording" if isinstance(subject, Recording) else "intake"
    trail.record(entry, by=by, at=at, case_key=key, facts={kind: subject.pk})


def _av_term(medium: str) -> str:
    term = checks.term("medium", medium, "介质")
    if library.vocabulary().medium_group(term) != "音像":
        raise CaseError(f"“{medium}”不是音像；文书请在案件中制作。", field="medium")
    return term
