"""Case files of every shape that `zhiji-case/1` allows, for hypothesis."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import Access, Approval, Case, CaseFile, Copy, Event, Officer, Party, Record, Report, Signature
from zhiji.core.vocabulary import FactKind
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.vocabulary import FactType

VOCABULARY = library.vocabulary()
FEW = 3

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
maybe_text = st.none() | texts
days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
moments = st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - hypothesis adds the zone
maybe_moment = st.none() | moments


def terms(group: str) -> st.SearchStrategy[str]:
    return st.sampled_from(VOCABULARY.terms[group])


def some(of: st.SearchStrategy, *, unique: bool = False) -> st.SearchStrategy[tuple]:
    return st.lists(of, max_size=FEW, unique=unique).map(tuple)


def some_of(ids: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return some(st.sampled_from(ids), unique=True) if ids else st.just(())


def one_of(ids: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *ids])


def cases() -> st.SearchStrategy[Case]:
    return st.builds(
        Case,
        id=st.from_regex(r"C-20[0-9]{2}-[0-9]{4}", fullmatch=True),
        title=texts,
        regulation=st.just("fuzhou-cg"),
        act=terms("act"),
        unit=texts,
        opened_at=moments,
        procedure=st.none() | terms("procedure"),
        place=maybe_text,
        traits=some(terms("trait"), unique=True),
        concluded_at=maybe_moment,
        archived_at=maybe_moment,
    )


def parties(id_: str) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        id=st.just(id_),
        role=terms("party_role"),
        kind=terms("party_kind"),
        name=texts,
        id_no=maybe_text,
        named=st.booleans(),
        wants_written_reply=st.booleans(),
    )


def officers(id_: str) -> st.SearchStrategy[Officer]:
    return st.builds(
        Officer,
        id=st.just(id_),
        name=texts,
        badge=maybe_text,
        unit=maybe_text,
        on_staff=st.booleans(),
        qualified=st.booleans(),
    )


@st.composite
def events(draw, id_: str, party_ids, officer_ids, papers) -> Event:
    type_ = draw(st.sampled_from(list(VOCABULARY.events.values())))
    facts = {name: fact_values(kind) for name, kind in type_.facts.items()}
    acting = draw(some_of(officer_ids))
    return Event(
        id=id_,
        type=type_.name,
        start=draw(moments),
        end=draw(maybe_moment),
        place=draw(maybe_text),
        officers=acting,
        parties=draw(some_of(party_ids)),
        facts=draw(st.fixed_dictionaries({}, optional=facts)),
        traits=draw(some(terms("trait"), unique=True)),
        duties={officer: draw(some(terms("officer_duty"), unique=True)) for officer in acting[:1]},
        av_notice_at=draw(maybe_moment),
        returned_at=draw(maybe_moment),
        of=draw(one_of([paper for paper in papers if paper != id_])),
    )


def fact_values(kind: FactType) -> st.SearchStrategy[str | bool]:
    if kind.kind is FactKind.YES_NO:
        return st.booleans()
    return days.map(date.isoformat) if kind.kind is FactKind.DAY else st.sampled_from(kind.terms)


@st.composite
def records(draw, id_: str, event_ids, people) -> Record:
    signatures = st.builds(
        Signature,
        by=st.sampled_from([*people, "行政机关"]),
        kind=terms("signature_kind"),
        at=maybe_moment,
        each_page=st.booleans(),
    )
    return Record(
        id=id_,
        event=draw(one_of(event_ids)),
        medium=draw(terms("medium")),
        made_at=draw(moments),
        doc_type=draw(st.none() | terms("document")),
        number=draw(maybe_text),
        made_by=draw(one_of(people)),
        covers=draw(some(texts)),
        fields=draw(st.dictionaries(texts, texts, max_size=FEW)),
        signatures=draw(some(signatures)),
        method=draw(maybe_text),
        proves=draw(maybe_text),
        transcript=draw(st.booleans()),
        full_course=draw(st.booleans()),
        device=draw(maybe_text),
        stored_at=draw(maybe_moment),
        stored_in=draw(st.none() | terms("stored_in")),
        sha256=draw(st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        altered=draw(st.booleans()),
        copies=draw(some(st.builds(Copy, at=moments, to=texts, approved=st.booleans()))),
        retain_until=draw(st.sampled_from([None, "permanent", "case"]) | days.map(date.isoformat)),
    )


def approvals(id_: str, targets, officer_ids) -> st.SearchStrategy[Approval]:
    return st.builds(
        Approval,
        id=st.just(id_),
        of=st.sampled_from(targets),
        role=terms("approval_role"),
        at=moments,
        decision=st.sampled_from(["同意", "不同意"]),
        by=one_of(officer_ids),
        opinion=maybe_text,
        matter=maybe_text,
    )


def accesses(id_: str, record_ids, officer_ids) -> st.SearchStrategy[Access]:
    return st.builds(
        Access,
        id=st.just(id_),
        kind=terms("access_kind"),
        requester=texts,
        requester_kind=terms("requester_kind"),
        at=moments,
        records=some_of(record_ids),
        reason=maybe_text,
        handler=one_of(officer_ids),
    )


@st.composite
def case_files(draw) -> CaseFile:
    """A `CaseFile` whose ids are unique and whose references lead somewhere; otherwise anything goes."""
    p, o, e, r, a, x = (
        [f"{letter}{number}" for number in range(1, draw(st.integers(0, FEW)) + 1)] for letter in "poerax"
    )
    targets = [*e, *r, *x]
    return CaseFile(
        case=draw(cases()),
        parties=tuple(draw(parties(id_)) for id_ in p),
        officers=tuple(draw(officers(id_)) for id_ in o),
        events=tuple(draw(events(id_, p, o, [*e, *r])) for id_ in e),
        records=tuple(draw(records(id_, e, [*p, *o])) for id_ in r),
        approvals=tuple(draw(approvals(id_, targets, o)) for id_ in a if targets),
        reports=draw(some(st.builds(Report, of=st.sampled_from([*e, *r]), to=terms("approval_role"), at=moments)))
        if e or r
        else (),
        accesses=tuple(draw(accesses(id_, r, o)) for id_ in x),
    )
