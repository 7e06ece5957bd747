"""Why a record must be kept so long: a requirement of kind retention explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.conditions import conditions_seen
from zhiji.core.evaluation.explanation.model import Considered, Explanation, PartSeen
from zhiji.core.evaluation.explanation.triggers import trigger
from zhiji.core.evaluation.explanation.words import kind_of, moment
from zhiji.core.evaluation.findings import SATISFIED, VIOLATION

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import Record
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.evaluation.retention import RetentionRule

SET = {"permanent": "永久", "case": "与案卷同期", None: "没有定"}


def kept(rule: RetentionRule, index: CaseIndex, target: Target, at: datetime) -> Explanation:
    conditions = conditions_seen(rule.requirement.when, rule.context, index, target)
    about = (rule.requirement, target.id, trigger(index, target), conditions, (), None)
    if not rule.is_bound(index, target):
        return Explanation(*about, (), None, "没有结论：条件不成立", None)
    finding = next((one for one in rule.judge(index, at, {}) if one.subject == target.id), None)
    if finding is None:
        return Explanation(*about, (), None, "没有结论：没有要保存的记录", None)
    records = tuple(_seen(rule, one, index, target) for one in rule.records(index, target))
    status = SATISFIED if all(one.counts for one in records) else VIOLATION
    part = PartSeen(rule.what, status, "", None, None, records)
    return Explanation(*about, (part,), status, finding.message, finding)


def _seen(rule: RetentionRule, record: Record, index: CaseIndex, target: Target) -> Considered:
    term = rule.term(record, index, target)
    owed = f"从{moment(record.made_at)[:10]}起保存到{term.until}" if term.until else rule.what
    why = f"应当{owed}；保管人定的是{SET.get(record.retain_until, record.retain_until)}"
    return Considered(record.id, kind_of(record), record.made_at, not term.is_undercut_by(record.retain_until), why)
