"""When one demand asks at least as much as another: orders of limits, conditions, approvals and terms of keeping.

Every order is partial: where two demands cannot be ordered, neither is at least as strict as the other.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from zhiji.core.regulations.model import Condition, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.regulations.model import ApprovalDemand, Due, Exemption, Keep, SignatureDemand, Span

MODALITIES = ("可以", "必要时", "原则上应当", "应当")  # 禁止 binds as 应当 does
AT_ONCE = ("当场", "立即", "及时")
SAME_WORD = {"即时": "立即"}
NEGATIVE = {"not_traits", "serves_none_of", "has_no_events", "not_for_events", "not_methods"}
STANDS_FOR_NOBODY = "法制机构"
LEAST_HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WORKING_DAYS: 24, Unit.MONTHS: 28 * 24, Unit.YEARS: 365 * 24}
FIGURE_OF_TIME = re.compile(r"(\d+)([my])")


def binds_as_much(first: str | None, second: str | None) -> bool:
    return _rank(first) >= _rank(second)


def _rank(modality: str | None) -> int:
    return MODALITIES.index(modality) if modality in MODALITIES else len(MODALITIES) - 1


def as_soon(first: Due | None, second: Due | None) -> bool:
    """A limit is stricter than none, a shorter one than a longer from the same start, 当场 than 立即 than 及时."""
    if second is None or first == second:
        return True
    if first is None or first.start != second.start or not set(first.excluding) <= set(second.excluding):
        return False
    return _shorter(first, second)


def _shorter(first: Due, second: Due) -> bool:
    """Limits of one start; those of different sorts, a figure and a word, cannot be ordered."""
    if first.yearly and second.yearly:
        return first.yearly <= second.yearly
    if first.before and second.before:
        return _as_early(first.before, second.before) and (first.clear or not second.clear)
    if first.within and second.within:
        return (second.roll or not first.roll) and _as_short(first.within, second.within)
    return first.words is not None and second.words is not None and _as_soon_in_words(first.words, second.words)


def as_late(first: Due | None, second: Due | None) -> bool:
    """不早于: the longer wait asks more."""
    if second is None or first == second:
        return True
    if first is None or first.start != second.start or first.within is None or second.within is None:
        return False
    return _as_early(first.within, second.within)


def _as_soon_in_words(first: str, second: str) -> bool:
    ranks = [AT_ONCE.index(word) for one in (first, second) if (word := SAME_WORD.get(one, one)) in AT_ONCE]
    return first == second or (len(ranks) == 2 and ranks[0] <= ranks[1])


def _as_early(first: Span, second: Span) -> bool:
    return first.unit is second.unit and first.amount >= second.amount


def _as_short(first: Span, second: Span) -> bool:
    """Certain on every calendar: 24小时 within 2个工作日, 15日 within 1个月; 10个工作日 and 14日 cannot be ordered."""
    if first.unit is second.unit:
        return first.amount <= second.amount
    certain = first.unit is Unit.HOURS or (first.unit is Unit.DAYS and second.unit is not Unit.HOURS)
    return certain and first.amount * LEAST_HOURS[first.unit] <= second.amount * LEAST_HOURS[second.unit]


def as_broad(first: Condition, second: Condition) -> bool:
    """Whether `first` holds wherever `second` does, seen from what they name: conditions compared as sets."""
    return all(_part_as_broad(one.name, getattr(first, one.name), getattr(second, one.name)) for one in fields(first))


def _part_as_broad(name: str, first: Any, second: Any) -> bool:
    if first == second:
        return True
    if name in NEGATIVE:
        return set(first) <= set(second)
    if name in {"facts", "facts_of", "any_of"} or not isinstance(first, tuple):
        return _facts_as_broad(first, second) if name == "facts" else first == _default(name)
    return not first or (bool(second) and set(first) >= set(second))


def _facts_as_broad(first: Any, second: Any) -> bool:
    return all(key in second and set(values) >= set(second[key]) for key, values in first.items())


def _default(name: str) -> Any:
    part = next(one for one in fields(Condition) if one.name == name)
    return part.default if part.default_factory is MISSING else part.default_factory()


def excuses_no_more(first: Sequence[Exemption], second: Sequence[Exemption]) -> bool:
    """Each exemption of `first` is one of `second` too."""
    return all(any(as_broad(other.when, one.when) and other.due == one.due for other in second) for one in first)


def approved_as_high(first: ApprovalDemand, second: ApprovalDemand, ladder: Sequence[str]) -> bool:
    """`ladder`: the roles, lowest first. Whoever approves under `first` suffices under `second`."""
    enough = set(second.roles)
    if enough <= set(ladder):
        enough |= set(ladder[min(map(ladder.index, enough)) :]) - {STANDS_FOR_NOBODY}
    return set(first.roles) <= enough and set(first.precedes) >= set(second.precedes)


def signed_as_well(first: SignatureDemand, second: SignatureDemand) -> bool:
    manners = ("dated", "each_page", "everyone")
    return (
        set(first.by) <= set(second.by)
        and set(first.kinds) <= set(second.kinds)
        and first.minimum >= second.minimum
        and all(getattr(first, manner) or not getattr(second, manner) for manner in manners)
        and (second.if_present or not first.if_present)
    )


def kept_as_long(first: Keep, second: Keep) -> bool:
    """永久 exceeds all; figures compare from the same start; 长期 and 与案卷同期 compare only with themselves."""
    if first.term in {second.term, "permanent"}:
        return first.term == "permanent" or first.start == second.start
    months = [_months(first.term), _months(second.term)]
    return None not in months and first.start == second.start and (months[0] or 0) >= (months[1] or 0)


def _months(term: str) -> int | None:
    found = FIGURE_OF_TIME.fullmatch(term)
    return int(found[1]) * (12 if found[2] == "y" else 1) if found else None
