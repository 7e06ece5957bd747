"""Two regulations side by side as a page shows them: by subject, a row for each thing demanded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from zhiji.core.regulations.comparison import EVERY_EVENT, Relation, compare
from zhiji.external import library
from zhiji.web.regulations.limits import bars

if TYPE_CHECKING:
    from collections.abc import Collection

    from zhiji.core.regulations import Regulation
    from zhiji.core.regulations.comparison import Matter
    from zhiji.core.regulations.provisions import Provision
    from zhiji.web.regulations.limits import Bar

WORDS = {
    Relation.STRICTER: "左边较严",
    Relation.LOOSER: "右边较严",
    Relation.DIFFERENT: "不同",
    Relation.ONLY_FIRST: "右边没有规定",
    Relation.ONLY_SECOND: "左边没有规定",
    Relation.SAME: "相同",
}
DRAWN = frozenset({"期限", "例外"})
"""In what two limits, or how far an exception lets them go, may differ."""

FILTERS = {
    "": ("全部", frozenset(Relation)),
    "differing": ("有出入", frozenset({Relation.STRICTER, Relation.LOOSER, Relation.DIFFERENT})),
    "one-sided": ("只有一方", frozenset({Relation.ONLY_FIRST, Relation.ONLY_SECOND})),
    "same": ("相同", frozenset({Relation.SAME})),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one regulation says, with its limit drawn where the limits differ."""

    provision: Provision
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Row:
    aspect: str
    word: str
    relation: Relation
    differs: str
    sides: tuple[tuple[Said, ...], tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    subject: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    key: str
    word: str
    count: int


@lru_cache(maxsize=32)
def matters(first: Regulation, second: Regulation) -> tuple[Matter, ...]:
    return compare(first, second, library.vocabulary())


def sections(found: Collection[Matter], key: str) -> tuple[Section, ...]:
    """`key`: one of `FILTERS`."""
    shown = [one for one in found if one.relation in FILTERS[key][1]]
    by_subject = groupby(shown, key=lambda one: (one.topic.kind, one.topic.subject))
    return tuple(
        Section("每个环节" if subject == EVERY_EVENT else subject, tuple(map(_row, alike)))
        for (_, subject), alike in by_subject
    )


def filters(found: Collection[Matter]) -> list[Filter]:
    return [
        Filter(key, word, sum(one.relation in relations for one in found)) for key, (word, relations) in FILTERS.items()
    ]


def _row(matter: Matter) -> Row:
    sides = (matter.first, matter.second)
    drawn = bars(*sides) if DRAWN.intersection(matter.differs) else [{}, {}]
    first, second = (
        tuple(Said(one, known.get(one.requirement.id)) for one in side)
        for side, known in zip(sides, drawn, strict=True)
    )
    return Row(matter.topic.aspect, WORDS[matter.relation], matter.relation, "、".join(matter.differs), (first, second))
