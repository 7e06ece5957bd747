"""Where every change of a case ends: one entry in the trail, and what is derived from the case brought up to date.

An action saves its rows and calls `log` last. What follows from the case (its standing under the rules) is told
here and not by the doors, so that no door can forget it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhiji.cases.errors import CaseClosedError
from zhiji.cases.models import Case
from zhiji.trail import actions as trail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from zhiji.core.ledger.entry import EntryType
    from zhiji.trail.actions import Receipt
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

    Follower = Callable[[Sequence[Case], datetime], None]


@dataclass(slots=True)
class _PutOff:
    """Cases changed in a `together`, and the moment of the last change."""

    cases: dict[int, Case] = field(default_factory=dict)
    at: datetime | None = None


_followers: list[Follower] = []
_put_off: ContextVar[_PutOff | None] = ContextVar("put_off", default=None)


def follow(follower: Follower) -> None:
    """Have `follower(cases, at)` called in the transaction of every change of cases."""
    _followers.append(follower)


def lock(case: Case) -> None:
    """Hold the case until the transaction ends. Raises CaseClosedError once it is archived."""
    archived = Case.objects.select_for_update().values_list("archived_at", flat=True).get(pk=case.pk)
    if archived:
        raise CaseClosedError(f"案件 {case.number} 已归档，不能再改；确有错误的，请由记录管理员登记后处理。")


def log(
    case: Case,
    entry: EntryType,
    *,
    rows: Sequence[Tracked],
    by: Actor,
    at: datetime,
    openings: Sequence[dict[str, Any]] = (),
    facts: dict[str, Any] | None = None,
) -> Receipt:
    """The last statement of an action: rows are saved, the transaction is open."""
    put_off = _put_off.get()
    if put_off is None:
        _tell([case], at)
    else:
        put_off.cases[case.pk], put_off.at = case, at
    return trail.record(entry, by=by, at=at, case_key=bytes(case.key), rows=rows, openings=openings, facts=facts)


@contextmanager
def together() -> Iterator[None]:
    """Several actions as one transaction; what follows from them is told once, at the end."""
    if _put_off.get() is not None:
        yield
        return
    with transaction.atomic():
        put_off = _PutOff()
        token = _put_off.set(put_off)
        try:
            yield
        finally:
            _put_off.reset(token)
        if put_off.at:
            _tell(list(put_off.cases.values()), put_off.at)


def _tell(cases: Sequence[Case], at: datetime) -> None:
    for follower in _followers:
        follower(cases, at)
