"""Everything a volume holds of its case, as the reader is told: what counts, what was never named, what was struck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.cases.words import part_words
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from zhiji.archive.catalogue import Item
    from zhiji.archive.queries import Exhibit
    from zhiji.cases.models import Part


@dataclass(frozen=True, slots=True)
class Inventory:
    """`loose`: files that are no record yet; `struck`: what was 作废, in the order in which that was done."""

    items: tuple[Item, ...] = ()
    loose: tuple[Exhibit, ...] = ()
    struck: tuple[Part, ...] = ()

    @property
    def struck_lines(self) -> list[dict[str, str]]:
        return [_struck_line(part) for part in self.struck]

    def to_document(self) -> dict[str, Any]:
        """`zhiji-catalogue/1`."""
        return {
            "format": "zhiji-catalogue/1",
            "items": [item.to_document() for item in self.items],
            "not_recorded": [{"file": exhibit.path, "name": exhibit.name} for exhibit in self.loose],
            "struck": self.struck_lines,
        }


def _struck_line(part: Part) -> dict[str, str]:
    at = part.struck_at.astimezone(SHANGHAI).isoformat(timespec="seconds") if part.struck_at else ""
    return {"what": part_words(part), "at": at, "by": part.struck_by, "reason": part.struck_reason}
