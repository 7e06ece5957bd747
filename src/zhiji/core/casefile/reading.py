"""`zhiji-case/1` read into a `CaseFile`: the keys of each part and what their values may be."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from zhiji.core.casefile import model
from zhiji.core.casefile.errors import CaseFileError
from zhiji.core.casefile.references import reference_faults, with_case_id
from zhiji.core.casefile.shapes import shape
from zhiji.core.casefile.values import (
    Fault,
    Reader,
    Wrong,
    day,
    fact,
    faults_of,
    field_text,
    identifier,
    list_of,
    map_of,
    member,
    moment,
    not_a,
    optional,
    retain_until,
    term,
    text,
    wrong,
    yes_no,
)
from zhiji.core.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.vocabulary import FactType, Vocabulary


def parse(document: object, vocabulary: Vocabulary) -> model.CaseFile:
    """The case file that decoded JSON says. Raises `CaseFileError` for the first thing wrong."""
    try:
        return _read(document, vocabulary)
    except Wrong as found:
        place, reason = found.faults[0]
        raise CaseFileError("$" + place, reason) from None


def problems(document: object, vocabulary: Vocabulary) -> list[CaseFileError]:
    """Everything wrong, in the order of the document, up to a hundred; ids are followed once the parts are sound."""
    try:
        _read(document, vocabulary)
    except Wrong as found:
        return [CaseFileError("$" + place, reason) for place, reason in found.faults]
    return []


def _read(document: object, vocabulary: Vocabulary) -> model.CaseFile:
    if not isinstance(document, dict):
        raise not_a("对象", document)
    if document.get("format") != model.FORMAT:
        raise Wrong([(".format", f"应是“{model.FORMAT}”")])
    file = _case_file(vocabulary)({key: value for key, value in document.items() if key != "format"})
    faults = reference_faults(file)
    if faults:
        raise Wrong(faults)
    return with_case_id(file)


@lru_cache(maxsize=32)
def _case_file(vocabulary: Vocabulary) -> Reader[model.CaseFile]:
    return shape(
        model.CaseFile,
        {
            "case": _case(vocabulary),
            "parties": list_of(_party(vocabulary)),
            "officers": list_of(_officer()),
            "events": list_of(_event(vocabulary)),
            "records": list_of(_record(vocabulary)),
            "approvals": list_of(_approval(vocabulary)),
            "reports": list_of(_report(vocabulary)),
            "accesses": list_of(_access(vocabulary)),
        },
    )


def _case(vocabulary: Vocabulary) -> Reader[model.Case]:
    return shape(
        model.Case,
        {
            "id": identifier,
            "title": text,
            "regulation": text,
            "act": term(vocabulary, "act"),
            "procedure": term(vocabulary, "procedure"),
            "unit": text,
            "place": text,
            "traits": list_of(term(vocabulary, "trait")),
            "opened_at": moment,
            "concluded_at": moment,
            "archived_at": moment,
        },
    )


def _party(vocabulary: Vocabulary) -> Reader[model.Party]:
    return shape(
        model.Party,
        {
            "id": identifier,
            "role": term(vocabulary, "party_role"),
            "kind": term(vocabulary, "party_kind"),
            "name": text,
            "id_no": text,
            "named": yes_no,
            "wants_written_reply": yes_no,
        },
    )


def _officer() -> Reader[model.Officer]:
    return shape(
        model.Officer,
        {
            "id": identifier,
            "name": text,
            "badge": text,
            "unit": text,
            "on_staff": yes_no,
            "qualified": yes_no,
        },
    )


def _event(vocabulary: Vocabulary) -> Reader[model.Event]:
    read = shape(
        model.Event,
        {
            "id": identifier,
            "type": term(vocabulary, "event"),
            "start": moment,
            "end": moment,
            "place": text,
            "officers": list_of(identifier),
            "parties": list_of(identifier),
            "facts": map_of(fact),
            "traits": list_of(term(vocabulary, "trait")),
            "duties": map_of(list_of(term(vocabulary, "officer_duty"))),
            "av_notice_at": moment,
            "returned_at": moment,
            "of": identifier,
        },
    )

    def read_event(value: object) -> model.Event:
        event = read(value)
        if not event.facts:
            return event
        event = replace(event, facts=_plain_facts(event, vocabulary))
        faults = list(_fact_faults(event, vocabulary))
        if faults:
            raise Wrong(faults)
        return event

    return read_event


def _plain_facts(event: model.Event, vocabulary: Vocabulary) -> dict[str, model.FactValue]:
    """The facts with a regulation's own names for their terms (EMS 快递) made those of the vocabulary."""
    own = vocabulary.meanings.get("fact", {})
    types = vocabulary.events[event.type].facts

    def plain(key: str, value: model.FactValue) -> model.FactValue:
        terms = types[key].terms if key in types else ()
        meant = own.get(value, ()) if isinstance(value, str) and value not in terms else ()
        return next((term for term in meant if term in terms), value)

    return {key: plain(key, value) for key, value in event.facts.items()}


def _fact_faults(event: model.Event, vocabulary: Vocabulary) -> Iterator[Fault]:
    types = vocabulary.events[event.type].facts
    for key, value in event.facts.items():
        place = f".facts{member(key)}"
        if key in types:
            yield from faults_of(partial(_check_fact, types[key]), value, place)
        else:
            yield place, f"“{event.type}”没有这个事实，可用：{'、'.join(types) or '无'}"


def _check_fact(kind: FactType, value: model.FactValue) -> None:
    if kind.kind is FactKind.YES_NO:
        yes_no(value)
    elif kind.kind is FactKind.DAY:
        day(value)
    elif value not in kind.terms:
        raise wrong(f"应是{'、'.join(kind.terms)}之一")


def _record(vocabulary: Vocabulary) -> Reader[model.Record]:
    signature = shape(
        model.Signature,
        {"by": identifier, "kind": term(vocabulary, "signature_kind"), "at": moment, "each_page": yes_no},
    )
    copy = shape(model.Copy, {"at": moment, "to": text, "approved": yes_no})
    return shape(
        model.Record,
        {
            "id": identifier,
            "event": optional(identifier),
            "medium": term(vocabulary, "medium"),
            "doc_type": term(vocabulary, "document"),
            "number": text,
            "made_at": moment,
            "made_by": identifier,
            "covers": list_of(text),
            "fields": map_of(field_text),
            "signatures": list_of(signature),
            "method": text,
            "proves": text,
            "transcript": yes_no,
            "full_course": yes_no,
            "device": text,
            "stored_at": moment,
            "stored_in": term(vocabulary, "stored_in"),
            "sha256": text,
            "altered": yes_no,
            "copies": list_of(copy),
            "retain_until": retain_until,
        },
    )


def _approval(vocabulary: Vocabulary) -> Reader[model.Approval]:
    return shape(
        model.Approval,
        {
            "id": identifier,
            "of": identifier,
            "role": term(vocabulary, "approval_role"),
            "by": identifier,
            "at": moment,
            "decision": text,
            "opinion": text,
            "matter": text,
        },
    )


def _report(vocabulary: Vocabulary) -> Reader[model.Report]:
    return shape(model.Report, {"of": identifier, "to": term(vocabulary, "approval_role"), "at": moment})


def _access(vocabulary: Vocabulary) -> Reader[model.Access]:
    return shape(
        model.Access,
        {
            "id": identifier,
            "kind": term(vocabulary, "access_kind"),
            "requester": text,
            "requester_kind": term(vocabulary, "requester_kind"),
            "records": list_of(identifier),
            "reason": text,
            "at": moment,
            "handler": identifier,
        },
    )
