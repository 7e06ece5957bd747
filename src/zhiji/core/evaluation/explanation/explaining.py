"""A requirement explained for each subject it could speak of."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.acts import extensions
from zhiji.core.evaluation.explanation.conditions import conditions_seen
from zhiji.core.evaluation.explanation.considering import considered
from zhiji.core.evaluation.explanation.keeping import kept
from zhiji.core.evaluation.explanation.limits import counted
from zhiji.core.evaluation.explanation.model import Excepted, Explanation, PartSeen, Seen
from zhiji.core.evaluation.explanation.triggers import trigger
from zhiji.core.evaluation.explanation.words import any_of
from zhiji.core.evaluation.findings import SATISFIED, VIOLATION, WAIVED
from zhiji.core.evaluation.index import WHOLE_CASE, CaseIndex
from zhiji.core.evaluation.retention import RetentionRule
from zhiji.core.evaluation.rules import PROHIBITION, WEIGHT
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import HoldsIn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.core.casefile import Approval, CaseFile
    from zhiji.core.evaluation.approvals import Lengthening
    from zhiji.core.evaluation.exemptions import Exempting
    from zhiji.core.evaluation.explanation.model import Considered
    from zhiji.core.evaluation.findings import Status
    from zhiji.core.evaluation.index import Target
    from zhiji.core.evaluation.judging import Judge
    from zhiji.core.evaluation.limits import Limit
    from zhiji.core.evaluation.rules import Rule
    from zhiji.core.regulations.model import Exemption, Requirement


class UnknownError(LookupError):
    """No such requirement or subject; the message is a Chinese sentence that says which there are."""


def explain(judges: Sequence[Judge], case: CaseFile, asked: str, *, at: datetime) -> list[Explanation]:
    """`asked`: a requirement's id as in findings, of the first judge's also without the regulation (`11-2`); then its
    explanation for each subject of which it says anything, else for each that it could speak of. Or `id@subject`: for
    that one.

    Raises `UnknownError`.
    """
    named, _, subject = asked.partition("@")
    judge, requirement = _requirement_of(judges, named)
    rule = next((rule for rule in judge.rules if rule.requirement is requirement), None)
    if rule is None:
        return [_nothing(requirement)]
    explanations = explain_rule(rule, CaseIndex(case, judge.vocabulary), at=at)
    if not subject:
        return [one for one in explanations if one.finding] or explanations or [_nothing(requirement)]
    found = [one for one in explanations if one.subject == subject]
    if not found:
        subjects = "、".join(one.subject for one in explanations) or "没有"
        raise UnknownError(f"“{subject[:40]}”不是{requirement.id}的对象；案中的对象：{subjects}")
    return found


def explain_rule(rule: Rule | RetentionRule, index: CaseIndex, *, at: datetime) -> list[Explanation]:
    """For each subject of its kind: those too that it does not bind, with the reason why."""
    if isinstance(rule, RetentionRule):
        return [kept(rule, index, target, at) for target in rule.targets(index)]
    return [_explained(rule, index, target, at) for target in rule.targets(index)]


def _requirement_of(judges: Sequence[Judge], named: str) -> tuple[Judge, Requirement]:
    known = {one.id: (judge, one) for judge in judges for one in judge.regulation.requirements}
    whole = named if "/" in named else f"{judges[0].regulation.id}/{named}"
    if whole in known:
        return known[whole]
    regulation = whole.partition("/")[0]
    judged_by = [judge.regulation.id for judge in judges]
    if regulation not in judged_by:
        raise UnknownError(f"这次没有按“{regulation[:40]}”判定，按的是{'、'.join(judged_by)}；法律要一并判定的，请写明")
    close = get_close_matches(whole[:40], known, n=3, cutoff=0.4)
    hint = f"，是否应为{'、'.join(close)}" if close else f"，编号写作“制度/条-序号”，例如{next(iter(known), '')}"
    raise UnknownError(f"没有编号为“{whole[:40]}”的义务{hint}")


WHERE = {
    HoldsIn.SYSTEM: "由系统落实，从案卷看不出",
    HoldsIn.OFFICE: "由机关落实，从案卷看不出",
    HoldsIn.TEXT: "仅作说明，不产生结论",
    HoldsIn.CASE: "案中没有它所针对的对象",
}


def _nothing(requirement: Requirement) -> Explanation:
    outcome = f"没有结论：{WHERE[requirement.holds_in]}"
    return Explanation(requirement, WHOLE_CASE, "", (), (), None, (), None, outcome, None)


def _explained(rule: Rule, index: CaseIndex, target: Target, at: datetime) -> Explanation:
    requirement, context = rule.requirement, rule.context
    conditions = conditions_seen(requirement.when, context, index, target)
    nothing = Explanation(
        *(requirement, target.id, trigger(index, target), conditions, (), None, (), None, "没有结论：条件不成立", None)
    )
    if not rule.is_bound(index, target):
        return nothing
    if rule.has_begun and not rule.has_begun(index, target):
        return replace(nothing, outcome="没有结论：期间还没有开始")
    ordinary = rule.ordinary_limit(index, target)
    exempting, limit = rule.excepted(index, target)
    due = requirement.due
    if exempting is not None and exempting.instead is not None:
        due = requirement.unless[rule.exemptions.index(exempting)].due
    parts = _parts(rule, index, target, limit, at)
    status = _status(rule, parts, exempting)
    finding = rule.judge_one(index, target, at)
    return replace(
        nothing,
        exceptions=_exceptions(rule, index, target, ordinary),
        limit=counted(due, limit, context.working, index, target),
        parts=() if status is WAIVED else parts,
        status=status,
        outcome=finding.message if finding else "没有结论：可以请求而没有请求的，不欠什么",
        finding=finding,
    )


def _parts(rule: Rule, index: CaseIndex, target: Target, limit: Limit, at: datetime) -> tuple[PartSeen, ...]:
    if not rule.parts:
        status = VIOLATION if rule.requirement.modality == PROHIBITION else SATISFIED
        return (PartSeen(rule.requirement.gist, status, "", target.moment, None, ()),)
    seen = []
    for part in rule.parts:
        found = part.find(index, target)
        own = found.limit or limit
        lacking = found.what if found.lacking or found.done is None else ""
        everything = tuple(considered(part, index, target))
        seen.append(PartSeen(part.what, found.status(own, at), lacking, found.done, own.due_at, everything))
    return tuple(seen)


def _status(rule: Rule, parts: tuple[PartSeen, ...], exempting: Exempting | None) -> Status | None:
    """From the steps shown: an exception waives; else the gravest part decides, in the modality of the rule."""
    if exempting is not None and exempting.instead is None:
        return WAIVED
    gravest = max((part.status for part in parts), key=WEIGHT.__getitem__)
    if gravest is SATISFIED:
        return SATISFIED
    return None if rule.passes_unused else rule.by_modality(gravest)


def _exceptions(rule: Rule, index: CaseIndex, target: Target, ordinary: Limit) -> tuple[Excepted, ...]:
    pairs = zip(rule.exemptions, rule.requirement.unless, strict=True)
    return tuple(_excepted(rule, one, stated, index, target, ordinary) for one, stated in pairs)


def _excepted(
    rule: Rule, exempting: Exempting, stated: Exemption, index: CaseIndex, target: Target, ordinary: Limit
) -> Excepted:
    condition, lengthening = stated.when, exempting.approvals
    if lengthening is not None:
        condition = replace(condition, approval=None)
    conditions = conditions_seen(condition, rule.context, index, target)
    approvals: tuple[Considered, ...] = ()
    if lengthening is not None:
        approvals = tuple(_in_time(lengthening, index, target, ordinary))
        given = any(one.counts for one in approvals)
        asked = f"经{any_of(lengthening.roles)}批准，批准时原来的期限还没有过"
        conditions = (*conditions, Seen(asked, "有这样的批准" if given else "没有这样的批准", given))
    outcome = f"期限改为{write_limit(stated.due)}" if stated.due else exempting.reason
    return Excepted(outcome, exempting.applies(index, target, ordinary), conditions, approvals)


def _in_time(lengthening: Lengthening, index: CaseIndex, target: Target, ordinary: Limit) -> list[Considered]:
    def objection(one: Approval) -> str:
        return lengthening.objection(one) or ("" if ordinary.is_running(one.at) else "批准时原来的期限已经过了")

    return extensions(lengthening.on(index, target), objection)
