"""The conditions of a rule in words, each with what the case shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.core.evaluation.conditions import compile_condition, compile_parts, concerned, served_names
from zhiji.core.evaluation.explanation.model import Seen
from zhiji.core.evaluation.explanation.words import any_of, event_named, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Condition, FactsCondition, PartyCondition

    Asked: TypeAlias = Callable[[Any, Context], str]
    Shown: TypeAlias = Callable[[Any, CaseIndex, Target], str]

YES_NO = {True: "是", False: "否"}


def conditions_seen(condition: Condition, context: Context, index: CaseIndex, target: Target) -> tuple[Seen, ...]:
    """Each part that asks anything; it holds by the predicate that judges."""
    found = []
    for name, holds in compile_parts(condition, context).items():
        value = getattr(condition, name)
        asked, shown = SAYINGS[name]
        ways = _ways(value, context, index, target) if name == "any_of" else ()
        found.append(Seen(asked(value, context), shown(value, index, target), holds(index, target), ways))
    return tuple(found)


def _ways(
    conditions: tuple[Condition, ...], context: Context, index: CaseIndex, target: Target
) -> tuple[tuple[Seen, ...], ...]:
    return tuple(conditions_seen(condition, context, index, target) for condition in conditions)


def facts_said(wanted: Mapping[str, Iterable[object]], context: Context) -> str:
    label = context.vocabulary.fact_label
    return "、".join(
        f"{label(key)}为{any_of(YES_NO.get(one, one) if isinstance(one, bool) else one for one in values)}"
        for key, values in wanted.items()
    )


def facts_shown(keys: Iterable[str], facts: Mapping[str, object], index: CaseIndex) -> str:
    """What an event says of these facts."""
    label = index.vocabulary.fact_label
    return "、".join(f"{label(key)}{_value(facts[key]) if key in facts else '没有写明'}" for key in keys)


def _value(value: object) -> str:
    return f"为{YES_NO[value] if isinstance(value, bool) else value}"


def _facts_of_said(wanted: Mapping[str, FactsCondition], context: Context) -> str:
    return "；".join(
        f"{name}的{'，或'.join(filter(None, [facts_said(facts.facts, context), *(facts_said(one, context) for one in facts.any_of)]))}"
        for name, facts in wanted.items()
    )


def _facts_of_shown(wanted: Mapping[str, FactsCondition], index: CaseIndex, target: Target) -> str:
    said = []
    for name, facts in wanted.items():
        keys = dict.fromkeys([*facts.facts, *(key for one in facts.any_of for key in one)])
        events = concerned(name, index, target)
        said += [f"{event_named(event)}{facts_shown(keys, event.facts, index)}" for event in events] or [f"没有{name}"]
    return "；".join(said)


def _party_said(wanted: PartyCondition, _: Context) -> str:
    named = {True: "具名的", False: "没有具名的", None: ""}[wanted.named]
    here = {True: "到场", False: "没有到场", None: "在案"}[wanted.present]
    return f"有{named}{any_of(wanted.roles) or '当事方'}{here}"


def _party_shown(wanted: PartyCondition, index: CaseIndex, target: Target) -> str:
    here = target.event.parties if target.event else ()
    concerned_ones = [one for one in index.file.parties if not wanted.roles or one.role in wanted.roles]
    return listed(
        f"{one.role}{one.name}（{'具名' if one.named else '没有具名'}，{'到场' if one.id in here else '没有到场'}）"
        for one in concerned_ones
    )


def _event_type(_: object, __: CaseIndex, target: Target) -> str:
    return f"环节是{target.event.type}" if target.event else "不属于哪个环节"


def _events_there(types: tuple[str, ...], index: CaseIndex, _: Target) -> str:
    return f"案中有{listed(event_named(one) for name in types for one in index.events_by_type.get(name, ()))}"


def _traits(_: object, __: CaseIndex, target: Target) -> str:
    return f"写明的特征：{listed(sorted(target.traits))}"


def _served(_: object, index: CaseIndex, target: Target) -> str:
    return f"针对的是{listed(sorted(filter(None, served_names(index, target))))}"


def _media_there(_: object, index: CaseIndex, target: Target) -> str:
    papers = index.papers(target.event.id) if target.event else ()
    return f"本环节的记录：{listed(paper.medium for paper in papers)}"


def _media_shown(_: object, index: CaseIndex, target: Target) -> str:
    if target.access is not None:
        return f"涉及{listed(index.records[one].medium for one in target.access.records)}"
    return target.record.medium if target.record else "不是一份记录"


def _method(_: object, __: CaseIndex, target: Target) -> str:
    return f"制作方法：{(target.record and target.record.method) or '没有写明'}"


def _signatures(_: object, index: CaseIndex, target: Target) -> str:
    record = target.record
    if record is None:
        return "不是一份文书"
    refused = ["另有拒绝签字的环节"] if index.was_refused(record) else []
    return f"签署：{listed([*(one.kind for one in record.signatures), *refused])}"


def _approvals(_: object, index: CaseIndex, target: Target) -> str:
    return f"审批：{listed(f'{one.role}{one.decision}' for one in index.approvals(target))}"


SAYINGS: Mapping[str, tuple[Asked, Shown]] = {
    "external": (lambda value, _: f"案外情形：{value}", lambda *_: "从案卷看不出"),
    "acts": (lambda value, _: f"执法行为是{any_of(value)}", lambda _, index, __: f"本案是{index.case.act}"),
    "procedure": (
        lambda value, _: f"适用{value}",
        lambda _, index, __: f"本案{'适用' + index.case.procedure if index.case.procedure else '没有写明程序'}",
    ),
    "facts": (
        facts_said,
        lambda value, index, target: facts_shown(value, target.event.facts if target.event else {}, index),
    ),
    "facts_of": (_facts_of_said, _facts_of_shown),
    "traits": (lambda value, _: f"有特征{any_of(value)}", _traits),
    "not_traits": (lambda value, _: f"没有特征{any_of(value)}", _traits),
    "serves": (lambda value, _: f"针对{any_of(value)}", _served),
    "serves_none_of": (lambda value, _: f"不针对{any_of(value)}", _served),
    "has_events": (lambda value, _: f"案中有{any_of(value)}", _events_there),
    "has_no_events": (lambda value, _: f"案中没有{any_of(value)}", _events_there),
    "not_for_events": (lambda value, _: f"环节不是{any_of(value)}", _event_type),
    "record_events": (lambda value, _: f"所属环节是{any_of(value)}", _event_type),
    "has_documents": (
        lambda value, _: f"案中有文书{any_of(value)}",
        lambda value, index, _: f"案中有{listed(name for name in value if name in index.doc_types)}",
    ),
    "evidence": (
        lambda value, _: "作为证据使用" if value else "不作为证据使用",
        lambda _, __, target: f"证明对象：{(target.record and target.record.proves) or '没有写明'}",
    ),
    "av": (lambda value, _: "已有音像记录" if value else "没有音像记录", _media_there),
    "recorded": (lambda value, _: f"已有{any_of(value)}记录", _media_there),
    "media": (lambda value, _: f"涉及{any_of(value)}", _media_shown),
    "methods": (lambda value, _: f"用{any_of(value)}制作", _method),
    "not_methods": (lambda value, _: f"不是用{any_of(value)}制作", _method),
    "signatures": (lambda value, _: f"文书上有{any_of(value)}", _signatures),
    "requester_kinds": (
        lambda value, _: f"利用人是{any_of(value)}",
        lambda _, __, target: f"利用人是{target.access.requester_kind if target.access else '没有'}",
    ),
    "party": (_party_said, _party_shown),
    "approval": (
        lambda value, _: f"经{any_of(value.roles)}{value.decision or '同意'}",
        _approvals,
    ),
    "any_of": (
        lambda *_: "下列情形之一",
        lambda value, *_: f"{len(value)}种情形",
    ),
}

__all__ = ["compile_condition", "conditions_seen", "facts_said", "facts_shown"]
