"""What a person does with a 文书. It is a record of its case: its id is the next free one of the case's records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import actions as cases
from zhiji.cases import changes, checks, parts
from zhiji.cases.errors import CaseError
from zhiji.cases.rows import columns, read_record
from zhiji.core.ledger.entry import EntryType
from zhiji.documents import numbering
from zhiji.documents.models import Document
from zhiji.trail import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case, Event
    from zhiji.core.casefile import model
    from zhiji.trail.actor import Actor

ORGAN = "行政机关"


@transaction.atomic
def write_document(case: Case, record: model.Record, *, text: str = "", by: Actor, at: datetime) -> Document:
    """制作文书 (medium 文书) or keep a note of the system (medium 系统记录), with the signatures it already has.

    One without a 文号 takes the next, where a rule numbers its kind.
    """
    changes.lock(case)
    record = _checked(case, record)
    if record.number:
        numbering.require_free(record.number)
    else:
        record = replace(record, number=numbering.take_number(case, record.doc_type, record.made_at))
    document = parts.append(case, Document(**columns(record), text=text))
    changes.log(case, EntryType.RECORD_WRITTEN, rows=[document], by=by, at=at)
    return document


@transaction.atomic
def amend_document(
    document: Document, record: model.Record, *, text: str | None = None, by: Actor, at: datetime
) -> Document:
    """The document as it reads from now on; earlier versions stay in the trail. Refused once somebody has signed."""
    changes.lock(document.case)
    if document.signatures:
        raise CaseError("文书已有人签名，不能再改内容；确需更正的，请另行制作并说明原因。")
    if record.number:
        numbering.require_free(record.number, but=document)
    fields = columns(_checked(document.case, replace(record, number=record.number or document.number)))
    tracked.update(document, **fields, text=document.text if text is None else text)
    changes.log(document.case, EntryType.RECORD_CHANGED, rows=[document], by=by, at=at)
    return document


@transaction.atomic
def sign(document: Document, signature: model.Signature, *, by: Actor, at: datetime) -> Document:
    """签名、盖章、捺印, or 拒签. `signature.by`: a party or officer of the case, or 行政机关."""
    changes.lock(document.case)
    _check_signature(document.case, signature)
    signed = read_record(document)
    tracked.update(
        document, signatures=columns(replace(signed, signatures=(*signed.signatures, signature)))["signatures"]
    )
    changes.log(document.case, EntryType.RECORD_CHANGED, rows=[document], by=by, at=at)
    return document


def serve(document: Document, event: model.Event, *, by: Actor, at: datetime) -> Event:
    """送达 the document. `event`: when, by whom, to whom and in which way (facts)."""
    return cases.record_event(document.case, replace(event, type="送达", of=document.ref), by=by, at=at)


def _checked(case: Case, record: model.Record) -> model.Record:
    medium = checks.term("medium", record.medium, "介质")
    if medium not in {"文书", "系统记录"}:
        raise CaseError(f"“{medium}”是音像，不是文书；请从“采集”收入。", field="medium")
    if record.event is not None:
        checks.event_ref(case, record.event)
    if record.made_by is not None:
        checks.person(case, record.made_by)
    for signature in record.signatures:
        _check_signature(case, signature)
    doc_type = checks.term("document", record.doc_type, "文书种类") if record.doc_type else None
    if medium == "文书" and doc_type is None:
        raise CaseError("文书须写明种类，请从列表中选择。", field="doc_type")
    return replace(record, medium=medium, doc_type=doc_type)


def _check_signature(case: Case, signature: model.Signature) -> None:
    checks.term("signature_kind", signature.kind, "签名方式")
    if signature.by != ORGAN:
        checks.person(case, signature.by)
