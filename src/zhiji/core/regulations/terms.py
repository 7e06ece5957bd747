"""Terms of the vocabulary, under its names or the regulation's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhiji.core.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhiji.core.regulations.model import Fact
    from zhiji.core.regulations.nodes import Value
    from zhiji.core.vocabulary import FactType, Vocabulary

ORGAN = "行政机关"  # whose seal stands beside the signatures of persons
PERSONS = ("party_role", "officer_duty", "approval_role")
LABELS = {  # in the order in which a misplaced term is recognised
    "event": "环节",
    "document": "文书",
    "medium": "记录方式",
    "trait": "特征",
    "act": "执法行为",
    "procedure": "程序",
    "stage": "阶段",
    "stored_in": "存储处",
    "party_role": "当事方角色",
    "officer_duty": "人员职责",
    "approval_role": "审批层级",
    "signature_kind": "签署方式",
    "access_kind": "利用方式",
    "requester_kind": "利用人",
    "modality": "情态",
}
WHERE_TO_WRITE = {
    "event": "；环节写在“环节”或“应有环节”里",
    "document": "；文书写在“文书”或“应有文书”里",
    "medium": "；记录方式写在“记录”或“应有记录”里",
    "trait": "；特征写在条件的“特征”里",
    "access_kind": "；利用方式写在“利用”里",
}
FEW = 12  # so many choices can be listed


def nearest(word: str, known: Iterable[str]) -> str:
    """What to write instead of `word`: “，是否应为“…””, or all the choices where they are few."""
    choices = list(known)
    found = get_close_matches(word[:40], choices, n=1, cutoff=0.5)
    if found:
        return f"，是否应为“{found[0]}”"
    return f"；可写：{'、'.join(choices)}" if len(choices) <= FEW else ""


def with_aliases(vocabulary: Vocabulary, aliases: Mapping[str, Mapping[str, str]]) -> Vocabulary:
    """The vocabulary that also understands a regulation's own names (`Regulation.aliases`).

    A name that the regulation defines means what the regulation says, whatever it means elsewhere.
    """
    meanings = dict(vocabulary.meanings)
    for group, names in aliases.items():
        own = {name: (term,) for name, term in names.items()}
        meanings[group] = MappingProxyType({**meanings.get(group, {}), **own})
    return replace(vocabulary, meanings=MappingProxyType(meanings))


@dataclass(frozen=True, slots=True)
class Terms:
    """Looks terms up and says what to write instead."""

    vocabulary: Vocabulary
    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # 统称: the terms it stands for

    def one(self, value: Value, *groups: str) -> str | None:
        text = value.text()
        return None if text is None else self.named(text, value, *groups)

    def several(self, value: Value, *groups: str) -> tuple[str, ...]:
        return self._all(((name, item) for item in value.items() for name in self._meant(item.text())), groups)

    def alternatives(self, value: Value, *groups: str) -> tuple[str, ...]:
        """“甲 或 乙”: the terms in their order."""
        text = value.text()
        if text is None:
            return ()
        parts = [text] if self.known(text, *groups) else [part.strip() for part in text.split("或")]
        return self._all(((name, value) for part in parts for name in self._meant(part)), groups)

    def _all(self, names: Iterable[tuple[str, Value]], groups: tuple[str, ...]) -> tuple[str, ...]:
        found = (self.named(name, value, *groups) for name, value in names)
        return tuple(term for term in found if term is not None)

    def _meant(self, name: str | None) -> tuple[str, ...]:
        return () if name is None else self.collections.get(name, (name,))

    def known(self, name: str, *groups: str) -> str | None:
        """The term called `name`; among media also the names of their two groups."""
        if name in self.vocabulary.media and "medium" in groups:
            return name
        found = (self.vocabulary.canonical(group, name) for group in groups)
        return next((term for term in found if term is not None), None)

    def is_term(self, name: str, group: str) -> bool:
        """A term proper, not another name for one; 文字 and 音像 count as media, facts' values as group "fact"."""
        if group == "fact":
            return any(name in fact.terms for event in self.vocabulary.events.values() for fact in event.facts.values())
        return name in self.vocabulary.terms[group] or (group == "medium" and name in self.vocabulary.media)

    def names(self, groups: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for group in groups for name in self.vocabulary.meanings.get(group, ()))

    def named(self, name: str, value: Value, *groups: str) -> str | None:
        """The term called `name`; where there is none, `value` gets the blame."""
        term = self.known(name, *groups)
        if term is None:
            value.wrong(self._unknown(name, groups))
        return term

    def _unknown(self, name: str, groups: tuple[str, ...]) -> str:
        label = "或".join(LABELS[group] for group in groups) if len(groups) < len(LABELS) else ""
        choices = {term for group in groups for term in self.vocabulary.meanings[group].get(name, ())}
        if choices:
            return f"“{name}”可以指{'或'.join(sorted(choices))}，请写明是哪一个"
        elsewhere = next((group for group in LABELS if self.known(name, group) is not None), None)
        if elsewhere is not None:
            return f"“{name}”是{LABELS[elsewhere]}，不是{label}{WHERE_TO_WRITE.get(elsewhere, '')}"
        if any(mark in name for mark in "，、"):
            return f"词汇表中没有{label}“{name}”；多项请写成 [甲, 乙]，逗号用半角"
        return f"词汇表中没有{label}“{name}”{nearest(name, (*self.names(groups), *self.collections))}"

    # -- facts ---------------------------------------------------------------------------------------------------

    def facts(
        self, values: Mapping[str, Value], events: tuple[str, ...], other_keys: Iterable[str] = ()
    ) -> dict[str, tuple[Fact, ...]]:
        """Facts under the names people read, by their codes.

        `events` empty or "*": of any event. `other_keys`: what else may stand there, for the suggestion.
        """
        found: dict[str, tuple[Fact, ...]] = {}
        for label, value in values.items():
            types = self._fact_types(events)
            code = next((code for code in types if self.vocabulary.fact_label(code) == label), None)
            if code is None:
                value.wrong(self._unknown_fact(label, (*map(self.vocabulary.fact_label, types), *other_keys)))
            else:
                found[code] = self._fact(value, types[code])
        return found

    def _unknown_fact(self, label: str, names: tuple[str, ...]) -> str:
        label_of = self.vocabulary.fact_label
        having = [name for name, kind in self.vocabulary.events.items() if label in map(label_of, kind.facts)]
        if having:
            return f"“{label}”是{'、'.join(having)}的情况，与这里写的环节不符"
        return f"没有“{label}”这一条件{nearest(label, names)}"

    def _fact_types(self, events: tuple[str, ...]) -> dict[str, FactType]:
        every = not events or events == ("*",)
        types = (kind for name, kind in self.vocabulary.events.items() if every or name in events)
        merged: dict[str, FactType] = {}
        for kind in types:
            for code, fact in kind.facts.items():
                terms = (*merged[code].terms, *fact.terms) if code in merged else fact.terms
                merged[code] = replace(fact, terms=terms)
        return merged

    def _fact(self, value: Value, kind: FactType) -> tuple[Fact, ...]:
        if kind.kind is FactKind.YES_NO:
            yes = value.yes()
            return () if yes is None else (yes,)
        if kind.kind is FactKind.DAY:
            value.wrong("这是日期，不能作为条件")
            return ()
        found = (self._fact_term(item, kind.terms) for item in value.items())
        return tuple(term for term in found if term is not None)

    def _fact_term(self, value: Value, terms: tuple[str, ...]) -> str | None:
        text = value.text()
        if text is None or text in terms:
            return text
        own = self.vocabulary.meanings.get("fact", {}).get(text, ())
        if own and own[0] in terms:
            return own[0]
        value.wrong(f"“{text}”不在可写的值之中{nearest(text, terms)}")
        return None
