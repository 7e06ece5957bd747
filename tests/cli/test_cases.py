from __future__ import annotations

import json

from tests.builders import MORNING, event, moment, open_case
from tests.cast import cast, quick_passwords
from zhiji.cases import actions
from zhiji.cli import cases
from zhiji.compliance.queries import office_cases
from zhiji.trail.actor import SYSTEM

__all__ = ["cast", "quick_passwords"]


def listed(capsys, printer):
    printer([cases._document(line, moment("03-05 09:00")) for line in office_cases()])
    return capsys.readouterr().out


def test_each_case_is_listed_with_what_is_open(cast, capsys):
    case = open_case(cast)
    actions.record_event(case, event(end=moment("03-02 10:00")), by=SYSTEM, at=MORNING)
    open_case(cast)
    first, second = json.loads(listed(capsys, cases._print_json))
    assert list(first) == ["id", "number", "title", "act", "stage", "open"]
    assert (first["id"], first["number"], first["act"], first["stage"]) == (
        case.number,
        case.number,
        "行政处罚",
        "调查取证",
    )
    owed = next(finding for finding in first["open"] if finding["requirement"] == "fuzhou-cg/4-1")
    assert owed["status"] == "逾期"  # judged on Monday, asked on Thursday
    assert owed["due_at"] == "2026-03-03T10:00:00+08:00"
    assert second["stage"] == "程序启动"


def test_the_table_counts_what_is_open(cast, capsys):
    case = open_case(cast)
    actions.record_event(case, event(end=moment("03-02 10:00")), by=SYSTEM, at=MORNING)
    text = listed(capsys, cases._print_table)
    assert case.number in text
    assert "逾期" in text
