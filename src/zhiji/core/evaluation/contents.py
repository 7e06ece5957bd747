"""What records must say: the fields of a form and the content points of a record."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.core.evaluation.names import REMEMBERED, NameMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiji.core.casefile import Approval, Record
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex
    from zhiji.core.regulations.model import Demand


class Contents:
    """The names that a demand asks for, without those owed only where the thing occurred."""

    def __init__(self, demand: Demand, context: Context) -> None:
        names = (*demand.fields, *demand.content_points)
        self.names = tuple(name for name in dict.fromkeys(names) if name not in demand.if_occurred)
        self._matcher = NameMatcher(self.names, context.wording)
        self._opinions = context.opinions
        self._unsaid = lru_cache(REMEMBERED)(self._not_in)  # a form says the same names in every case

    def missing(self, index: CaseIndex, records: Iterable[Record], approvals: Iterable[Approval]) -> tuple[str, ...]:
        """What neither the records nor, for opinions, the approvals say. `approvals` are gone through where need be."""
        missing = self._unsaid(frozenset().union(*map(index.said, records)))
        if not missing:
            return ()
        given = list(approvals)
        if not given:
            return missing
        return tuple(name for name in missing if not self._opinions.given(name, given))

    def _not_in(self, said: frozenset[str]) -> tuple[str, ...]:
        others = said.difference(self.names)  # one opinion asked for is not another
        return tuple(name for name in self._matcher.missing(said) if not self._opinions.said(name, others))
