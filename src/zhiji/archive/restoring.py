"""Bringing a backup back: in a folder beside, checked there, and put in the old one's place only when it holds.

The caller has opened Django on `staging`, whose `keys` and `evidence` are those of the office: so the audit asks the signer that
remembers what it signed, and a backup that is older than that is refused unless a mirror makes up for it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from zhiji.archive.backup import DATABASE, read_head
from zhiji.archive.copies import fetch_objects
from zhiji.archive.database_copy import SQLITE_FILE, fill_database
from zhiji.archive.errors import MirrorError
from zhiji.archive.jobs import finish_destruction
from zhiji.cases import numbers
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions, audit, checkpoints, journal, keys, queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.archive.mirror import Mirror
    from zhiji.trail.actor import Actor
    from zhiji.trail.audit import Finding


@dataclass(frozen=True, slots=True)
class Restored:
    """backup: entries in the backup; replayed: entries that came from the mirror; remembered: the newest size the signer knows.

    findings: why it may not be used; empty where it may. remembered None: the signer knows nothing, so nobody can say whether
    the backup is the newest. era: the log's new name, where entries are lost for good.
    """

    backup: int
    replayed: int
    remembered: int | None
    findings: Sequence[Finding]
    era: str | None = None


def restore(
    folder: Path,
    mirror: Mirror | None,
    *,
    outside: Sequence[bytes],
    incident: str | None = None,
    by: Actor,
    at: datetime,
) -> Restored:
    """Fills the empty office that is open with the backup, then checks it. Raises MirrorError, JournalBroken, NoteError.

    incident: what happened, where entries are lost for good and the log is to go on in a new era.
    """
    _load(folder)
    backup = queries.size()
    replayed = _play_back(mirror) if mirror else 0
    fetch_objects(folder / "evidence")
    finish_destruction()
    known = [head.size for algorithm in ALGORITHMS if (head := checkpoints.local_signer().last(algorithm))]
    remembered = max(known, default=None)
    findings = audit.audit(outside=outside, sign=False)
    serious = [one for one in findings if one.code != "TAIL_UNCOVERED"]
    era = None
    if incident and {one.code for one in serious} == {"SIGNER_ROLLBACK"}:
        era, serious = keys.enter_era(checkpoints.local_signer(), "lost", incident, by=by, at=at), []
    if not serious:
        _enter(backup, replayed, remembered, by=by, at=at)
    return Restored(backup, replayed, remembered, serious, era)


def _load(folder: Path) -> None:
    head = read_head(folder)
    if head["vendor"] != connection.vendor:
        raise MirrorError(
            f"这是 {head['vendor']} 的备份，现在设的是 {connection.vendor}；请改 ZHIJI_DATABASE_URL 后再恢复。"
        )
    if connection.vendor == "sqlite":
        shutil.copyfile(folder / DATABASE / SQLITE_FILE, settings.DATABASES["default"]["NAME"])
    else:
        fill_database(folder / DATABASE, head["columns"], head["migrations"])
    if (folder / "rules").is_dir():
        shutil.copytree(folder / "rules", Path(settings.DATA_DIR, "rules"), dirs_exist_ok=True)


def _play_back(mirror: Mirror) -> int:
    fetch_objects(mirror.evidence)
    size = queries.size()
    replayed = journal.play_back(mirror.documents(max(size - 1, 0)))
    numbers.catch_up(mirror.series())
    return replayed


def _enter(backup: int, replayed: int, remembered: int | None, *, by: Actor, at: datetime) -> None:
    """A restore is never silent: it stands in the log."""
    facts = {"entries": backup, "replayed": replayed, "remembered": remembered}
    with transaction.atomic():
        actions.record(EntryType.RESTORED, by=by, at=at, facts=facts)
    checkpoints.sign()
