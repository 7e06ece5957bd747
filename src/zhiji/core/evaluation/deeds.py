"""What must have been done, or not done, with a record, at an event or at an access."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI, local_day
from zhiji.core.evaluation.conditions import facts_hold
from zhiji.core.evaluation.findings import VIOLATION
from zhiji.core.evaluation.limits import Found, Limit

if TYPE_CHECKING:
    from zhiji.core.calendar import Deadline, WorkingCalendar
    from zhiji.core.casefile import Event
    from zhiji.core.evaluation.conditions import Facts, Holds
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.occurrences import EventsAsked
    from zhiji.core.regulations.model import Requirement

DAWN, NIGHT = time(6), time(22)
ALWAYS = datetime(1, 1, 2, tzinfo=SHANGHAI)
NEVER_ALLOWED = Limit(ALWAYS, unmet=VIOLATION)


def never_allowed(until: Deadline) -> Limit:
    return Limit(ALWAYS, due_at=until.at, unmet=VIOLATION, provisional=until.provisional)


class ItselfPart:
    """The subject is what was asked for; only when it came matters."""

    def __init__(self, what: str) -> None:
        self.what = what

    def find(self, _: CaseIndex, target: Target) -> Found:
        return Found(self.what, target.moment, target.itself)


class StoringPart:
    def __init__(self, stores: tuple[str, ...]) -> None:
        self.stores = stores
        self.what = "存入" + "或".join(stores)

    def find(self, _: CaseIndex, target: Target) -> Found:
        record = target.record
        if record is None or record.stored_at is None or (record.stored_in and record.stored_in not in self.stores):
            return Found(self.what, None)
        named = bool(record.stored_in)
        return Found(self.what if named else "存放位置", record.stored_at, target.itself, not named)


class KeptOutOfPart:
    def __init__(self, stores: tuple[str, ...]) -> None:
        self.stores = stores
        self.what = f"存放于{'或'.join(stores)}"

    def find(self, _: CaseIndex, target: Target) -> Found:
        broken = target.record is not None and target.record.stored_in in self.stores
        return Found(self.what, None if broken else target.moment, target.itself, False, NEVER_ALLOWED)


class UnalteredPart:
    what = "删改原始记录"

    def find(self, _: CaseIndex, target: Target) -> Found:
        broken = target.record is not None and target.record.altered
        return Found(self.what, None if broken else target.moment, target.itself, False, NEVER_ALLOWED)


class CopiesApprovedPart:
    what = "擅自复制"

    def find(self, _: CaseIndex, target: Target) -> Found:
        copies = target.record.copies if target.record else ()
        broken = bool(copies) and not all(copy.approved for copy in copies)
        return Found(self.what, None if broken else target.moment, target.itself, False, NEVER_ALLOWED)


class WorkingHoursPart:
    what = "夜间或节假日实施"

    def __init__(self, working: WorkingCalendar) -> None:
        self.working = working

    def find(self, _: CaseIndex, target: Target) -> Found:
        broken = target.event is not None and (self.is_at_night(target.event) or self.is_on_holiday(target.event))
        return Found(self.what, None if broken else target.moment, target.itself, False, NEVER_ALLOWED)

    def is_at_night(self, event: Event) -> bool:
        return not DAWN <= event.start.astimezone(SHANGHAI).time() < NIGHT

    def is_on_holiday(self, event: Event) -> bool:
        return self.working.is_holiday(local_day(event.start))


class CopyKeptPart:
    """What is handed out is copied and the copy kept: it shows among the copies of each record."""

    what = "复制件"

    def find(self, index: CaseIndex, target: Target) -> Found:
        records = [index.records[one] for one in target.access.records] if target.access else []
        kept = tuple(record.id for record in records if record.copies)
        done = target.moment if kept or not records else None
        return Found(self.what, done, kept, lacking=len(kept) < len(records))


class HandlerPart:
    what = "管理员办理"

    def find(self, _: CaseIndex, target: Target) -> Found:
        handled = target.access is not None and bool(target.access.handler)
        return Found(self.what, target.moment, target.itself, lacking=not handled)


class FullCoursePart:
    what = "全程记录"

    def find(self, _: CaseIndex, target: Target) -> Found:
        whole = target.record is not None and target.record.full_course
        return Found(self.what, target.moment, target.itself, lacking=not whole)


class AvNoticePart:
    what = "音像记录的事先告知"

    def find(self, _: CaseIndex, target: Target) -> Found:
        return Found(self.what, target.event.av_notice_at if target.event else None, target.itself)


class FactsPart:
    """A fact of the subject event, or of one of the events asked for."""

    def __init__(self, wanted: Facts, asked: EventsAsked, context: Context) -> None:
        self.wanted = wanted
        self._asked = asked
        label = context.vocabulary.fact_label
        self.what = "、".join(f"{label(key)}为{'或'.join(map(str, any_of))}" for key, any_of in wanted.items())

    def find(self, index: CaseIndex, target: Target) -> Found:
        events = self.events(index, target)
        for event in events:
            if facts_hold(self.wanted, event.facts):
                return Found(self.what, event.start, (event.id,))
        unsaid = any(not event.facts.keys() & self.wanted.keys() for event in events)
        return Found(self.what, target.moment if unsaid else None, tuple(event.id for event in events), lacking=unsaid)

    def events(self, index: CaseIndex, target: Target) -> list[Event]:
        return [*([target.event] if target.event else ()), *self._asked.of(index, target)]


class AtMostPart:
    """The first ones, in the order of time, are within the number; those after them are too many."""

    def __init__(self, requirement: Requirement, binds: Holds) -> None:
        self.most = requirement.demand.at_most or 0
        self.what = f"不超过{self.most}次"
        self._subject = requirement.subject
        self._binds = binds

    def find(self, index: CaseIndex, target: Target) -> Found:
        excess = self.alike(index, target).index(target) >= self.most
        return Found(self.what, None if excess else target.moment, target.itself, False, NEVER_ALLOWED)

    def alike(self, index: CaseIndex, target: Target) -> list[Target]:
        """In the order of time."""
        others = index.targets(self._subject)
        return [other for other in others if other.about == target.about and self._binds(index, other)]
