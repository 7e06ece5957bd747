"""Why a requirement says what it says of a subject: worked out on demand, by the predicates of the judgement itself.

`explain(judge, case, requirement, at=…)` gives an `Explanation` for each subject the requirement could speak of;
`lines_of` and `Explanation.to_document()` say it in Chinese and as data (docs/formats/findings.md).
"""

from zhiji.core.evaluation.explanation.explaining import UnknownRequirementError, explain, requirement_of
from zhiji.core.evaluation.explanation.lines import lines_of
from zhiji.core.evaluation.explanation.model import Considered, Counted, Excepted, Explanation, PartSeen, Seen

__all__ = [
    "Considered",
    "Counted",
    "Excepted",
    "Explanation",
    "PartSeen",
    "Seen",
    "UnknownRequirementError",
    "explain",
    "lines_of",
    "requirement_of",
]
