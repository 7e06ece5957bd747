"""The regulations as pages show them: article by article, the text above what the software made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.core.regulations import ArticleNotFoundError, article_of, article_text
from zhiji.core.regulations.model import HoldsIn, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.regulations.model import Due, Regulation, Requirement, Span

HELD = {HoldsIn.CASE: "逐案判定", HoldsIn.SYSTEM: "系统保证", HoldsIn.OFFICE: "机关落实", HoldsIn.TEXT: "只读"}
UNITS = {
    Unit.HOURS: "小时",
    Unit.DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


@dataclass(frozen=True, slots=True)
class Obligation:
    rule: Requirement
    serial: str  # "24-5"
    held: str
    limit: str


@dataclass(frozen=True, slots=True)
class Article:
    number: str  # 第二十四条
    text: str  # "" where the library has none
    obligations: tuple[Obligation, ...]


@lru_cache(maxsize=64)
def articles(regulation: Regulation, wording: str) -> tuple[Article, ...]:
    """In the order of the regulation. `wording`: the whole text as issued, "" where there is none."""
    found: dict[str, list[Requirement]] = {}
    for rule in regulation.requirements:
        found.setdefault(article_of(rule.article), []).append(rule)
    return tuple(
        Article(number, _text(wording, number), tuple(map(_obligation, rules))) for number, rules in found.items()
    )


def held_counts(rules: Iterable[Requirement]) -> list[tuple[str, int]]:
    """How many obligations are kept where."""
    places = [rule.holds_in for rule in rules]
    return [(word, places.count(place)) for place, word in HELD.items() if place in places]


def _text(wording: str, number: str) -> str:
    try:
        return article_text(wording, number).removeprefix(number).strip()
    except ArticleNotFoundError:
        return ""


def _obligation(rule: Requirement) -> Obligation:
    return Obligation(rule, rule.id.partition("/")[2], HELD[rule.holds_in], _limit(rule.due) if rule.due else "")


def _limit(due: Due) -> str:
    if due.within:
        return span_words(due.within) if due.within.amount else "当时"
    if due.before:
        return f"{span_words(due.before)}前"
    return due.words or f"次年 {due.yearly} 前"


def span_words(span: Span) -> str:
    return f"{span.amount} {UNITS[span.unit]}"
