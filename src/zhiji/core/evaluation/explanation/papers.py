"""Records considered: documents by name, records of a medium, what they say and bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.bearing import borne
from zhiji.core.evaluation.explanation.model import Considered
from zhiji.core.evaluation.explanation.seeing import approval_seen, record_seen
from zhiji.core.evaluation.explanation.words import belonging, moment
from zhiji.core.evaluation.metadata import MetadataPart, label
from zhiji.core.evaluation.papers import ContentsPart, DocumentsPart, MediaPart

if TYPE_CHECKING:
    from zhiji.core.casefile import Record
    from zhiji.core.evaluation.explanation.seeing import Considering
    from zhiji.core.evaluation.index import CaseIndex, Target


def _documents(part: DocumentsPart, index: CaseIndex, target: Target) -> list[Considered]:
    taken: list[Record] = []
    refused: list[Considered] = []
    for doc_type in part.demand.documents:
        found = part.instances(doc_type, index, target)
        taken += found
        names = (doc_type, *part.demand.accepts.get(doc_type, ()))
        refused += [
            _refused_paper(one, doc_type, index)
            for one in index.records.values()
            if one.doc_type in names and one not in found
        ]
    named = {one.id: record_seen(one, f"{belonging(one, index)}，制作于{moment(one.made_at)}") for one in taken}
    others = {one.id: one for one in refused if one.id not in named}
    return [*named.values(), *others.values(), *borne(part.bearing, list(taken), index, target)]


def _refused_paper(record: Record, doc_type: str, index: CaseIndex) -> Considered:
    place = f"{belonging(record, index)}，不在这一项要看的地方"
    why = place if record.doc_type == doc_type else f"没有{doc_type}应有的内容或者签名，或者{place}，不能代替{doc_type}"
    return record_seen(record, why, counts=False)


def media_seen(part: MediaPart, index: CaseIndex, target: Target) -> list[Considered]:
    made = part.made(index, target)
    found = [one for one in made if one.medium in part.media]
    near = [_medium_seen(part, one, index) for one in made]
    saying = part.saying(found, index, target) if found and part.bearing else ()
    further = [one for one in index.records.values() if one.medium in part.media and one not in made]
    elsewhere = [_elsewhere(one, index, counts=one in saying) for one in further]
    carried = borne(part.bearing, saying, index, target) if part.bearing else []
    return [*near, *elsewhere, *_signed_off(part, index, target, found), *carried]


def _elsewhere(record: Record, index: CaseIndex, *, counts: bool) -> Considered:
    why = "写的内容也算" if counts else "不是这里要的"
    return record_seen(record, f"{belonging(record, index)}，{why}", counts=counts)


def _signed_off(part: MediaPart, index: CaseIndex, target: Target, found: list[Record]) -> list[Considered]:
    """Approvals that are themselves the record asked for, where no paper is."""
    ids = part.find(index, target).evidence if not found else ()
    return [approval_seen(one, "写明意见的审批就是这样的记录") for one in index.file.approvals if one.id in ids]


def _medium_seen(part: MediaPart, record: Record, index: CaseIndex) -> Considered:
    if record.medium not in part.media:
        return record_seen(record, f"是{record.medium}，要求的是{part.what}", counts=False)
    whole = "" if not part.demand.full_course else "，记录了全程" if part.is_whole(record) else "，没有记录全程"
    return record_seen(record, f"{belonging(record, index)}，制作于{moment(record.made_at)}{whole}")


def _contents(part: ContentsPart, index: CaseIndex, target: Target) -> list[Considered]:
    records = part.records(index, target)
    looked_at = [record_seen(one, f"{belonging(one, index)}，制作于{moment(one.made_at)}") for one in records]
    return [*looked_at, *borne(part.bearing, records, index, target)]


def _metadata(part: MetadataPart, index: CaseIndex, target: Target) -> list[Considered]:
    unsaid = part.contents.missing(index, (target.record,), ()) if target.record else part.contents.names
    itself = Considered(target.id, target.about, target.moment, True, "要看的是它自己的信息")
    return [
        itself,
        *(_point(label(name), noted=is_noted(index, target), said=name not in unsaid) for name, is_noted in part.noted),
    ]


def _point(name: str, *, noted: bool, said: bool) -> Considered:
    why = "登记的信息里有" if noted else "记录里写明" if said else "没有写明"
    return Considered("", name, None, noted or said, why)


PAPERS: Considering = {
    DocumentsPart: _documents,
    MediaPart: media_seen,
    ContentsPart: _contents,
    MetadataPart: _metadata,
}
