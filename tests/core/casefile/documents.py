"""A small sound case document to break in one place at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

SOUND: dict[str, Any] = {
    "format": "zhiji-case/1",
    "case": {
        "id": "C-2026-0001",
        "title": "某店涉嫌占道经营案",
        "regulation": "fuzhou-cg",
        "act": "行政处罚",
        "procedure": "普通程序",
        "unit": "鼓楼大队",
        "place": "东街口",
        "traits": ["复杂"],
        "opened_at": "2026-03-02T09:00:00+08:00",
        "concluded_at": None,
        "archived_at": None,
    },
    "parties": [{"id": "p1", "role": "当事人", "kind": "个体工商户", "name": "某店"}],
    "officers": [{"id": "o1", "name": "甲", "badge": "闽A-1"}, {"id": "o2", "name": "乙"}],
    "events": [
        {
            "id": "e1",
            "type": "现场检查",
            "start": "2026-03-02T09:30:00+08:00",
            "end": "2026-03-02T10:10:00+08:00",
            "officers": ["o1", "o2"],
            "parties": ["p1"],
            "facts": {"outcome": "发现违法"},
            "duties": {"o1": ["记录人"]},
        },
        {
            "id": "e2",
            "type": "责令改正",
            "start": "2026-03-02T11:00:00+08:00",
            "facts": {"改正期限": "2026-03-09"},
            "of": "e1",
        },
    ],
    "records": [
        {
            "id": "r1",
            "event": "e1",
            "medium": "文书",
            "doc_type": "现场检查笔录",
            "made_at": "2026-03-02T10:10:00+08:00",
            "made_by": "o1",
            "fields": {"案由": "占道经营"},
            "signatures": [{"by": "p1", "kind": "签名"}, {"by": "行政机关", "kind": "盖章"}],
        },
        {
            "id": "r2",
            "event": None,
            "medium": "录像",
            "made_at": "2026-03-02T10:10:00+08:00",
            "copies": [{"at": "2026-03-03T10:10:00+08:00", "to": "光盘", "approved": True}],
            "retain_until": "2056-12-31",
        },
    ],
    "approvals": [
        {
            "id": "a1",
            "of": "e2",
            "role": "机关负责人",
            "by": "o2",
            "at": "2026-03-02T12:00:00+08:00",
            "decision": "同意",
        },
        {"id": "a2", "of": "case", "role": "集体讨论", "at": "2026-03-02T12:00:00+08:00", "decision": "同意"},
    ],
    "reports": [{"of": "e1", "to": "承办机构负责人", "at": "2026-03-02T12:00:00+08:00"}],
    "accesses": [
        {
            "id": "x1",
            "kind": "查阅",
            "requester": "某店",
            "requester_kind": "当事人",
            "records": ["r1"],
            "at": "2026-04-02T12:00:00+08:00",
            "handler": "o2",
        }
    ],
}


def sound() -> dict[str, Any]:
    return deepcopy(SOUND)


def changed(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """The sound document with one value replaced or added."""
    document = sound()
    target: Any = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return document


def without(path: tuple[str | int, ...]) -> dict[str, Any]:
    document = sound()
    target: Any = document
    for step in path[:-1]:
        target = target[step]
    del target[path[-1]]
    return document
