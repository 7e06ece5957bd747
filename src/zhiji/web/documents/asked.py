"""What a regulation asks of a kind of 文书: the form offers exactly these fields and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.regulations.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiji.core.casefile import CaseFile
    from zhiji.core.casefile.model import Event
    from zhiji.core.evaluation import Finding
    from zhiji.core.regulations.model import Regulation, Requirement


TO_BE_WRITTEN = ("意见", "签", "理由", "事由", "说明")
"""What somebody has to say himself is not filled in for him."""


@dataclass(frozen=True, slots=True)
class Asked:
    fields: tuple[str, ...]
    points: tuple[str, ...]


def asked_of(regulations: Iterable[Regulation], document: str) -> Asked:
    """By all that speaks of the case."""
    rules = [rule for one in regulations for rule in one.requirements if _is_about(rule, document)]
    return Asked(
        fields=_once(name for rule in rules for name in rule.demand.fields),
        points=_once(point for rule in rules for point in rule.demand.content_points),
    )


def wanted(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The documents that open findings ask for."""
    return _once(
        document
        for finding in findings
        if finding.status in {"缺失", "逾期", "待完成"}
        for document in finding.rule.demand.documents
    )


def known(names: Iterable[str], file: CaseFile, event: Event | None) -> dict[str, str]:
    """What the case already says for fields of these names."""
    parties = [party.name for party in file.parties if party.role in {"当事人", "申请人"}]
    answers = (
        (("案由", "案件名称", "案名"), file.case.title),
        (("当事人", "被检查人", "被询问人", "申请人", "相对人", "姓名", "受送达人"), "、".join(parties)),
        (("地点", "地址", "场所"), (event.place if event else None) or file.case.place or ""),
        (("时间", "日期"), f"{event.start:%Y-%m-%d %H:%M}" if event else ""),
        (("执法人员", "检查人", "询问人", "经办人", "承办人"), "、".join(_officers(file, event))),
    )
    return {
        name: answer
        for name in names
        if not any(word in name for word in TO_BE_WRITTEN)
        for words, answer in answers
        if answer and any(word in name for word in words)
    }


def _officers(file: CaseFile, event: Event | None) -> Iterator[str]:
    refs = event.officers if event else ()
    return (officer.name for officer in file.officers if not refs or officer.id in refs)


def _is_about(rule: Requirement, document: str) -> bool:
    attached = rule.subject.kind is SubjectKind.DOCUMENT and document in rule.subject.names
    return attached or document in rule.demand.documents


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
