"""What a regulation says of one case: compile it once, judge many cases.

`compile_regulation(regulation, vocabulary, calendar).judge(case, at=moment)` gives a `Judgement`. How findings come
about: docs/formats/findings.md.
"""

from zhiji.core.evaluation.findings import PROBLEMS, Finding, Judgement, Retention, Status
from zhiji.core.evaluation.judging import Judge, compile_regulation, judge_all

__all__ = ["PROBLEMS", "Finding", "Judge", "Judgement", "Retention", "Status", "compile_regulation", "judge_all"]
