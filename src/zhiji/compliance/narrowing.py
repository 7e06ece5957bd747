"""What a list of cases is narrowed to, and the order it is read in.

What may be asked for is what 福州 art. 25 (当事人、发生日期、发生地点、事件类型) and 顺城 art. 20 (股室、设备编号、
执法人员、使用时间、当事人、案由) want recordings to be found by, and how far a case has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from zhiji.cases import queries as cases
from zhiji.cases.models import CaseOfficer, Event, Party
from zhiji.core.calendar import SHANGHAI
from zhiji.evidence.models import Recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from zhiji.cases.models import Case


class Progress(StrEnum):
    UNDER_WAY = "在办"
    CONCLUDED = "已办结"
    ARCHIVED = "已归档"


class Order(StrEnum):
    NEWEST = "最近启动的在前"
    OLDEST = "最早启动的在前"
    NUMBER = "按编号"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Empty parts narrow nothing. `since`, `until`: days, both included; with `place` and `event` they are of one event.

    `officer`: a name or part of it, or a whole 执法证号; `device`: a whole 设备编号; `unit`: its key.
    """

    words: str = ""
    party: str = ""
    place: str = ""
    event: str = ""
    since: date | None = None
    until: date | None = None
    officer: str = ""
    device: str = ""
    unit: int | None = None
    act: str = ""
    regulation: str = ""
    stage: str = ""
    progress: str = ""
    only_open: bool = False

    def __bool__(self) -> bool:
        return self != CaseFilter()


_ORDERS = {
    Order.NEWEST: ("-opened_at", "-pk"),
    Order.OLDEST: ("opened_at", "pk"),
    Order.NUMBER: ("number",),
}
_PROGRESS = {
    Progress.UNDER_WAY: Q(concluded_at=None),
    Progress.CONCLUDED: Q(concluded_at__isnull=False, archived_at=None),
    Progress.ARCHIVED: Q(archived_at__isnull=False),
}


def narrow(found: QuerySet[Case], wanted: CaseFilter, *, now: datetime) -> QuerySet[Case]:
    found = cases.matching(found, wanted.words)
    for condition in (*_about_the_case(wanted, now), *_about_its_parts(wanted)):
        found = found.filter(condition)
    return found


def ordered(found: QuerySet[Case], order: str) -> QuerySet[Case]:
    """In that order, the newest first where there is no such order."""
    known = order in list(Order)
    return found.order_by(*_ORDERS[Order(order) if known else Order.NEWEST])


def _about_the_case(wanted: CaseFilter, now: datetime) -> Iterator[Q]:
    said = {"unit": wanted.unit, "act": wanted.act, "regulation": wanted.regulation, "standing__stage": wanted.stage}
    yield Q(**{field: value for field, value in said.items() if value})
    if wanted.progress:
        yield _PROGRESS[Progress(wanted.progress)]
    if wanted.only_open:
        yield Q(standing__open_count__gt=0) | Q(standing__next_due_at__lt=now)


def _about_its_parts(wanted: CaseFilter) -> Iterator[Q]:
    # IN, not EXISTS: what is rare is found from the part's own index, without walking over the cases
    if wanted.party:
        yield Q(pk__in=Party.objects.filter(name__icontains=wanted.party).order_by().values("case"))
    if wanted.officer:
        known = Q(name__icontains=wanted.officer) | Q(badge=wanted.officer)
        yield Q(pk__in=CaseOfficer.objects.filter(known).order_by().values("case"))
    if wanted.device:
        yield Q(pk__in=Recording.objects.filter(device=wanted.device).order_by().values("case"))
    if event := _event(wanted):
        yield Q(pk__in=Event.objects.filter(event).order_by().values("case"))
    elif wanted.place:
        there = Event.objects.filter(place__icontains=wanted.place)
        yield Q(place__icontains=wanted.place) | Q(pk__in=there.order_by().values("case"))


def _event(wanted: CaseFilter) -> Q:
    """One event of that type, on those days, at that place; an event without a place happened at the case's."""
    event = Q()
    if wanted.event:
        event &= Q(type=wanted.event)
    if wanted.since:
        event &= Q(start__gte=_midnight(wanted.since))
    if wanted.until:
        event &= Q(start__lt=_midnight(wanted.until) + timedelta(days=1))
    if event and wanted.place:
        at_the_cases = Q(place=None) | Q(place="")
        event &= Q(place__icontains=wanted.place) | (at_the_cases & Q(case__place__icontains=wanted.place))
    return event


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
