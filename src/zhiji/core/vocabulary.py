"""The controlled vocabulary: every term that a case file or a rule may use, by group.

Groups carry the names of `rules/vocabulary.yaml`: act, procedure, stage, event, trait, medium, document … .
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TERM = 40  # nothing longer resembles a term; keeps a hostile text from costing time


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used; the message is a Chinese sentence."""


class FactKind(StrEnum):
    TERM = "term"  # one of `terms`
    YES_NO = "bool"
    DAY = "date"  # YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class FactType:
    kind: FactKind
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of 环节: the stage it belongs to and the facts a rule may ask of it."""

    name: str
    stage: str
    facts: Mapping[str, FactType]
    aliases: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """`terms` holds every group flat and in the file's order; the other fields keep what a group says beyond that."""

    terms: Mapping[str, tuple[str, ...]]
    events: Mapping[str, EventType]
    media: Mapping[str, tuple[str, ...]]  # 文字, 音像: their media
    medium_groups: Mapping[str, str]  # a medium: 文字 or 音像
    documents: Mapping[str, tuple[str, ...]]  # grouped for reading
    fact_labels: Mapping[str, str]  # a fact's name on screen
    meanings: Mapping[str, Mapping[str, tuple[str, ...]]]  # group: name or alias: the terms it may stand for

    @property
    def acts(self) -> tuple[str, ...]:
        return self.terms["act"]

    @property
    def procedures(self) -> tuple[str, ...]:
        return self.terms["procedure"]

    @property
    def stages(self) -> tuple[str, ...]:
        return self.terms["stage"]

    @property
    def traits(self) -> tuple[str, ...]:
        return self.terms["trait"]

    @property
    def approval_roles(self) -> tuple[str, ...]:
        """审批层级, lowest first."""
        return self.terms["approval_role"]

    def canonical(self, group: str, term: str) -> str | None:
        """The term that `term` is, or is another name for; None when it is unknown or ambiguous."""
        found = self.meanings[group].get(term, ())
        return found[0] if len(found) == 1 else None

    def nearest(self, group: str, term: str) -> str | None:
        """The name of the group that looks most like `term`, for "是否应为…"."""
        if len(term) > LONGEST_TERM:
            return None
        return next(iter(get_close_matches(term, self.meanings[group], n=1, cutoff=0.5)), None)

    def stage_of(self, event: str) -> str:
        """The stage of an event type. Raises KeyError for an unknown one."""
        return self.events[event].stage

    def medium_group(self, medium: str) -> str:
        """文字 or 音像. Raises KeyError for an unknown medium."""
        return self.medium_groups[medium]

    def fact_label(self, fact: str) -> str:
        return self.fact_labels.get(fact, fact)


def parse_vocabulary(text: str) -> Vocabulary:
    """`rules/vocabulary.yaml` as an object. Raises `VocabularyError`."""
    try:
        raw = yaml.load(text, yaml.CSafeLoader)
        return _vocabulary(raw)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise VocabularyError(f"词汇表无法读取：{' '.join(str(error).split())}") from None


def _vocabulary(raw: dict[str, Any]) -> Vocabulary:
    events = {
        name: _event_type(name, stage, options)
        for stage, types in raw["event"].items()
        for name, options in types.items()
    }
    terms = {group: _flat(value) for group, value in raw.items() if group not in {"event", "fact", "alias"}}
    terms["event"] = tuple(events)
    aliases: dict[str, dict[str, list[str]]] = dict(raw["alias"])
    aliases["event"] = {name: list(event.aliases) for name, event in events.items()}
    return Vocabulary(
        terms=MappingProxyType(terms),
        events=MappingProxyType(events),
        media=_grouped(raw["medium"]),
        medium_groups=MappingProxyType({medium: group for group, media in raw["medium"].items() for medium in media}),
        documents=_grouped(raw["document"]),
        fact_labels=MappingProxyType(dict(raw["fact"])),
        meanings=MappingProxyType({group: _meanings(names, aliases.get(group, {})) for group, names in terms.items()}),
    )


def _event_type(name: str, stage: str, options: dict[str, Any]) -> EventType:
    facts = {key: _fact_type(allowed) for key, allowed in options.get("facts", {}).items()}
    return EventType(name, stage, MappingProxyType(facts), tuple(options.get("aliases", ())), options.get("note"))


def _fact_type(allowed: str | list[str]) -> FactType:
    return FactType(FactKind(allowed)) if isinstance(allowed, str) else FactType(FactKind.TERM, tuple(allowed))


def _flat(group: list[str] | dict[str, list[str]]) -> tuple[str, ...]:
    terms = tuple(group) if isinstance(group, list) else tuple(term for part in group.values() for term in part)
    if len(set(terms)) != len(terms):
        raise ValueError(f"有重复的词：{'、'.join(sorted({term for term in terms if terms.count(term) > 1}))}")
    return terms


def _grouped(group: dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: tuple(terms) for name, terms in group.items()})


def _meanings(terms: tuple[str, ...], aliases: dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {term: (term,) for term in terms}
    for term, names in aliases.items():
        if term not in meanings:
            raise ValueError(f"别名所指的“{term}”不在词汇表中")
        for name in names:
            meanings[name] = (*meanings.get(name, ()), term)
    return MappingProxyType(meanings)
