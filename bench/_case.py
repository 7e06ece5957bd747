"""The case that is judged: 30 events and 60 records, half of them films."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zhiji.core.calendar import SHANGHAI

START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
STEPS = ("案源登记", "立案", "现场检查", "询问", "调取证据", "责令改正", "行政处罚告知", "陈述申辩", "作出决定", "送达")
PAPERS = ("案件来源登记表", "立案审批表", "现场检查笔录", "询问笔录", "调取证据通知书", "责令改正通知书",
          "行政处罚告知书", "陈述申辩笔录", "行政处罚决定书", "送达回证")  # fmt: skip


def case_document(events: int = 30) -> dict[str, Any]:
    """A case in which each event has one paper, signed, and one film."""
    return {
        "format": "zhiji-case/1",
        "case": {
            "id": "C-2026-0001", "title": "某店涉嫌占道经营案", "regulation": "fuzhou-cg", "act": "行政处罚",
            "procedure": "普通程序", "unit": "鼓楼大队", "place": "东街口", "traits": [], "opened_at": _at(0),
            "concluded_at": _at(40), "archived_at": None,
        },
        "parties": [{"id": "p1", "role": "当事人", "kind": "个体工商户", "name": "某店"}],
        "officers": [{"id": f"o{n}", "name": f"执法员{n}", "badge": f"闽A-{n}"} for n in (1, 2, 3)],
        "events": [_event(number) for number in range(events)],
        "records": [record for number in range(events) for record in (_paper(number), _film(number))],
        "approvals": [{"id": "a1", "of": "e1", "role": "机关负责人", "by": "o3", "at": _at(1), "decision": "同意"}],
        "reports": [],
        "accesses": [],
    }  # fmt: skip


def _at(day: int, minutes: int = 0) -> str:
    return (START + timedelta(days=day, minutes=minutes)).isoformat()


def _event(number: int) -> dict[str, Any]:
    return {
        "id": f"e{number}", "type": STEPS[number % 10], "start": _at(number), "end": _at(number, 40), "place": "东街口",
        "officers": ["o1", "o2"], "parties": ["p1"], "facts": {}, "traits": [], "duties": {},
        "av_notice_at": _at(number, -1), "returned_at": None, "of": None,
    }  # fmt: skip


def _paper(number: int) -> dict[str, Any]:
    return {
        "id": f"r{number}a", "event": f"e{number}", "medium": "文书", "doc_type": PAPERS[number % 10], "number": None,
        "made_at": _at(number, 40), "made_by": "o1", "covers": [], "fields": {"案由": "占道经营"},
        "signatures": [{"by": who, "kind": "签名", "at": _at(number, 40), "each_page": True} for who in ("p1", "o1")],
        "stored_at": _at(number, 90), "stored_in": "执法信息系统", "retain_until": None,
    }  # fmt: skip


def _film(number: int) -> dict[str, Any]:
    return {
        "id": f"r{number}b", "event": f"e{number}", "medium": "录像", "made_at": _at(number, 40), "made_by": "o2",
        "method": "执法记录仪 DSJ-00017", "proves": "现场情况", "transcript": True, "full_course": True,
        "device": "DSJ-00017", "stored_at": _at(number, 90), "stored_in": "执法信息系统", "sha256": "0" * 64,
        "altered": False, "copies": [], "retain_until": "case",
    }  # fmt: skip
