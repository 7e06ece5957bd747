"""What was considered for each part of a demand, and why it counts or does not: by the predicates of the part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.acts import ACTS
from zhiji.core.evaluation.explanation.deeds import DEEDS
from zhiji.core.evaluation.explanation.papers import PAPERS

if TYPE_CHECKING:
    from zhiji.core.evaluation.explanation.model import Considered
    from zhiji.core.evaluation.explanation.seeing import Considering
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.parts import Part

CONSIDERING: Considering = {**PAPERS, **ACTS, **DEEDS}


def considered(part: Part, index: CaseIndex, target: Target) -> list[Considered]:
    """What the case offers for the part, in the order in which it was looked at."""
    return CONSIDERING[type(part)](part, index, target)
