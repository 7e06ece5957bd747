"""Where the records are looked for that an obligation asks for.

Media: in the records of the subject's event alone. Documents and what records must say: there, in the events tied to
it by `of`, and further afield where the law itself looks further:

- a document made at an event of its own (`OWN_EVENTS`): at every such event of the case;
- the simple procedure: the scene is the case;
- what is owed only at the end of the case: in any paper of it;
- what an event must carry that the obligation asks for: in the records of that event.

Another event of the subject's own kind keeps its papers to itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.index import MADE_IN_TIME, once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from zhiji.core.casefile import Event, Record
    from zhiji.core.evaluation.index import CaseIndex, Target
    from zhiji.core.regulations.model import Requirement

    Place: TypeAlias = Callable[[CaseIndex, Target], Sequence[Record]]
    """Records in the order of time, each once."""

SIMPLE_PROCEDURE = "简易程序"

OWN_EVENTS: Mapping[str, tuple[str, ...]] = {
    "听证申请书": ("听证申请",),
    "听证通知书": ("听证通知",),
    "听证笔录": ("听证",),
    "听证报告": ("听证报告",),
    "行政处罚告知书": ("行政处罚告知",),
    "行政处罚听证告知书": ("行政处罚告知",),
    "案件调查终结报告": ("调查终结",),
    "专家论证报告": ("专家论证",),
    "法制审核意见书": ("法制审核",),
    "集体讨论记录": ("集体讨论",),
    "会议纪要": ("集体讨论",),
    "行政处罚决定审批表": ("决定审批",),
    "行政执法决定审批表": ("决定审批",),
    "强制执行决定书": ("强制执行", "作出决定"),
    "催告书": ("催告",),
    "检验报告": ("检验鉴定",),
    "鉴定意见书": ("检验鉴定",),
    "检验结果通知书": ("检验结果告知",),
    "先行登记保存证据处理通知书": ("先行登记保存处理",),
    "处罚备案记录": ("处罚备案",),
    "履行记录": ("履行",),
}
"""Documents that have an event for their making, which need not be tied to what asks for them."""


@once
def own_records(index: CaseIndex, target: Target) -> Sequence[Record]:
    """Of the subject's event; of a document also those of the events that serve it; of the case all."""
    own = index.papers(target.event.id) if target.event else ()
    if target.record is not None:
        served_by = [paper for event in index.serving_record(target.record) for paper in index.papers(event.id)]
        return unique([*(own if target.event else (target.record,)), *served_by])
    return own if target.event else tuple(index.records.values())


@once
def tied_records(index: CaseIndex, target: Target) -> Sequence[Record]:
    """With those of the events tied to it."""
    return unique(index.tied(target.event)) if target.event else own_records(index, target)


@once
def all_records(index: CaseIndex, target: Target) -> Sequence[Record]:
    """Of the whole case, without those of other events of the subject's kind and of what serves them."""
    if target.event is None:
        return tuple(index.records.values())
    others = _others_of_the_kind(index, target.event)
    own = {paper.id for paper in index.papers(target.event.id)}  # though it may itself serve one of the others
    foreign = {paper.id for event in others for paper in index.gathered(event)} - own
    return [record for record in index.records.values() if record.id not in foreign]


def place_of(requirement: Requirement) -> Place:
    """Where the documents and the contents that a requirement asks for may be."""
    if requirement.when.procedure == SIMPLE_PROCEDURE:
        return all_records
    if requirement.due is not None and requirement.due.start == "concluded_at":
        return all_records
    return tied_records


def at_own_event(doc_type: str, index: CaseIndex, target: Target) -> list[Record]:
    """Papers of a document that has an event of its own, and those that hang on no event where only one could ask."""
    event = target.event
    if event is None:
        return []
    others = _others_of_the_kind(index, event)
    makers = [
        maker
        for name in OWN_EVENTS.get(doc_type, ())
        if name != event.type
        for maker in index.events_by_type.get(name, ())
        if not _is_one_of(others, index.served(maker))
    ]
    papers = [paper for maker in makers for paper in index.papers(maker.id)]
    return papers if others else [*papers, *index.papers(None)]


def unique(records: Iterable[Record]) -> list[Record]:
    """In the order of time, each once."""
    found = {record.id: record for record in records}
    return sorted(found.values(), key=MADE_IN_TIME) if len(found) > 1 else list(found.values())


def _others_of_the_kind(index: CaseIndex, event: Event) -> list[Event]:
    return [other for other in index.events_by_type[event.type] if other is not event]


def _is_one_of(events: list[Event], event: Event | None) -> bool:
    return any(event is other for other in events)
