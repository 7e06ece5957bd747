"""A regulation of one requirement, and a case to judge by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import Case, CaseFile, Event, Party, Record
from zhiji.core.evaluation import Finding, compile_regulation
from zhiji.core.regulations.model import HoldsIn, Kind, Regulation, Requirement, Subject, SubjectKind
from zhiji.external import library


def moment(text: str) -> datetime:
    """Like 03-02 09:30, of 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def requirement(**stated: Any) -> Requirement:
    usual: dict[str, Any] = {
        "id": "局/1-1",
        "article": "第一条",
        "gist": "应当如此",
        "holds_in": HoldsIn.CASE,
        "kind": Kind.RECORD,
        "modality": "应当",
        "subject": Subject(SubjectKind.EVENT, ("现场检查",)),
    }
    return Requirement(**{**usual, **stated})


def case(**stated: Any) -> CaseFile:
    head = {
        "id": "C-1",
        "title": "某案",
        "regulation": "局",
        "act": "行政处罚",
        "unit": "大队",
        "opened_at": moment("03-02 08:00"),
    }
    head |= {key: stated.pop(key) for key in ("concluded_at", "traits", "procedure") if key in stated}
    return CaseFile(Case(**head), **{"parties": (Party("p1", "当事人", "自然人", "某人"),), **stated})


def event(kind: str = "现场检查", start: str = "03-02 09:00", **stated: Any) -> Event:
    return Event(**{"id": "e1", "type": kind, "start": moment(start), **stated})


def paper(made_at: str = "03-02 09:30", **stated: Any) -> Record:
    return Record(**{"id": "r1", "event": "e1", "medium": "文书", "made_at": moment(made_at), **stated})


def findings(requirements: Requirement | tuple[Requirement, ...], file: CaseFile, at: str) -> tuple[Finding, ...]:
    several = requirements if isinstance(requirements, tuple) else (requirements,)
    regulation = Regulation("局", "某局规定", None, None, None, None, None, None, ("行政处罚",), {}, several)
    judge = compile_regulation(regulation, library.vocabulary(), library.working_calendar())
    return judge.judge(file, at=moment(at)).findings


def finding(only: Requirement, file: CaseFile, at: str = "12-31 12:00") -> Finding:
    (found,) = findings(only, file, at)
    return found
