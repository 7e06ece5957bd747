"""What records must say: the fields of a form and the content points of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.names import NameMatcher

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

    def missing(self, index: CaseIndex, records: Iterable[Record], approvals: Iterable[Approval]) -> tuple[str, ...]:
        """What neither the records nor, for opinions, the approvals say."""
        said = frozenset[str]().union(*(index.said(record) for record in records))
        missing = self._matcher.missing(said)
        if not missing:
            return ()
        given, others = list(approvals), said.difference(self.names)  # one opinion asked for is not another
        return tuple(
            name for name in missing if not self._opinions.said(name, others) and not self._opinions.given(name, given)
        )
