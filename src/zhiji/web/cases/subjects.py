"""What an id of a case file stands for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from zhiji.core.casefile import CaseFile
    from zhiji.core.casefile.model import Event, Record


def subjects(file: CaseFile) -> dict[str, str]:
    """Each id of the file that a finding, an approval or an event may be about, in words."""
    words = {event.id: event_words(event) for event in file.events}
    words |= {record.id: record_words(record) for record in file.records}
    words |= {approval.id: f"{approval.role}的审批" for approval in file.approvals}
    words |= {access.id: f"{access.requester}的{access.kind}" for access in file.accesses}
    return words


def event_words(event: Event) -> str:
    return f"{event.type} {event.start.astimezone(SHANGHAI):%m-%d %H:%M}"


def record_words(record: Record) -> str:
    name = record.doc_type or record.medium
    detail = record.number or record.proves or record.device
    return f"{name}（{detail}）" if detail else name
