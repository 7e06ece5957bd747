"""How explanations name moments, records, events and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhiji.core.casefile import Event, Record
    from zhiji.core.evaluation.index import CaseIndex


def moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else "没有写明的时间"


def any_of(names: Iterable[object]) -> str:
    return "或".join(map(str, names))


def listed(names: Iterable[object]) -> str:
    """Empty: 没有."""
    return "、".join(dict.fromkeys(map(str, names))) or "没有"


def kind_of(record: Record) -> str:
    return record.doc_type or record.medium


def event_named(event: Event) -> str:
    return f"{event.type}（{event.id}）"


def belonging(record: Record, index: CaseIndex) -> str:
    event = index.events.get(record.event or "")
    return f"属于{event_named(event)}" if event else "不属于哪个环节"


def person(one: str, index: CaseIndex) -> str:
    if one in index.officers:
        return f"{index.officers[one].name}（执法人员）"
    party = index.parties.get(one)
    return f"{party.name}（{party.role}）" if party else one
