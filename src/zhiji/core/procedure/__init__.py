"""The stages of a case and the moves between them, as a table."""

from zhiji.core.procedure.moves import FOLLOWS, GATED, NEEDS, STARTS, lacking_before, next_steps
from zhiji.core.procedure.review import REVIEW_POINTS, SOUND
from zhiji.core.procedure.stages import OPENED_BY, STAGES, stage_of_case

__all__ = [
    "FOLLOWS",
    "GATED",
    "NEEDS",
    "OPENED_BY",
    "REVIEW_POINTS",
    "SOUND",
    "STAGES",
    "STARTS",
    "lacking_before",
    "next_steps",
    "stage_of_case",
]
