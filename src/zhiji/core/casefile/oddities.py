"""What a case file may say and yet hardly means. It is judged as it stands; whoever wrote it had better look again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiji.core.casefile.errors import CaseFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.casefile.model import CaseFile

SHA256 = re.compile("[0-9a-fA-F]{64}")


def oddities(file: CaseFile) -> list[CaseFileError]:
    """Each with its path, in the order of the file: never raised, the file is sound."""
    return [*_ends(file), *_rings(file), *_digests(file)]


def _ends(file: CaseFile) -> Iterator[CaseFileError]:
    for place, event in enumerate(file.events):
        if event.end is not None and event.end < event.start:
            yield CaseFileError(f"$.events[{place}].end", "结束早于开始，请核对；判定时各按写明的算")


def _rings(file: CaseFile) -> Iterator[CaseFileError]:
    """Events that serve each other in a circle, each circle once."""
    of_records = {record.id: record.event for record in file.records}
    serves = {event.id: of_records.get(event.of or "", event.of) for event in file.events}
    told: set[str] = set()
    for place, event in enumerate(file.events):
        ring, next_one = [event.id], serves[event.id]
        while next_one is not None and next_one not in ring:
            ring.append(next_one)
            next_one = serves.get(next_one)
        if next_one == event.id and event.id not in told:
            told.update(ring)
            yield CaseFileError(f"$.events[{place}].of", f"环节绕成一圈互相针对（{'、'.join(ring)}），请核对是谁针对谁")


def _digests(file: CaseFile) -> Iterator[CaseFileError]:
    for place, record in enumerate(file.records):
        if record.sha256 and not SHA256.fullmatch(record.sha256):
            yield CaseFileError(f"$.records[{place}].sha256", "不是 64 位十六进制的 SHA-256 摘要，请核对")
