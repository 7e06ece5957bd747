"""Short ways to say what a test is about: values of the case file with the rest filled in believably."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhiji.cases import actions
from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import model

if TYPE_CHECKING:
    from tests.cast import Cast
    from zhiji.cases.models import Case, CaseOfficer


def moment(text: str) -> datetime:
    """Like 03-02 09:30, of 2026, in Shanghai."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


MORNING = moment("03-02 09:00")


def case_value(**changes: Any) -> model.Case:
    stated: dict[str, Any] = {
        "id": "",
        "title": "榕香小吃店占道经营案",
        "regulation": "fuzhou-cg",
        "act": "行政处罚",
        "procedure": "普通程序",
        "unit": "",
        "place": "东街口123号门前",
        "opened_at": MORNING,
    }
    return model.Case(**{**stated, **changes})


def party(**changes: Any) -> model.Party:
    stated = {"id": "", "role": "当事人", "kind": "个体工商户", "name": "榕香小吃店", "id_no": "92350102MA0000000E"}
    return model.Party(**{**stated, **changes})


def event(kind: str = "现场检查", start: str = "03-02 09:30", **changes: Any) -> model.Event:
    return model.Event(**{"id": "", "type": kind, "start": moment(start), **changes})


def document(kind: str = "现场检查笔录", made_at: str = "03-02 10:10", **changes: Any) -> model.Record:
    stated = {"id": "", "event": None, "medium": "文书", "made_at": moment(made_at), "doc_type": kind}
    return model.Record(**{**stated, **changes})


def open_case(cast: Cast, **changes: Any) -> Case:
    """Opened by lin for his unit."""
    return actions.open_case(case_value(**changes), unit=cast.unit, by=cast.lin.actor, at=MORNING)


def with_lin(case: Case, cast: Cast) -> CaseOfficer:
    assert cast.lin.officer
    return actions.add_officer(case, cast.lin.officer, by=cast.lin.actor, at=MORNING)
