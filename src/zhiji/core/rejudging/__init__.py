"""What changes when a case is judged by another text: two judgements of one case, and the sum over many cases."""

from zhiji.core.rejudging.changes import Change, Verdict, changes, verdict
from zhiji.core.rejudging.tally import Tally

__all__ = ["Change", "Tally", "Verdict", "changes", "verdict"]
