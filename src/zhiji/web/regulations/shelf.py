"""Regulations with their versions, as lists show them: which is in force, which was, which will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.calendar import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhiji.core.regulations import Regulation
    from zhiji.rulebook.queries import Rulebook


@dataclass(frozen=True, slots=True)
class Span:
    """One version and where it stands in time."""

    regulation: Regulation
    word: str  # 现行, 将施行, 已失效
    tone: str


@dataclass(frozen=True, slots=True)
class Title:
    """A regulation in a list: the version in force, and how many there are."""

    regulation: Regulation
    own: bool
    spans: tuple[Span, ...]


def shelf(book: Rulebook, ids: Iterable[str], at: datetime) -> list[Title]:
    day = local_day(at)
    found = [(book.regulation(key, on=day), book.versions(key)) for key in ids]
    return [Title(one, book.is_own(one), spans(versions, at)) for one, versions in found]


def spans(versions: Sequence[Regulation], at: datetime) -> tuple[Span, ...]:
    """Newest first."""
    return tuple(_span(one, at) for one in reversed(versions))


def _span(one: Regulation, at: datetime) -> Span:
    day = local_day(at)
    if one.in_force_on(day):
        return Span(one, "现行", "ok")
    coming = one.since is not None and day < one.since
    return Span(one, "将施行", "wait") if coming else Span(one, "已失效", "free")
