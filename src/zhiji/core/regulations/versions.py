"""The versions of one regulation: which of them holds on a day, and how a version is named.

A case is judged by what was in force on the day it opened. Where nothing was, by what had been last, or else by what
came first: a case without any yardstick would help nobody, and the judgement says so (`Version.remark`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from zhiji.core.regulations.problems import RegulationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiji.core.regulations.model import Regulation

_REFERENCE = re.compile(r"(?P<id>[^@]+)(?:@(?:(?P<day>\d{4}-\d{2}-\d{2})|(?P<digest>[0-9a-f]{8,64})))?")


class Reference(NamedTuple):
    """What was asked for: a regulation, the version in force on a day, or that of a file with this SHA-256."""

    id: str
    day: date | None = None
    digest: str = ""  # at least its first eight digits


def read_reference(text: str) -> Reference:
    """“fuzhou-cg”, “fuzhou-cg@2026-03-02”, “fuzhou-cg@5be1a0c4”. Raises `RegulationError`."""
    found = _REFERENCE.fullmatch(text.strip())
    try:
        day = date.fromisoformat(found["day"]) if found and found["day"] else None
    except ValueError:
        found = None
    if found is None:
        raise RegulationError(f"读不懂“{text}”；制度写成编号，或者编号加日期，例如 fuzhou-cg@2026-03-02")
    return Reference(found["id"], day, found["digest"] or "")


def in_order(versions: Iterable[Regulation]) -> tuple[Regulation, ...]:
    """Oldest first; each ends where its own text says so, else on the day the next one takes force."""
    ordered = sorted(versions, key=lambda one: one.since or date.min)
    followers = [one.since for one in ordered[1:]]
    return (
        *(replace(one, lapses=one.lapses or end) for one, end in zip(ordered, followers, strict=False)),
        *ordered[-1:],
    )


def applicable(versions: Sequence[Regulation], day: date) -> Regulation:
    """Of versions in their order: the one in force on `day`, else the last that had been, else the first."""
    begun = [one for one in versions if one.since is None or one.since <= day]
    return begun[-1] if begun else versions[0]


def pick(versions: Sequence[Regulation], wanted: Reference) -> Regulation | None:
    """Of versions in their order: the one that was asked for, by default the newest; None: no file of that digest."""
    if wanted.digest:
        return next((one for one in versions if one.sha256.startswith(wanted.digest)), None)
    return applicable(versions, wanted.day) if wanted.day else versions[-1]


@dataclass(frozen=True, slots=True)
class Version:
    """By which version of a regulation a case was judged. `opened`: the day on which the case opened."""

    regulation: str
    effective: date | None
    sha256: str
    opened: date
    lapses: date | None = None

    @classmethod
    def of(cls, regulation: Regulation, opened: date) -> Version:
        return cls(regulation.id, regulation.since, regulation.sha256, opened, regulation.lapses)

    @property
    def in_force(self) -> bool:
        """Whether it was, on the day the case opened."""
        begun = self.effective is None or self.effective <= self.opened
        return begun and (self.lapses is None or self.opened < self.lapses)

    @property
    def reference(self) -> str:
        return f"{self.regulation}@{self.effective}" if self.effective else self.regulation

    @property
    def remark(self) -> str:
        """What a reader must know of it; empty where it was in force."""
        if self.in_force:
            return ""
        if self.effective and self.opened < self.effective:
            return f"这一版自 {self.effective} 起施行，案件启动之日（{self.opened}）还没有施行，只能作参照"
        return f"这一版自 {self.lapses} 起失效，案件启动之日（{self.opened}）已经失效，只能作参照"

    def to_document(self) -> dict[str, Any]:
        return {
            "regulation": self.regulation,
            "effective": self.effective.isoformat() if self.effective else None,
            "sha256": self.sha256 or None,
            "in_force": self.in_force,
        }
