"""Whom a rule means by 当事人, 执法人员, 送达人 …: ids of parties and officers who may sign for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from dataclasses import dataclass

    from zhiji.core.casefile import Event, Party
    from zhiji.core.evaluation.index import CaseIndex, Target
else:
    from zhiji.core.casefile.thawed import dataclass

ORGAN = "行政机关"
OFFICERS = "执法人员"
HANDLER = "承办人"
AGENT = "委托代理人"
WITNESS = "见证人"

THE_PARTY = ("当事人", "申请人")
"""One person under two names: the party of a licence is its applicant."""

STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "当事人": (*THE_PARTY, "受送达人"),
    "申请人": (*THE_PARTY, "受送达人"),
    "利害关系人": ("利害关系人", "第三人"),
}
EVERYBODY_BUT: Mapping[str, tuple[str, ...]] = {
    "有关人员": THE_PARTY,
    "受送达人": (WITNESS,),  # with the lawful 签收人: household, agent, mail room
    "证据提供人": (WITNESS,),
}
"""Roles that anybody may have who takes part, but these."""


@dataclass(frozen=True, slots=True)
class People:
    """Those who may act in a capacity, and those of them who took part."""

    ids: frozenset[str]
    present: frozenset[str]


def people(name: str, index: CaseIndex, target: Target) -> People:
    """`name`: a party_role, an officer_duty, an approval_role or 行政机关."""
    found: People | None = target.answers.get(name)
    if found is None:
        found = target.answers[name] = _people(name, index, target)
    return found


def _people(name: str, index: CaseIndex, target: Target) -> People:
    if name == ORGAN:
        return People(frozenset({ORGAN}), frozenset({ORGAN}))
    if name in index.vocabulary.terms["party_role"]:
        return _parties(name, index, target.event)
    ids = _with_role(name, index, target) if name in index.vocabulary.approval_roles else _officers(name, index, target)
    return People(ids, ids)


def reaches(event: Event, roles: Iterable[str], index: CaseIndex, *, named: bool = False) -> bool:
    """Whether somebody in one of the roles, or an agent for the party, took part in the event.

    `named`: somebody anonymous does not count.
    """
    here = [party for party in map(index.parties.__getitem__, event.parties) if party.named or not named]
    return any(_is(party, role) or (party.role == AGENT and role in STANDS_FOR) for party in here for role in roles)


def _parties(role: str, index: CaseIndex, event: Event | None) -> People:
    """Those of the role who took part; where none did, those of the case, or the agent who came for the party."""
    here = [index.parties[one] for one in event.parties] if event else []
    present = frozenset([party.id for party in here if _is(party, role)])
    if present:
        return People(present, present)
    agents = {party.id for party in here if party.role == AGENT and role in THE_PARTY}
    return People(frozenset({party.id for party in index.file.parties if _is(party, role)} | agents), present)


def _is(party: Party, role: str) -> bool:
    if role in EVERYBODY_BUT:
        return party.role not in EVERYBODY_BUT[role]
    return party.role in STANDS_FOR.get(role, (role,))


def _officers(duty: str, index: CaseIndex, target: Target) -> frozenset[str]:
    """Who has the duty at the event or at one tied to it; where nobody is named for it, the event's officers."""
    events = _events_about(index, target)
    if duty != OFFICERS:
        named = [one for event in events for one, duties in event.duties.items() if duty in duties]
        if named:
            return frozenset(named)
    acting = {one for event in events[:1] for one in event.officers}
    if duty == OFFICERS and target.record is not None and target.record.made_by in index.officers:
        acting.add(target.record.made_by)
    return frozenset(acting or index.officers)


def _with_role(role: str, index: CaseIndex, target: Target) -> frozenset[str]:
    """Those who gave an opinion in that role, on this matter or else in this case; the handler acts at the event."""
    here = {approval.by for approval in index.approvals(target) if approval.role == role and approval.by}
    found = here or {approval.by for approval in index.file.approvals if approval.role == role and approval.by}
    return frozenset(found) if found or role != HANDLER else _officers(OFFICERS, index, target)


def _events_about(index: CaseIndex, target: Target) -> list[Event]:
    if target.event is None:
        return []
    served = index.served(target.event)
    return [target.event, *([served] if served else []), *index.serving(target.event)]
