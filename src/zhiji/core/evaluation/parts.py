"""One part of a demand, looked for in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.limits import Found


class Part(Protocol):
    what: str  # what is asked for

    def find(self, index: CaseIndex, target: Target, /) -> Found:
        """How far the case meets it."""
