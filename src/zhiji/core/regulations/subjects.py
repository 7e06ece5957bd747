"""What an obligation attaches to: 环节, 文书, 记录, 利用, or the case as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.regulations.kinds import SPEAKS_OF_MEDIA
from zhiji.core.regulations.model import Subject, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.regulations.model import Kind
    from zhiji.core.regulations.nodes import Value
    from zhiji.core.regulations.terms import Terms

EVERY_EVENT = "每个环节"
SUBJECTS = {
    "环节": SubjectKind.EVENT,
    "文书": SubjectKind.DOCUMENT,
    "利用": SubjectKind.ACCESS,
    "记录": SubjectKind.MEDIUM,
}
COUNTS_FROM = {  # a limit, where the text does not say from when
    SubjectKind.EVENT: "event",
    SubjectKind.DOCUMENT: "event",
    SubjectKind.MEDIUM: "event",
    SubjectKind.ACCESS: "access",
    SubjectKind.CASE: None,
}
MATTER_OF = {  # an approval or a report, where the text does not say of what
    SubjectKind.EVENT: "event",
    SubjectKind.DOCUMENT: "record",
    SubjectKind.MEDIUM: "record",
    SubjectKind.ACCESS: "access",
    SubjectKind.CASE: "case",
}


def read_subject(values: Mapping[str, Value], terms: Terms) -> Subject:
    """One of the keys names the subject; 记录 beside 环节 only says which media are meant."""
    given = [key for key in SUBJECTS if key in values]
    if not given:
        return Subject(SubjectKind.CASE)
    first, *others = given
    if others not in ([], ["记录"]):
        values[first].wrong(f"“{'”和“'.join(given)}”只能写一个；要求有什么，写在“应有……”里")
    return Subject(SUBJECTS[first], _names(first, values[first], terms))


def _names(key: str, value: Value, terms: Terms) -> tuple[str, ...]:
    if key == "环节" and value.content == EVERY_EVENT:
        return ("*",)
    return terms.several(value, {"环节": "event", "文书": "document", "利用": "access_kind", "记录": "medium"}[key])


def media_spoken_of(values: Mapping[str, Value], subject: Subject, kind: Kind, terms: Terms) -> tuple[str, ...]:
    """“环节: 日常巡查, 记录: 音像”: the recordings of the patrols."""
    if subject.kind is SubjectKind.MEDIUM:
        return subject.names if kind in SPEAKS_OF_MEDIA else ()
    return terms.several(values["记录"], "medium") if "记录" in values else ()
