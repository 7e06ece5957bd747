"""What is checked before something is added to a case: terms, and ids of the case itself. Aliases become terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zhiji.cases import queries
from zhiji.cases.errors import CaseError
from zhiji.cases.models import CaseOfficer, Event, Party
from zhiji.core.calendar import SHANGHAI
from zhiji.core.identity_numbers import is_credit_code, is_resident_number, tidy
from zhiji.core.procedure import lacking_before
from zhiji.core.vocabulary import FactKind
from zhiji.external import library
from zhiji.rulebook import queries as rulebook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.core.casefile import model
    from zhiji.core.vocabulary import FactType

LENGTH_WITH_CHECK = 18
"""Of 身份证号码 and 统一社会信用代码 alike; numbers of another length (passports, old licences) are taken as they are."""


def term(group: str, given: str, label: str) -> str:
    """The vocabulary's term for `given`."""
    words = library.vocabulary()
    found = words.canonical(group, given)
    if found is None:
        near = words.nearest(group, given)
        hint = f"是否应为“{near}”？" if near else f"可用的有：{'、'.join(words.terms[group][:8])}等。"
        raise CaseError(f"“{given}”不是规定的{label}，{hint}", field=group)
    return found


def terms(group: str, given: Iterable[str], label: str) -> tuple[str, ...]:
    return tuple(term(group, each, label) for each in given)


def party(draft: model.Party) -> model.Party:
    """The party with its terms made canonical. Raises CaseError for a name that lacks or a number that was mistyped."""
    if not draft.name.strip():
        raise CaseError("请填写姓名或名称；不知道姓名的，写能认出他的称呼。", field="name")
    kind = term("party_kind", draft.kind, "当事人类别")
    id_no = tidy(draft.id_no) if draft.id_no else None
    if id_no and len(id_no) == LENGTH_WITH_CHECK:
        holds, name = (is_resident_number, "身份证号码") if kind == "自然人" else (is_credit_code, "统一社会信用代码")
        if not holds(id_no):
            raise CaseError(f"“{id_no}”不是正确的{name}（校验码对不上），请对照证件重新填写。", field="id_no")
    return replace(draft, name=draft.name.strip(), role=term("party_role", draft.role, "身份"), kind=kind, id_no=id_no)


def event(case: Case, draft: model.Event) -> model.Event:
    """The event with its terms made canonical. Raises CaseError for what does not fit the case."""
    officers = set(queries.refs(case, [CaseOfficer]))
    _require_known(draft.officers, officers, "执法人员", "officers")
    _require_known(draft.duties, officers, "执法人员", "duties")
    _require_known(draft.parties, set(queries.refs(case, [Party])), "当事人", "parties")
    if draft.of is not None:
        _require_known([draft.of], queries.papers(case), "环节或记录", "of")
    if draft.end is not None and draft.end < draft.start:
        raise CaseError(f"结束时间（{_clock(draft.end)}）早于开始时间（{_clock(draft.start)}），请核对。", field="end")
    kind = term("event", draft.type, "环节")
    _require_sense(case, kind)
    facts(kind, draft.facts)
    return replace(
        draft,
        type=kind,
        traits=terms("trait", draft.traits, "特征"),
        duties={ref: terms("officer_duty", duties, "分工") for ref, duties in draft.duties.items()},
    )


def regulation(given: str) -> None:
    known = rulebook.current().ids()
    if given not in known:
        raise CaseError(f"没有制度“{given}”，可用：{'、'.join(known)}。", field="regulation")


def officer(case: Case, ref: str) -> None:
    _require_known([ref], queries.refs(case, [CaseOfficer]), "执法人员", "by")


def person(case: Case, ref: str) -> None:
    """One who made or signed something: an officer or a party."""
    _require_known([ref], queries.refs(case, [CaseOfficer, Party]), "执法人员或当事人", "by")


def event_ref(case: Case, ref: str) -> None:
    _require_known([ref], queries.refs(case, [Event]), "环节", "event")


def records(case: Case, given: Iterable[str]) -> None:
    _require_known(given, queries.refs(case, queries.record_models()), "记录", "records")


def target(case: Case, ref: str) -> None:
    """What an approval or a report is about."""
    _require_known([ref], queries.targets(case), "环节、记录或利用", "of")


def _require_sense(case: Case, kind: str) -> None:
    """Some events make no sense before another: nothing is released that was not seized."""
    needed = lacking_before(kind, case.events.values_list("type", flat=True))
    if needed:
        raise CaseError(f"“{kind}”之前须先有“{'”或“'.join(needed)}”，请先登记那个环节。", field="type")


def facts(event_type: str, given: Mapping[str, str | bool]) -> None:
    """Raises CaseError for a fact that this kind of event does not have, or a value it cannot have."""
    words = library.vocabulary()
    known = words.events[event_type].facts
    for name, value in given.items():
        if name not in known:
            raise CaseError(f"“{event_type}”没有“{words.fact_label(name)}”这一项，请去掉它。", field=f"facts.{name}")
        if not _fits(value, known[name]):
            wanted = _wanted(known[name])
            raise CaseError(f"“{words.fact_label(name)}”的值“{value}”不对，应为{wanted}。", field=f"facts.{name}")


def _fits(value: str | bool, kind: FactType) -> bool:  # noqa: FBT001  # a fact may be a yes or no
    if kind.kind is FactKind.YES_NO:
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    return value in kind.terms if kind.kind is FactKind.TERM else _is_day(value)


def _wanted(kind: FactType) -> str:
    return {FactKind.YES_NO: "是或否", FactKind.DAY: "日期（如 2026-03-09）", FactKind.TERM: "、".join(kind.terms)}[
        kind.kind
    ]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _require_known(given: Iterable[str], known: Collection[str], label: str, field: str) -> None:
    for ref in given:
        if ref not in known:
            raise CaseError(f"本案没有编号为“{ref}”的{label}，请先添加，或改选已有的。", field=field)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
