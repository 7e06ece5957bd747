"""Stored files against what was logged when they came: a part of every audit."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from zhiji.evidence import custody
from zhiji.evidence.models import StoredFile
from zhiji.external.probe import Condition
from zhiji.external.store import ObjectMissingError
from zhiji.trail.audit import finding
from zhiji.trail.queries import rows_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from zhiji.trail.audit import Finding, Tally

BATCH = 1000


def check_files(tally: Tally) -> Iterator[Finding]:
    """EVIDENCE_MISSING, EVIDENCE_ALTERED, EVIDENCE_UNLOGGED, EXPUNGED_PRESENT; `where` is the object's name in the store."""
    for file in _files(tally.first).order_by("pk").iterator(chunk_size=BATCH):
        tally.files += 1
        code = fault_of(file)
        if code:
            yield finding(code, file.name)
    for name in _unlogged():
        yield finding("EVIDENCE_UNLOGGED", name)


def _files(first: int) -> QuerySet[StoredFile]:
    """All, or those that entries from number `first` on speak of."""
    files = StoredFile.objects.all()
    return files.filter(pk__in=rows_since(first, StoredFile)) if first else files


def fault_of(file: StoredFile) -> str | None:
    """The code of what is wrong with a stored file, every byte of which is read."""
    if file.condition == Condition.DESTROYED:
        return "EXPUNGED_PRESENT" if _is_there(file) else None
    try:
        now = custody.store().digests(file.name)
    except ObjectMissingError:
        return "EVIDENCE_MISSING"
    except OSError:  # a bad sector, a folder that may not be read: not the bytes that came
        return "EVIDENCE_ALTERED"
    return None if (now.sha256.hex(), now.sm3.hex()) == (file.sha256, file.sm3) else "EVIDENCE_ALTERED"


def _is_there(file: StoredFile) -> bool:
    try:
        custody.store().size(file.name)
    except ObjectMissingError:
        return False
    return True


def _unlogged() -> Iterator[str]:
    names = custody.store().names()
    while batch := list(islice(names, BATCH)):
        strangers = _without_row(batch)
        if strangers:
            custody.store().settle()  # some of them may be on their way in
            yield from _without_row(strangers)


def _without_row(names: list[str]) -> list[str]:
    known = set(StoredFile.objects.filter(name__in=names).values_list("name", flat=True))
    return [name for name in names if name not in known]
