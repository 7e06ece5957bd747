"""What of a case goes into a volume as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.archive.catalogue import file_name
from zhiji.archive.soundness import readable
from zhiji.cases.errors import CaseNotFoundError
from zhiji.cases.models import Case
from zhiji.evidence import queries as evidence
from zhiji.evidence.models import Intake
from zhiji.external.media_type import FORMATS
from zhiji.external.probe import Condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.evidence.models import StoredFile


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A stored file of the case. `path`: below data/; `record`: id of the recording it is, None as long as it is none.

    `name`: what it was called when it came in.
    """

    path: str
    file: StoredFile
    name: str
    record: str | None


def case_numbered(number: str) -> Case:
    """For whoever works at the machine itself; doors with accounts ask `cases.queries.case_for`."""
    with readable(number):
        case = Case.objects.filter(number=number).first()
    if case is None:
        raise CaseNotFoundError(f"没有编号为“{number}”的案件；用 zhiji cases 可列出全部案件。")
    return case


def exhibits(case: Case) -> Iterator[Exhibit]:
    """Every file that came in for the case, each once."""
    recordings = {recording.file_id: recording for recording in evidence.recordings_of(case) if recording.file_id}
    names = dict(Intake.objects.filter(case=case).order_by("-pk").values_list("file_id", "name"))
    for file in evidence.files_of(case).exclude(condition=Condition.DESTROYED):
        recording = recordings.get(file.pk)
        stem = file_name(recording.ref, recording.pk) if recording else f"file{file.pk}"
        path = f"evidence/{stem}.{_extension(file.media_type)}"
        yield Exhibit(path, file, names.get(file.pk, stem), recording.ref if recording else None)


def _extension(media_type: str) -> str:
    """What the content is, whatever the file was called."""
    return FORMATS[media_type].extensions[0] if media_type in FORMATS else "bin"
