"""One Chinese sentence for each finding: what is lacking, by which article, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from zhiji.core.evaluation.findings import Finding

WHOLE_CASE = "case"
DEED = "存入"
FORBIDDEN_DEEDS = ("not_altered", "copies_approved", "not_stored_in", "working_hours")


def sentence(finding: Finding) -> str:
    return f"{_subject(finding)}{_SAYINGS[finding.status.value](finding)}（{finding.article}：{finding.gist}）。"


def _subject(finding: Finding) -> str:
    return "本案" if finding.subject == WHOLE_CASE else f"{finding.about}（{finding.subject}）"


def _asked(finding: Finding) -> str:
    """A role, alone or among other things, is asked for its approval."""
    role = "或".join(finding.rule.approval.roles) if finding.rule.approval else ""
    return "、".join(f"{part}审批" if part == role else part for part in finding.what.split("、"))


def _satisfied(finding: Finding) -> str:
    if finding.what == finding.rule.gist:
        return "符合规定"
    if _is_of_a_deed(finding):
        return f"没有{finding.what}"
    if finding.rule.demand.at_most is not None:
        return finding.what
    return f"{_its(finding)}已满足要求"


def _its(finding: Finding) -> str:
    """What is asked for, of the subject; a deed (存入…) is done with it."""
    return finding.what if finding.what.startswith(DEED) else f"的{_asked(finding)}"


def _is_of_a_deed(finding: Finding) -> bool:
    """What is forbidden is to do something, not to be without it."""
    return any(getattr(finding.rule.demand, name) for name in FORBIDDEN_DEEDS)


def _pending(finding: Finding) -> str:
    until = f"，应在{_moment(finding.due_at)}前完成" if finding.due_at else "，尚未到期"
    return f"{_its(finding)}待完成{until}{_provisional(finding)}"


def _overdue(finding: Finding) -> str:
    limit = f"已过{_moment(finding.due_at)}的时限" if finding.due_at else "已过时限"
    state = "完成时" if finding.evidence else "还没有完成，"
    of = "" if finding.what.startswith("时限") else _its(finding)
    return f"{of}{state}{limit}{_provisional(finding)}"


def _violation(finding: Finding) -> str:
    if finding.rule.approval is not None:
        return f"违规，没有事先经过{_asked(finding)}"
    if finding.rule.keep is not None:
        return f"违规，所定的保存期限短于应当的{finding.what}"
    if finding.rule.demand.at_most is not None:
        return f"违规，应当{finding.what}"
    if finding.rule.demand.media and not _is_of_a_deed(finding):
        return f"违规，没有{finding.what}"
    if finding.rule.demand.not_before is not None and finding.due_at is not None:
        return f"违规，早于{_moment(finding.due_at)}届满的期间{_provisional(finding)}"
    return "违规" if finding.what == finding.rule.gist else f"违规，涉及{finding.what}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}" if moment else ""


def _provisional(finding: Finding) -> str:
    return "，该年放假安排未公布，暂按周末计算" if finding.provisional else ""


def _advised(finding: Finding) -> str:
    if finding.rule.demand.not_before is not None and finding.due_at is not None:
        return f"早于{_moment(finding.due_at)}届满的期间，建议核对{_provisional(finding)}"
    return f"没有{_asked(finding)}，建议视情况补上"


_SAYINGS: Mapping[str, Callable[[Finding], str]] = {
    "已满足": _satisfied,
    "缺失": lambda finding: f"缺少{_asked(finding)}",
    "不完整": lambda finding: f"不完整，缺少{_asked(finding)}",
    "待完成": _pending,
    "逾期": _overdue,
    "违规": _violation,
    "建议": _advised,
    "豁免": lambda finding: f"不要求{_asked(finding)}，{finding.reason}",
}
