"""Why a requirement says what it says of a subject: worked out on demand, by the predicates of the judgement itself.

`explain(judges, case, "fuzhou-cg/11-2", at=…)` gives an `Explanation` for each subject; `lines_of` and
`explanations_document` say it in Chinese and as data (docs/formats/findings.md).
"""

from zhiji.core.evaluation.explanation.explaining import UnknownError, explain, explain_rule
from zhiji.core.evaluation.explanation.lines import limit_lines, lines_of
from zhiji.core.evaluation.explanation.model import Explanation, explanations_document

__all__ = ["Explanation", "UnknownError", "explain", "explain_rule", "explanations_document", "limit_lines", "lines_of"]
