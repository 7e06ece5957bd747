"""What must be noted of a record or an access, most of which the file says already.

A record's event and case say its parties, date, place and kind; an access says who asked, when and why. Names in Latin
letters are keys of the record itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.contents import Contents
from zhiji.core.evaluation.limits import Found
from zhiji.core.regulations.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiji.core.casefile import Access, Record
    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Requirement

LABELS: Mapping[str, str] = {
    "method": "制作方法",
    "made_at": "制作时间",
    "made_by": "制作人",
    "proves": "证明对象",
    "transcript": "声音内容的文字记录",
    "device": "设备编号",
    "number": "文号",
}

OF_RECORD: Mapping[str, Callable[[CaseIndex, Target, Record], object]] = {
    "当事人": lambda index, target, _: (target.event and target.event.parties) or index.parties,
    "日期": lambda *_: True,  # the event has its start, the record its made_at
    "时间": lambda *_: True,
    "地点": lambda index, target, _: (target.event and target.event.place) or index.case.place,
    "类型": lambda _, target, record: target.event or record.doc_type or record.medium,
    "设备": lambda *given: given[2].device,
    "执法人员": lambda _, target, record: (target.event and target.event.officers) or record.made_by,
    "室": lambda index, *_: index.case.unit,  # 股室, 科室
    "案由": lambda index, *_: index.case.title,
}
"""What a record is asked to note, by a word of its name; the first that fits."""

OF_ACCESS: Mapping[str, Callable[[CaseIndex, Access], object]] = {
    "审批人": lambda index, access: index.approvals_on(access.id),
    "管理员": lambda _, access: access.handler,
    "人": lambda _, access: access.requester.strip(),  # 调阅人, 复制人
    "时间": lambda *_: True,
    "日期": lambda *_: True,
    "由": lambda _, access: (access.reason or "").strip(),  # 事由, 理由
}


class MetadataPart:
    def __init__(self, requirement: Requirement, context: Context) -> None:
        self.contents = Contents(requirement.demand, context)
        self.what = "、".join(map(label, self.contents.names))
        says_it = _of_access if requirement.subject.kind is SubjectKind.ACCESS else _of_record
        self.noted = [(name, says_it(name)) for name in self.contents.names]

    def find(self, index: CaseIndex, target: Target) -> Found:
        missing = [name for name, is_noted in self.noted if not is_noted(index, target)]
        if missing and target.record is not None:
            unsaid = self.contents.missing(index, [target.record], ())
            missing = [name for name in missing if name in unsaid]
        lacking = "、".join(map(label, missing))
        return Found(lacking or self.what, target.moment, target.itself, bool(missing))


def label(name: str) -> str:
    return LABELS.get(name, name)


def _of_record(name: str) -> Holds:
    if name.isascii():
        return lambda _, target: bool(getattr(target.record, name, None))
    says = next((OF_RECORD[key] for key in OF_RECORD if key in name), None)
    return lambda index, target: bool(says and target.record and says(index, target, target.record))


def _of_access(name: str) -> Holds:
    says = next((OF_ACCESS[key] for key in OF_ACCESS if key in name), None)
    return lambda index, target: bool(says and target.access and says(index, target.access))
