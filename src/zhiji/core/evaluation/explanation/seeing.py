"""Things that were considered, each with the verdict on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.model import Considered
from zhiji.core.evaluation.explanation.words import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from zhiji.core.casefile import Approval, Event, Record
    from zhiji.core.evaluation.index import CaseIndex, Target

    Considering: TypeAlias = Mapping[type[Any], Callable[[Any, CaseIndex, Target], list[Considered]]]
    """For each kind of part, how to see what was considered for it."""


def itself_seen(target: Target, counts: bool, why: str) -> Considered:  # noqa: FBT001 - the verdict
    return Considered(target.id, target.about, target.moment, counts, why)


def record_seen(record: Record, why: str, *, counts: bool = True) -> Considered:
    return Considered(record.id, kind_of(record), record.made_at, counts, why)


def event_seen(event: Event, counts: bool, why: str) -> Considered:  # noqa: FBT001 - the verdict
    return Considered(event.id, event.type, event.start, counts, why)


def approval_seen(approval: Approval, why: str, *, counts: bool = True) -> Considered:
    return Considered(approval.id, f"{approval.role}审批", approval.at, counts, why)
