"""应…, 不得…: what an obligation asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhiji.core.regulations.model import Demand, OfficersDemand, SignatureDemand
from zhiji.core.regulations.terms import ORGAN, PERSONS, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiji.core.regulations.nodes import Value
    from zhiji.core.regulations.terms import Terms

IF_ANY = "（如有）"
AT_LEAST = re.compile(r"至少(\d{1,2})人")
AT_MOST = re.compile(r"(\d{1,3})次")
DEEDS = {
    "全程记录": "full_course",
    "事先告知音像记录": "av_notice",
    "留存复制件": "copy_kept",
    "由管理员办理": "handler",
}
FORBIDDEN = {
    "删改原始记录": "not_altered",
    "擅自复制": "copies_approved",
    "夜间或节假日实施": "working_hours",
}
MANNERS = {"注明日期": "dated", "逐页": "each_page", "全体": "everyone", "在场时": "if_present"}
RECORD_KEYS = {  # what a record itself says, beside the fields of its form
    "制作方法": "method",
    "制作时间": "made_at",
    "制作人": "made_by",
    "证明对象": "proves",
    "内容文字稿": "transcript",
}
STAFF = {"在编在岗": "on_staff", "有执法资格": "qualified", "主持人未参与调查": "impartial_host"}


def read_demand(values: Mapping[str, Value], terms: Terms, events: tuple[str, ...]) -> Demand:
    """`events`: those of the subject, whose facts 应为 may name."""
    parts: dict[str, Any] = {}
    for key, value in values.items():
        if key in READERS:
            parts |= READERS[key](value, terms)
    points = {name: parts.get(name, ()) for name in ("fields", "content_points")}
    if_occurred = tuple(point for group in points.values() for point in group if point.endswith(IF_ANY))
    if "应为" in values:
        parts["facts"] = terms.facts(values["应为"].fields(), events)
    return Demand(
        **parts
        | {name: tuple(point.removesuffix(IF_ANY) for point in group) for name, group in points.items()}
        | {"if_occurred": tuple(point.removesuffix(IF_ANY) for point in if_occurred)}
    )


def _documents(value: Value, terms: Terms) -> dict[str, Any]:
    named = [found for item in value.items() if (found := terms.alternatives(item, "document"))]
    return {
        "documents": tuple(first for first, *_ in named),
        "accepts": {first: tuple(others) for first, *others in named if others},
    }


def _signatures(value: Value, terms: Terms) -> dict[str, Any]:
    found = (_signature(by, how, terms) for by, how in value.fields().items())
    return {"signatures": tuple(demand for demand in found if demand is not None)}


def _signature(by: str, value: Value, terms: Terms) -> SignatureDemand | None:
    """“当事人或证人: [签名或盖章, 注明日期, 在场时]”: first how, then in what manner."""
    people = (ORGAN if name == ORGAN else terms.named(name, value, *PERSONS) for name in by.split("或"))
    how, *manners = value.items() or (value,)
    demand = SignatureDemand(
        by=tuple(name for name in people if name is not None), kinds=terms.alternatives(how, "signature_kind")
    )
    for manner in manners:
        demand = replace(demand, **_manner(manner))
    return demand


def _manner(value: Value) -> dict[str, Any]:
    text = value.text() or ""
    if least := AT_LEAST.fullmatch(text):
        return {"minimum": int(least[1])}
    return _flags(value, MANNERS, "至少2人")


def _officers(value: Value, _: Terms) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for item in value.items():
        if least := AT_LEAST.fullmatch(item.text() or ""):
            parts["minimum"] = int(least[1])
        else:
            parts |= _flags(item, STAFF, "至少2人")
    return {"officers": OfficersDemand(**parts)}


def _flags(value: Value, names: Mapping[str, str], *others: str) -> dict[str, Any]:
    """Each text of the list is one of `names` and sets its flag."""
    found: dict[str, Any] = {}
    for item in value.items():
        text = item.text()
        if text is None:
            continue
        if text in names:
            found[names[text]] = True
        else:
            item.wrong(f"不认识“{text}”{nearest(text, (*names, *others))}")
    return found


def _at_most(value: Value, _: Terms) -> dict[str, Any]:
    text = value.text()
    found = AT_MOST.fullmatch(text or "")
    if found is None and text is not None:
        value.wrong(f"读不懂次数“{text}”；写法如：1次")
    return {"at_most": int(found[1])} if found else {}


def _terms(name: str, *groups: str) -> Callable[[Value, Terms], dict[str, Any]]:
    return lambda value, terms: {name: terms.several(value, *groups)}


READERS: dict[str, Callable[[Value, Terms], dict[str, Any]]] = {
    "应有记录": lambda value, terms: {"media": terms.several(value, "medium")},
    "应有文书": _documents,
    "应填": lambda value, _: {"fields": tuple(RECORD_KEYS.get(name, name) for name in value.texts())},
    "应载明": lambda value, _: {"content_points": value.texts()},
    "应签署": _signatures,
    "应有环节": _terms("events", "event"),
    "应送至": _terms("to", "party_role"),
    "应派人员": _officers,
    "应存入": _terms("stored_in", "stored_in"),
    "不得存入": _terms("not_stored_in", "stored_in"),
    "应做到": lambda value, _: _flags(value, DEEDS),
    "不得": lambda value, _: _flags(value, FORBIDDEN),
    "规范用语": lambda value, _: {"wording": value.text()},
    "至多": _at_most,
}
