"""条件: when an obligation binds, and 例外: when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.core.regulations.model import ApprovalCondition, Condition, FactsCondition, PartyCondition
from zhiji.core.regulations.terms import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiji.core.regulations.nodes import Value
    from zhiji.core.regulations.terms import Terms

TERMS: dict[str, tuple[str, tuple[str, ...]]] = {  # key: field of Condition, groups of its terms
    "执法行为": ("acts", ("act",)),
    "特征": ("traits", ("trait",)),
    "无特征": ("not_traits", ("trait",)),
    "针对": ("serves", ("event", "document")),
    "不针对": ("serves_none_of", ("event", "document")),
    "案中有环节": ("has_events", ("event",)),
    "案中无环节": ("has_no_events", ("event",)),
    "案中有文书": ("has_documents", ("document",)),
    "环节不是": ("not_for_events", ("event",)),
    "所属环节": ("record_events", ("event",)),
    "已有记录": ("recorded", ("medium",)),
    "涉及记录": ("media", ("medium",)),
    "签署": ("signatures", ("signature_kind",)),
    "利用人": ("requester_kinds", ("requester_kind",)),
}


def read_condition(values: Mapping[str, Value], terms: Terms, events: tuple[str, ...]) -> Condition:
    """Keys that are no part of a condition are facts of `events`, the subject's."""
    parts: dict[str, Any] = {}
    facts: dict[str, Value] = {}
    for key, value in values.items():
        if key in TERMS:
            name, groups = TERMS[key]
            parts[name] = terms.several(value, *groups)
        elif key in OTHERS:
            name, read = OTHERS[key]
            parts[name] = read(value, terms)
        elif key == "任一":
            parts["any_of"] = tuple(read_condition(item.fields(), terms, events) for item in value.items())
        else:
            facts[key] = value
    return Condition(facts=terms.facts(facts, events, (*TERMS, *OTHERS)), **parts)


def _facts_of(value: Value, terms: Terms) -> dict[str, FactsCondition]:
    found: dict[str, FactsCondition] = {}
    for name, facts in value.fields().items():
        event = terms.named(name, facts, "event")
        if event is not None:
            found[event] = _event_facts(dict(facts.fields()), terms, event)
    return found


def _event_facts(values: dict[str, Value], terms: Terms, event: str) -> FactsCondition:
    any_of = values.pop("任一", None)
    sets = any_of.items() if any_of else ()
    return FactsCondition(
        terms.facts(values, (event,)),
        tuple(terms.facts(item.fields(), (event,)) for item in sets),
    )


def _party(value: Value, terms: Terms) -> PartyCondition:
    parts: dict[str, Any] = {}
    for key, part in value.fields().items():
        if key == "角色":
            parts["roles"] = terms.several(part, "party_role")
        elif key in {"具名", "到场"}:
            parts["named" if key == "具名" else "present"] = part.yes()
        else:
            part.wrong(f"没有“{key}”这个键{nearest(key, ('角色', '具名', '到场'))}")
    return PartyCondition(**parts)


def _approval(value: Value, terms: Terms) -> ApprovalCondition:
    if isinstance(value.content, str | tuple):
        return ApprovalCondition(terms.several(value, "approval_role"))
    fields = value.fields()
    for key in fields.keys() - {"层级", "结果"}:
        fields[key].wrong(f"没有“{key}”这个键{nearest(key, ('层级', '结果'))}")
    roles = terms.several(fields["层级"], "approval_role") if "层级" in fields else ()
    return ApprovalCondition(roles, fields["结果"].text() if "结果" in fields else None)


OTHERS: dict[str, tuple[str, Callable[[Value, Terms], Any]]] = {
    "程序": ("procedure", lambda value, terms: terms.one(value, "procedure")),
    "另有环节": ("facts_of", _facts_of),
    "作为证据": ("evidence", lambda value, _: value.yes()),
    "已有音像记录": ("av", lambda value, _: value.yes()),
    "制作设备": ("methods", lambda value, _: value.texts()),
    "非制作设备": ("not_methods", lambda value, _: value.texts()),
    "当事方": ("party", _party),
    "经审批": ("approval", _approval),
    "案外情形": ("external", lambda value, _: value.text()),
}
