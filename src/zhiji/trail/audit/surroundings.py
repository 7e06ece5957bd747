"""What the other tables of the ledger hold for a run of entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import OuterRef, Subquery

from zhiji.core.ledger.tree import STORED_LEVELS
from zhiji.trail.models import CaseLink, Node, Payload, RowVersion, Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Beside = TypeVar("Beside", Payload, RowVersion, Tombstone)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """By number of the entry; payloads, versions and tombstones then by position. links: each with the leaf `before` it."""

    tombstones: Mapping[int, dict[int, Tombstone]]
    payloads: Mapping[int, dict[int, Payload]]
    versions: Mapping[int, dict[int, RowVersion]]
    links: Mapping[int, CaseLink]
    nodes: Mapping[tuple[str, int, int], bytes]

    @classmethod
    def of(cls, first: int, end: int) -> Surroundings:
        """For the entries [first, end)."""
        within = {"entry_id__gte": first, "entry_id__lt": end}
        before = CaseLink.objects.filter(case_key=OuterRef("case_key"), seq=OuterRef("seq") - 1).values("leaf")[:1]
        links = CaseLink.objects.filter(**within).annotate(before=Subquery(before))
        return cls(
            tombstones=_by_position(Tombstone.objects.filter(**within).select_related("by")),
            payloads=_by_position(Payload.objects.filter(**within)),
            versions=_by_position(RowVersion.objects.filter(**within)),
            links={link.entry_id: link for link in links},
            nodes=dict(_stored_nodes(first, end)),
        )


def _by_position(rows: Iterable[Beside]) -> Mapping[int, dict[int, Beside]]:
    found: dict[int, dict[int, Beside]] = defaultdict(dict)
    for row in rows:
        found[row.entry_id][row.position] = row
    return found


def _stored_nodes(first: int, end: int) -> Iterator[tuple[tuple[str, int, int], bytes]]:
    for level in STORED_LEVELS:
        for node in Node.objects.filter(level=level, position__gte=first >> level, position__lt=end >> level):
            yield (node.algorithm, level, node.position), bytes(node.hash)
