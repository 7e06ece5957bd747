"""期限, 扣除, 不早于: the time limits of an obligation, with the events that they count from and leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhiji.core.regulations.limits import read_limit
from zhiji.core.regulations.model import Due, Pause, SubjectKind, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.regulations.nodes import Value
    from zhiji.core.regulations.terms import Terms

SERVICE = "送达"
PAUSES, NOT_BEFORE = "扣除", "不早于"


def read_due(
    value: Value | None, start: str | None, terms: Terms, said: Mapping[str, Value] | None = None
) -> Due | None:
    """`start`: what the limit counts from where it does not say. `said`: the obligation, whose 扣除 holds for it."""
    text = value.text() if value else None
    if value is None or text is None:
        return None
    due = read_limit(text, start, lambda name: _start(name, terms))
    if isinstance(due, Due):
        return _with_pauses(due, (said or {}).get(PAUSES), terms)
    value.wrong(due)
    return None


def read_not_before(values: Mapping[str, Value], subject: SubjectKind, terms: Terms) -> Due | None:
    value = values.get(NOT_BEFORE)
    due = read_due(value, None, terms)
    if value is not None and due is not None and (due.within is None or subject is not SubjectKind.EVENT):
        value.wrong("“不早于”写在环节上，写明从何时起满多久，例如“行政处罚告知后5个工作日”")
    return due


def _start(name: str, terms: Terms) -> str | None:
    """An event, the service of a document (催告书送达), or service in some way (公告送达)."""
    served = name.removesuffix(SERVICE)
    if served in {name, ""}:
        return terms.known(name, "event")
    ways = terms.vocabulary.events[SERVICE].facts["way"].terms
    found = served if served in ways else terms.known(served, "document")
    return found and found + SERVICE


def _with_pauses(due: Due, value: Value | None, terms: Terms) -> Due:
    if value is None:
        return due
    if due.within is None or due.within.unit is Unit.HOURS or not due.within.amount:
        value.wrong("“扣除”只用于以日、工作日、月、年计的期限，例如“20个工作日内”")
    pauses = (_pause(item, terms) for item in value.items())
    return replace(due, excluding=tuple(pause for pause in pauses if pause is not None))


def _pause(value: Value, terms: Terms) -> Pause | None:
    """“检验鉴定”: its course. “听证通知至听证”: from the one to the next of the other."""
    text = value.text()
    if text is None:
        return None
    first, _, last = text.partition("至")
    begins, ends = terms.named(first, value, "event"), terms.named(last or first, value, "event")
    return Pause(begins, ends) if begins and ends else None
