"""Ids in a case file: unique, and each reference leads to something of the right kind."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

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


class _Pointer(NamedTuple):
    """A key whose value names something else in the file: one id, several, or signatures."""

    collection: str
    key: str
    leads_to: tuple[IdKind, ...]
    one: bool = False

    def is_sound(self, items: Iterable[Any], kinds: Mapping[str, IdKind]) -> bool:
        return all(kinds.get(one) in self.leads_to for one in set(self._ids(items)))

    def _ids(self, items: Iterable[Any]) -> Iterable[str]:
        """All that the items name by this key."""
        values = map(attrgetter(self.key), items)
        if self.one:
            return filter(None, values)
        several = chain.from_iterable(values)
        return map(attrgetter("by"), several) if self.key == "signatures" else several


_POINTERS = (
    _Pointer("events", "officers", (IdKind.OFFICER,)),
    _Pointer("events", "parties", (IdKind.PARTY,)),
    _Pointer("events", "duties", (IdKind.OFFICER,)),
    _Pointer("events", "of", _PAPERS, one=True),
    _Pointer("records", "event", (IdKind.EVENT,), one=True),
    _Pointer("records", "made_by", _PEOPLE, one=True),
    _Pointer("records", "signatures", (*_PEOPLE, IdKind.ORGAN)),
    _Pointer("approvals", "of", _ANYTHING, one=True),
    _Pointer("approvals", "by", (IdKind.OFFICER,), one=True),
    _Pointer("reports", "of", _ANYTHING, one=True),
    _Pointer("accesses", "records", (IdKind.RECORD,)),
    _Pointer("accesses", "handler", (IdKind.OFFICER,), one=True),
)


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
    for collection, pointers in groupby(_POINTERS, attrgetter("collection")):
        items = getattr(file, collection)
        loose = [pointer for pointer in pointers if not pointer.is_sound(items, kinds)]
        for index, item in enumerate(items if loose else ()):
            for pointer in loose:
                for step, target in _targets(getattr(item, pointer.key)):
                    if kinds.get(target) not in pointer.leads_to:
                        place = f".{collection}[{index}].{pointer.key}{step}"
                        yield place, _nowhere(target, pointer.leads_to, kinds)


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
