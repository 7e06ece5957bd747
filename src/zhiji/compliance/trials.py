"""草案比对: a legal reviewer has a draft tried on the office's past cases; the worker does it, a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from zhiji.compliance.comparing import BATCH, case_count, compared
from zhiji.compliance.models import Trial, TrialResult
from zhiji.core.ledger.entry import EntryType
from zhiji.core.rejudging import Tally
from zhiji.rulebook.actions import read
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.queries import current
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.core.regulations import Regulation
    from zhiji.trail.actor import Actor

SILENT = timedelta(minutes=5)
"""After that a worker that has not written is taken for dead."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be tried: the bytes of a file, or the reference of a version. `against`: "" for the draft's own id."""

    rules: bytes = b""
    name: str = ""  # of the file
    version: str = ""
    against: str = ""


@transaction.atomic
def ask(draft: Draft, *, by: Actor, at: datetime) -> Trial:
    """提出比对. Raises RulebookError with every mistake of the file, or where no case is under that regulation."""
    regulation = read(draft.rules, draft.name) if draft.rules else current().find(draft.version)
    against = draft.against or regulation.id
    total = case_count(against)
    if not total:
        raise RulebookError(f"没有适用“{against}”的案件可以比对；请选与哪部制度的案件相比。")
    trial = tracked.create(
        Trial(
            draft=regulation.reference,
            title=regulation.title,
            sha256=regulation.sha256,
            rules=draft.rules.decode(),
            against=against,
            asked_by=by.id,
            asked_by_name=by.name,
            asked_at=at,
        )
    )
    TrialResult.objects.create(trial=trial, total=total)
    facts = {"draft": trial.draft, "sha256": trial.sha256, "against": against}
    trail.record(EntryType.REGULATION_TRIED, by=by, at=at, rows=[trial], facts=facts)
    return trial


def trials() -> QuerySet[Trial]:
    """Newest first, with how far each has come."""
    return Trial.objects.select_related("result").order_by("-pk").defer("rules")


def run_waiting(now: Callable[[], datetime]) -> int:
    """Do what waits, one trial after the other; how many. Safe to run twice at the same time."""
    waiting = TrialResult.objects.filter(_unclaimed(now())).order_by("pk").values_list("pk", flat=True)
    return sum(run(key, now) for key in list(waiting))


def run(key: int, now: Callable[[], datetime]) -> bool:
    """Do the trial, unless another worker has taken it. Cases are judged as of the moment it was asked for."""
    mine = TrialResult.objects.filter(pk=key)
    if not mine.filter(_unclaimed(now())).update(touched_at=now(), done=0):
        return False
    trial = Trial.objects.get(pk=key)
    tally = Tally()
    for file, found in compared(regulation_of(trial), trial.against, trial.asked_at):
        tally.add(file.case.id, file.case.title, found)
        if tally.cases % BATCH == 0:
            mine.update(done=tally.cases, touched_at=now())
    mine.update(done=tally.cases, total=tally.cases, document=tally.to_document())
    return True


def _unclaimed(at: datetime) -> Q:
    return Q(document__isnull=True) & (Q(touched_at=None) | Q(touched_at__lt=at - SILENT))


def regulation_of(trial: Trial) -> Regulation:
    """The text that is tried."""
    if trial.rules:
        return read(trial.rules.encode(), trial.draft)
    return current().find(f"{trial.draft.partition('@')[0]}@{trial.sha256}")
