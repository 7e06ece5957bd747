"""情形 of a rule as a question to a case: does the requirement bind this subject?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.core.evaluation.approvals import agrees, roles_from
from zhiji.core.evaluation.occurrences import belongs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from zhiji.core.casefile import Approval, Event, FactValue, Party, Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import ApprovalCondition, Condition, Fact, FactsCondition, PartyCondition

    Holds: TypeAlias = Callable[[CaseIndex, Target], bool]
    Facts: TypeAlias = Mapping[str, tuple[Fact, ...]]

REFUSED = "拒签"
AGREED = "同意"


def compile_condition(condition: Condition, context: Context) -> Holds:
    """All its parts together. What no case file shows (external) never holds."""
    return _all_of(tuple(compile_parts(condition, context).values()))


def compile_scope(condition: Condition, context: Context) -> tuple[Holds, Holds]:
    """What it asks of the case, whatever the subject, and what it asks of each subject."""
    parts = compile_parts(condition, context)
    of_case = [holds for name, holds in parts.items() if name in OF_CASE]
    if condition.traits:
        of_case.append(lambda index, _: not index.traits.isdisjoint(condition.traits))  # most cases have none of them
    return _all_of(tuple(of_case)), _all_of(tuple(holds for name, holds in parts.items() if name not in OF_CASE))


def compile_parts(condition: Condition, context: Context) -> dict[str, Holds]:
    """Those of its parts that ask anything, by name."""
    stated = {name: getattr(condition, name) for name in PARTS}
    return {name: PARTS[name](value, context) for name, value in stated.items() if value not in (None, (), {})}


def ALWAYS(_: CaseIndex, __: Target) -> bool:  # noqa: N802 - the condition that is no condition
    return True


def _all_of(parts: tuple[Holds, ...]) -> Holds:
    if len(parts) < 2:
        return parts[0] if parts else ALWAYS
    first, others = parts[0], _all_of(parts[1:])
    return lambda index, target: first(index, target) and others(index, target)


def facts_hold(wanted: Facts, facts: Mapping[str, FactValue]) -> bool:
    return all(key in facts and facts[key] in values for key, values in wanted.items())


def _facts(wanted: Facts, _: Context) -> Holds:
    if len(wanted) == 1:
        [(key, values)] = wanted.items()
        return lambda _, target: target.event is not None and target.event.facts.get(key) in values
    return lambda _, target: target.event is not None and facts_hold(wanted, target.event.facts)


def _facts_of(wanted: Mapping[str, FactsCondition], _: Context) -> Holds:
    def holds(facts: FactsCondition, event: Event) -> bool:
        one_of = not facts.any_of or any(facts_hold(each, event.facts) for each in facts.any_of)
        return one_of and facts_hold(facts.facts, event.facts)

    return lambda index, target: all(
        any(holds(facts, event) for event in concerned(name, index, target)) for name, facts in wanted.items()
    )


def concerned(name: str, index: CaseIndex, target: Target) -> list[Event]:
    """The event of that type which the subject's event serves, directly or through another; else all of the type."""
    served = index.served_in_turn(target.event) if target.event else ()
    own = [event for event in served if event.type == name]
    return own or index.events_by_type.get(name, [])


def _has_events(types: tuple[str, ...], index: CaseIndex, target: Target) -> bool:
    return any(belongs(event, index, target) for name in types for event in index.events_by_type.get(name, ()))


def _serves(names: tuple[str, ...], _: Context) -> Holds:
    wanted = frozenset(names)
    return lambda index, target: not wanted.isdisjoint(served_names(index, target))


def _serves_none_of(names: tuple[str, ...], context: Context) -> Holds:
    serves = _serves(names, context)
    return lambda index, target: not serves(index, target)


def served_names(index: CaseIndex, target: Target) -> set[str | None]:
    """What the subject's event serves: the document and the event it belongs to, or an event with its documents."""
    if target.event is None:
        return set()
    served = index.served(target.event)
    return {paper.doc_type for paper in index.served_papers(target.event)} | ({served.type} if served else set())


def _methods(names: tuple[str, ...], _: Context) -> Holds:
    return lambda _, target: any(name in _method(target.record) for name in names)


def _not_methods(names: tuple[str, ...], _: Context) -> Holds:
    """How it was made must be said: what is not said is not known to be otherwise."""
    return lambda _, target: _method(target.record) != "" and all(name not in _method(target.record) for name in names)


def _method(record: Record | None) -> str:
    return (record and record.method) or ""


def _media(names: tuple[str, ...], context: Context) -> Holds:
    media = context.media(names)

    def holds(index: CaseIndex, target: Target) -> bool:
        if target.access is not None:
            return any(index.records[one].medium in media for one in target.access.records)
        return target.record is not None and target.record.medium in media

    return holds


def _recorded(names: tuple[str, ...], context: Context) -> Holds:
    media = context.media(names)
    return lambda index, target: (
        target.event is not None and any(paper.medium in media for paper in index.papers(target.event.id))
    )


def _signatures(kinds: tuple[str, ...], _: Context) -> Holds:
    def holds(index: CaseIndex, target: Target) -> bool:
        record = target.record
        if record is None:
            return False
        signed = {signature.kind for signature in record.signatures}
        return not signed.isdisjoint(kinds) or (REFUSED in kinds and index.was_refused(record))

    return holds


def _party(wanted: PartyCondition, _: Context) -> Holds:
    def fits(party: Party, target: Target) -> bool:
        if wanted.roles and party.role not in wanted.roles:
            return False
        if wanted.named is not None and party.named is not wanted.named:
            return False
        here = target.event is not None and party.id in target.event.parties
        return wanted.present is None or here is wanted.present

    return lambda index, target: any(fits(party, target) for party in index.file.parties)


def _approval(wanted: ApprovalCondition, context: Context) -> Holds:
    roles = roles_from(wanted.roles, context.vocabulary)
    decision = wanted.decision

    def decided(approval: Approval) -> bool:
        return agrees(approval) if decision in {None, AGREED} else bool(decision) and decision in approval.decision

    return lambda index, target: any(one.role in roles and decided(one) for one in index.approvals(target))


def _any_of(conditions: tuple[Condition, ...], context: Context) -> Holds:
    ways = tuple(compile_condition(condition, context) for condition in conditions)
    return lambda index, target: any(way(index, target) for way in ways)


def _event_type(target: Target) -> str | None:
    return target.event.type if target.event else None


OF_CASE = frozenset({"external", "acts", "procedure", "has_documents"})
PARTS: dict[str, Callable[[Any, Context], Holds]] = {
    "external": lambda *_: lambda *_: False,
    "acts": lambda acts, _: lambda index, _: index.case.act in acts,
    "procedure": lambda procedure, _: lambda index, _: index.case.procedure == procedure,
    "facts": _facts,
    "facts_of": _facts_of,
    "traits": lambda traits, _: lambda _, target: not target.traits.isdisjoint(traits),
    "not_traits": lambda traits, _: lambda _, target: target.traits.isdisjoint(traits),
    "serves": _serves,
    "serves_none_of": _serves_none_of,
    "has_events": lambda types, _: lambda index, target: _has_events(types, index, target),
    "has_no_events": lambda types, _: lambda index, target: not _has_events(types, index, target),
    "not_for_events": lambda types, _: lambda _, target: _event_type(target) not in types,
    "record_events": lambda types, _: lambda _, target: _event_type(target) in types,
    "has_documents": lambda names, _: lambda index, _: not index.doc_types.isdisjoint(names),
    "evidence": lambda wanted, _: lambda _, target: bool(target.record and target.record.proves) is wanted,
    "av": lambda wanted, _: (
        lambda index, target: (target.event is not None and target.event.id in index.filmed) is wanted
    ),
    "recorded": _recorded,
    "media": _media,
    "methods": _methods,
    "not_methods": _not_methods,
    "signatures": _signatures,
    "requester_kinds": lambda kinds, _: (
        lambda _, target: target.access is not None and target.access.requester_kind in kinds
    ),
    "party": _party,
    "approval": _approval,
    "any_of": _any_of,
}
