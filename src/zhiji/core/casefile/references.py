"""Ids in a case file: unique, and each reference leads to something of the right kind."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from zhiji.core.casefile.values import Fault, member

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiji.core.casefile.model import Approval, CaseFile, Report, Signature

ORGAN = "行政机关"
WHOLE_CASE = "case"

Of = TypeVar("Of", "Approval", "Report")


class IdKind(StrEnum):
    CASE = "案件"
    PARTY = "当事人等（parties）"
    OFFICER = "执法人员（officers）"
    EVENT = "环节（events）"
    RECORD = "记录（records）"
    APPROVAL = "审批（approvals）"
    ACCESS = "利用（accesses）"
    ORGAN = "行政机关"


_COLLECTIONS = {
    "parties": IdKind.PARTY,
    "officers": IdKind.OFFICER,
    "events": IdKind.EVENT,
    "records": IdKind.RECORD,
    "approvals": IdKind.APPROVAL,
    "accesses": IdKind.ACCESS,
}
_PEOPLE = (IdKind.PARTY, IdKind.OFFICER)
_PAPERS = (IdKind.EVENT, IdKind.RECORD)
_ANYTHING = (*_PAPERS, IdKind.ACCESS, IdKind.CASE)
_POINTERS: Mapping[str, Mapping[str, tuple[IdKind, ...]]] = {
    "events": {
        "officers": (IdKind.OFFICER,),
        "parties": (IdKind.PARTY,),
        "duties": (IdKind.OFFICER,),
        "of": _PAPERS,
    },
    "records": {"event": (IdKind.EVENT,), "made_by": _PEOPLE, "signatures": (*_PEOPLE, IdKind.ORGAN)},
    "approvals": {"of": _ANYTHING, "by": (IdKind.OFFICER,)},
    "reports": {"of": _ANYTHING},
    "accesses": {"records": (IdKind.RECORD,), "handler": (IdKind.OFFICER,)},
}


def reference_faults(file: CaseFile) -> list[Fault]:
    """Ids used twice, and references that lead nowhere or to the wrong kind of thing."""
    kinds = {WHOLE_CASE: IdKind.CASE, ORGAN: IdKind.ORGAN, file.case.id: IdKind.CASE}
    return [*_repeated(file, kinds), *_dangling(file, kinds), *_selfish(file)]


def with_case_id(file: CaseFile) -> CaseFile:
    """The same with the case's own id wherever an approval or a report is `of` "case"."""
    return replace(file, approvals=_named(file.approvals, file.case.id), reports=_named(file.reports, file.case.id))


def _named(items: tuple[Of, ...], case_id: str) -> tuple[Of, ...]:
    return tuple(replace(item, of=case_id) if item.of == WHOLE_CASE else item for item in items)


def _repeated(file: CaseFile, kinds: dict[str, IdKind]) -> Iterator[Fault]:
    """Fills `kinds` on the way."""
    for name, kind in _COLLECTIONS.items():
        for index, item in enumerate(getattr(file, name)):
            if item.id in kinds:
                yield f".{name}[{index}].id", f"编号“{item.id}”已用于{kinds[item.id]}，全文件内编号不得重复"
            kinds[item.id] = kind


def _dangling(file: CaseFile, kinds: Mapping[str, IdKind]) -> Iterator[Fault]:
    for name, pointers in _POINTERS.items():
        for index, item in enumerate(getattr(file, name)):
            for key, allowed in pointers.items():
                for step, target in _targets(getattr(item, key)):
                    if kinds.get(target) not in allowed:
                        yield f".{name}[{index}].{key}{step}", _nowhere(target, allowed, kinds)


def _targets(value: str | tuple[str | Signature, ...] | Mapping[str, object] | None) -> Iterable[tuple[str, str]]:
    """Each id that the value of a pointer holds, with its place in it."""
    if not value:
        return ()
    if isinstance(value, str):
        return (("", value),)
    if isinstance(value, tuple):
        return [
            (f"[{index}]", item) if isinstance(item, str) else (f"[{index}].by", item.by)
            for index, item in enumerate(value)
        ]
    return [(member(item), item) for item in value]


def _selfish(file: CaseFile) -> Iterator[Fault]:
    for index, event in enumerate(file.events):
        if event.of == event.id:
            yield f".events[{index}].of", "一个环节不能服务于它自己，请写它所服务的环节或记录"


def _nowhere(target: str, allowed: tuple[IdKind, ...], kinds: Mapping[str, IdKind]) -> str:
    wanted = "、".join(allowed)
    found = kinds.get(target)
    if found is None:
        return f"没有编号为“{target[:40]}”的{wanted}，请补上或改正编号"
    return f"“{target[:40]}”是{found}，这里应是{wanted}的编号"
