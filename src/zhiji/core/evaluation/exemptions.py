"""除外 of a rule: it waives the obligation, or puts another limit in the place of the ordinary one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhiji.core.evaluation.approvals import Lengthening
from zhiji.core.evaluation.conditions import compile_condition
from zhiji.core.evaluation.dues import compile_due

if TYPE_CHECKING:
    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.dues import Limiter
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.limits import Limit
    from zhiji.core.regulations.model import Condition, Exemption


@dataclass(frozen=True, slots=True)
class Exempting:
    """A compiled exception."""

    holds: Holds
    reason: str
    instead: Limiter | None  # None: waived
    approvals: Lengthening | None = None  # one of them is needed, in time

    def applies(self, index: CaseIndex, target: Target, limit: Limit) -> bool:
        """`limit`: the ordinary one. An approval that comes when it has run out lengthens nothing."""
        if self.approvals is None:
            return self.holds(index, target)
        given = self.approvals.given(index, target)
        return bool(given) and any(limit.is_running(one.at) for one in given) and self.holds(index, target)


def compile_exemption(exemption: Exemption, context: Context) -> Exempting:
    condition = exemption.when
    reason = _reason(exemption, context)
    if exemption.due is None:
        return Exempting(compile_condition(condition, context), reason, None)
    approvals = Lengthening(condition.approval.roles, context.vocabulary) if condition.approval else None
    holds = compile_condition(replace(condition, approval=None), context)
    return Exempting(holds, reason, compile_due(exemption.due, context.working), approvals)


def _reason(exemption: Exemption, context: Context) -> str:
    circumstances = "、".join(_circumstances(exemption.when, context)) or "所列情形"
    if exemption.governed_by:
        articles = dict.fromkeys(context.articles.get(one, one) for one in exemption.governed_by)
        return f"因{circumstances}，改按{'、'.join(articles)}的要求"
    return f"{circumstances}属于本制度所列的例外" + ("，从其规定" if exemption.elsewhere else "")


def _circumstances(condition: Condition, context: Context) -> list[str]:
    """The parts of a condition in words."""
    label = context.vocabulary.fact_label
    said = [*condition.acts, *([condition.procedure] if condition.procedure else [])]
    said += ["或".join(condition.traits)] if condition.traits else []
    said += [
        label(key) if values == (True,) else f"{label(key)}为{_values(values)}"
        for key, values in condition.facts.items()
    ]
    said += [f"案中有{name}" for name in (*condition.has_events, *condition.has_documents)]
    return said + [f"文书上有{kind}" for kind in condition.signatures] + [f"涉及{name}" for name in condition.media]


def _values(values: tuple[str | bool, ...]) -> str:
    return "或".join(
        {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else value for value in values
    )
