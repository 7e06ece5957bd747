"""What must have been done, or not done, with a record, at an event or at an access."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from zhiji.core.calendar import SHANGHAI
from zhiji.core.evaluation.conditions import facts_hold
from zhiji.core.evaluation.findings import VIOLATION
from zhiji.core.evaluation.limits import Found, Limit
from zhiji.core.evaluation.occurrences import events_asked

if TYPE_CHECKING:
    from zhiji.core.calendar import Deadline, WorkingCalendar
    from zhiji.core.casefile import Officer
    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Part
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import OfficersDemand, Requirement

HOST, INVESTIGATOR, INVESTIGATION = "听证主持人", "案件调查人", "调查取证"
DAWN, NIGHT = time(6), time(22)
ALWAYS = datetime(1, 1, 2, tzinfo=SHANGHAI)
NEVER_ALLOWED = Limit(ALWAYS, unmet=VIOLATION)


def never_allowed(until: Deadline) -> Limit:
    return Limit(ALWAYS, due_at=until.at, unmet=VIOLATION, provisional=until.provisional)


def itself_part(what: str) -> Part:
    """The subject is what was asked for; only when it came matters."""
    return lambda _, target: Found(what, target.moment, target.itself)


def storing_part(requirement: Requirement) -> Part:
    stores = requirement.demand.stored_in
    what = "存入" + "或".join(stores)

    def part(_: CaseIndex, target: Target) -> Found:
        record = target.record
        if record is None or record.stored_at is None or (record.stored_in and record.stored_in not in stores):
            return Found(what, None)
        return Found(
            what if record.stored_in else "存放位置", record.stored_at, (record.id,), lacking=not record.stored_in
        )

    return part


def kept_out_of_part(requirement: Requirement) -> Part:
    stores = requirement.demand.not_stored_in

    def part(_: CaseIndex, target: Target) -> Found:
        broken = target.record is not None and target.record.stored_in in stores
        return _kept(f"存放于{'或'.join(stores)}", target, broken=broken)

    return part


def unaltered_part(_: CaseIndex, target: Target) -> Found:
    return _kept("删改原始记录", target, broken=target.record is not None and target.record.altered)


def copies_approved_part(_: CaseIndex, target: Target) -> Found:
    copies = target.record.copies if target.record else ()
    return _kept("擅自复制", target, broken=not all(copy.approved for copy in copies))


def _kept(what: str, target: Target, *, broken: bool) -> Found:
    return Found(what, None if broken else target.moment, target.itself, limit=NEVER_ALLOWED)


def working_hours_part(working: WorkingCalendar) -> Part:
    def part(_: CaseIndex, target: Target) -> Found:
        start = target.event.start.astimezone(SHANGHAI) if target.event else None
        broken = start is not None and (
            start.time() < DAWN or start.time() >= NIGHT or working.is_holiday(start.date())
        )
        return _kept("夜间或节假日实施", target, broken=broken)

    return part


def copy_kept_part(index: CaseIndex, target: Target) -> Found:
    """What is handed out is copied and the copy kept: it shows among the copies of each record."""
    records = [index.records[one] for one in target.access.records] if target.access else []
    kept = tuple(record.id for record in records if record.copies)
    done = target.moment if kept or not records else None
    return Found("复制件", done, kept, lacking=len(kept) < len(records))


def handler_part(_: CaseIndex, target: Target) -> Found:
    handled = target.access is not None and bool(target.access.handler)
    return Found("管理员办理", target.moment, target.itself, lacking=not handled)


def full_course_part(_: CaseIndex, target: Target) -> Found:
    whole = target.record is not None and target.record.full_course
    return Found("全程记录", target.moment, target.itself, lacking=not whole)


def av_notice_part(_: CaseIndex, target: Target) -> Found:
    return Found("音像记录的事先告知", target.event.av_notice_at if target.event else None, target.itself)


def officers_part(demand: OfficersDemand) -> Part:
    def lacks(officer: Officer) -> bool:
        return (demand.on_staff is True and not officer.on_staff) or (
            demand.qualified is True and not officer.qualified
        )

    what = "".join(("在编" if demand.on_staff else "", "有执法资格的" if demand.qualified else "", "执法人员"))

    def part(index: CaseIndex, target: Target) -> Found:
        event = target.event
        acting = event.officers if event else ()
        if demand.minimum:
            wanted = f"{demand.minimum}名以上{what}"
            fit = set(acting) - {officer.id for officer in index.officers.values() if lacks(officer)}
            return Found(wanted, target.moment if acting else None, acting, lacking=len(fit) < demand.minimum)
        makers = (paper.made_by for paper in index.papers(event.id)) if event else ()
        officers = [index.officers[one] for one in dict.fromkeys((*acting, *makers)) if one in index.officers]
        unfit = tuple(officer.id for officer in officers if lacks(officer))
        return Found(what, target.moment, unfit or tuple(officer.id for officer in officers), lacking=bool(unfit))

    return part


def impartial_host_part(index: CaseIndex, target: Target) -> Found:
    """Somebody is named as presiding, and nobody who does acted in the investigation."""
    what = "未参与调查的听证主持人"
    duties = target.event.duties if target.event else {}
    hosts = tuple(one for one, held in duties.items() if HOST in held)
    investigators = {one for one, held in duties.items() if INVESTIGATOR in held}
    for event in index.events.values():
        if index.vocabulary.stage_of(event.type) == INVESTIGATION:
            investigators.update(event.officers)
    partial = tuple(host for host in hosts if host in investigators)
    return Found(what, target.moment, partial or hosts, lacking=bool(partial) or not hosts)


def facts_part(requirement: Requirement) -> Part:
    """A fact of the subject event, or of one of the events asked for."""
    wanted = requirement.demand.facts

    def part(index: CaseIndex, target: Target) -> Found:
        events = [*([target.event] if target.event else ()), *events_asked(requirement, index, target)]
        what = "、".join(
            f"{index.vocabulary.fact_label(key)}为{'或'.join(map(str, any_of))}" for key, any_of in wanted.items()
        )
        for event in events:
            if facts_hold(wanted, event.facts):
                return Found(what, event.start, (event.id,))
        unsaid = any(not event.facts.keys() & wanted.keys() for event in events)
        return Found(what, target.moment if unsaid else None, tuple(event.id for event in events), lacking=unsaid)

    return part


def at_most_part(requirement: Requirement, binds: Holds) -> Part:
    """The first ones, in the order of time, are within the number; those after them are too many."""
    most = requirement.demand.at_most or 0

    def part(index: CaseIndex, target: Target) -> Found:
        alike = [
            other for other in index.targets(requirement.subject) if other.about == target.about and binds(index, other)
        ]
        excess = alike.index(target) >= most
        return Found(f"不超过{most}次", None if excess else target.moment, target.itself, limit=NEVER_ALLOWED)

    return part
