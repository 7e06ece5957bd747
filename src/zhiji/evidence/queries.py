"""Questions about evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from zhiji.cases.errors import CaseNotFoundError
from zhiji.cases.queries import case_for
from zhiji.core.ledger.entry import EntryType
from zhiji.evidence.models import Intake, Recording, StoredFile
from zhiji.organisation.permissions import Reach, Verb, reach
from zhiji.trail import queries as trail

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.cases.models import Case
    from zhiji.organisation.models import Account

WATCHING = frozenset({EntryType.VIEWED, EntryType.DOWNLOADED})


@dataclass(frozen=True, slots=True)
class Watching:
    """Somebody watched or downloaded a recording. `who`: name at that time, empty once destroyed."""

    at: datetime
    what: EntryType
    who: str
    entry: int


def is_known(sha256: bytes) -> bool:
    return StoredFile.objects.filter(sha256=sha256.hex()).exists()


def held() -> tuple[int, int]:
    """Files in the store, and their bytes."""
    found = StoredFile.objects.aggregate(files=Count("pk"), size=Sum("size"))
    return found["files"], found["size"] or 0


def waiting_intakes() -> int:
    """Arrivals of the whole office that wait for a case."""
    return Intake.objects.filter(case=None).count()


def arrived_before(file: StoredFile, name: str, case: Case | None) -> Intake | None:
    """The arrival that one more of this name would only repeat: for the same case, else one that still waits."""
    if not file.pk:
        return None
    same = Intake.objects.filter(file=file, name=name).select_related("file", "case").order_by("pk")
    if case is None:
        return same.first()
    return same.filter(case=case).first() or same.filter(case=None).first()


def recordings_of(case: Case) -> QuerySet[Recording]:
    return Recording.objects.filter(case=case).select_related("file", "intake")


def files_of(case: Case) -> QuerySet[StoredFile]:
    """Everything that came in for the case, also what is no recording yet."""
    return StoredFile.objects.filter(Q(intakes__case=case) | Q(recordings__case=case)).distinct().order_by("pk")


def recording_for(account: Account, pk: int, verb: Verb = Verb.VIEW_EVIDENCE) -> Recording:
    """The recording, if the account may do `verb` to it. Raises NotAllowed, CaseNotFoundError."""
    recording = Recording.objects.select_related("case", "file", "intake").filter(pk=pk).first()
    if recording is None:
        raise CaseNotFoundError("没有这份音像记录，或者它不在您可以查看的范围内；请从案件页面重新进入。")
    case_for(account, recording.case.number, verb)
    return recording


def waiting(account: Account) -> QuerySet[Intake]:
    """Arrivals that wait for a case and that the account may assign, newest first: all of them, or its own."""
    intakes = Intake.objects.filter(case=None).select_related("file").order_by("-arrived_at", "-pk")
    far = reach(account, Verb.ASSIGN)
    if far is None:
        return intakes.none()
    return intakes if far is Reach.ALL else intakes.filter(arrived_by=account.actor.id)


def intake_for(account: Account, pk: int) -> Intake:
    """An arrival that waits for a case. Raises CaseNotFoundError."""
    intake = waiting(account).filter(pk=pk).first()
    if intake is None:
        raise CaseNotFoundError("没有这份待归集的文件，它可能已归入案件；请刷新“采集”页面。")
    return intake


def watchings(recording: Recording) -> list[Watching]:
    """Who watched and downloaded the recording, in order."""
    lines = trail.lines_of_case(bytes(recording.case.key))
    found = ((line, line.entry) for line in lines)
    return [
        Watching(entry.at, entry.type, line.actor.get("name", ""), line.index)
        for line, entry in found
        if entry.type in WATCHING and entry.facts.get("recording") == recording.pk
    ]
