"""Two regulations side by side, by what they speak of and not by article number.

A matter is one subject (an event, a document, a medium, an access, the case) and one thing demanded of it. A provision
is at least as strict as another on the same matter when it binds as much, demands at least the same, at least as soon,
wherever the other does, and excuses no more. A regulation is at least as strict when each of the other's provisions has
such a counterpart. Where neither is, they differ: the comparison never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from operator import ge, le
from typing import TYPE_CHECKING, Any

from zhiji.core.regulations import strictness
from zhiji.core.regulations.demands import IF_ANY
from zhiji.core.regulations.model import SubjectKind
from zhiji.core.regulations.provisions import Provision, Topic, provisions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zhiji.core.regulations.model import Regulation
    from zhiji.core.vocabulary import Vocabulary

EVERY_EVENT = "*"


class Relation(StrEnum):
    SAME = "same"
    STRICTER = "stricter"  # the first is
    LOOSER = "looser"  # the first is
    DIFFERENT = "different"  # neither is at least as strict as the other
    ONLY_FIRST = "only_first"  # the second is silent
    ONLY_SECOND = "only_second"


@dataclass(frozen=True, slots=True)
class Matter:
    """What either regulation says on it; an empty side is silent. `differs`: in what, of `PARTS`."""

    topic: Topic
    first: tuple[Provision, ...]
    second: tuple[Provision, ...]
    relation: Relation
    differs: tuple[str, ...]


PARTS: dict[str, Callable[[Provision], Any]] = {
    "情态": lambda one: one.requirement.modality,
    "要求": lambda one: one.value,
    "期限": lambda one: one.requirement.due,
    "条件": lambda one: one.requirement.when,
    "例外": lambda one: tuple((each.when, each.due) for each in one.requirement.unless),
}


def compare(first: Regulation, second: Regulation, vocabulary: Vocabulary) -> tuple[Matter, ...]:
    """All matters that either speaks of, ordered by subject.

    Conditions on the act count only within the acts that both regulations govern.
    """
    shared = frozenset(first.acts) & frozenset(second.acts)
    sides = [[_within(shared, one) for one in provisions_of(each, vocabulary)] for each in (first, second)]
    topics = sorted({one.topic for side in sides for one in side}, key=lambda topic: _order(topic, vocabulary))
    return tuple(matter for topic in topics for matter in _matters(topic, sides[0], sides[1], vocabulary))


def _order(topic: Topic, vocabulary: Vocabulary) -> tuple[int, int, str, str]:
    events = list(vocabulary.events)
    name = topic.subject.partition("（")[0]
    return (
        list(SubjectKind).index(topic.kind),
        events.index(name) if name in events else -1,
        topic.subject,
        topic.aspect,
    )


def _within(shared: frozenset[str], one: Provision) -> Provision:
    """An obligation of every shared act says no more about the act than one of any act."""
    acts = tuple(act for act in one.requirement.when.acts if act in shared)
    if not acts:
        return one
    when = replace(one.requirement.when, acts=() if frozenset(acts) == shared else acts)
    return replace(one, requirement=replace(one.requirement, when=when))


def _matters(
    topic: Topic, first: Iterable[Provision], second: Iterable[Provision], vocabulary: Vocabulary
) -> Iterator[Matter]:
    """A topic falls apart into matters whose provisions have nothing in common: 文字 and 音像 records."""
    covering = _covering(topic, vocabulary)
    sides = [tuple(one for one in side if one.topic in covering) for side in (first, second)]
    for about in _apart(one.about for side in sides for one in side):
        left, right = (tuple(one for one in side if one.about & about) for side in sides)
        if any(one.topic == topic for one in (*left, *right)):
            yield Matter(topic, left, right, _relation(left, right, vocabulary), _differs(left, right))


def _covering(topic: Topic, vocabulary: Vocabulary) -> set[Topic]:
    """The topic, and those that include it: every event, all 音像."""
    wider = {SubjectKind.EVENT: EVERY_EVENT, SubjectKind.MEDIUM: vocabulary.medium_groups.get(topic.subject)}
    name = wider.get(topic.kind)
    return {topic, replace(topic, subject=name)} if name else {topic}


def _apart(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Unions of the sets that meet."""
    found: list[frozenset[str]] = []
    for one in sets:
        meeting = [each for each in found if each & one]
        found = [each for each in found if not each & one] + [one.union(*meeting)]
    return found


def _relation(first: tuple[Provision, ...], second: tuple[Provision, ...], vocabulary: Vocabulary) -> Relation:
    if not (first and second):
        return Relation.ONLY_FIRST if first else Relation.ONLY_SECOND
    outcome = (_all_covered(first, second, vocabulary), _all_covered(second, first, vocabulary))
    return {
        (True, True): Relation.SAME,
        (True, False): Relation.STRICTER,
        (False, True): Relation.LOOSER,
        (False, False): Relation.DIFFERENT,
    }[outcome]


def _all_covered(first: Iterable[Provision], second: Iterable[Provision], vocabulary: Vocabulary) -> bool:
    return all(any(at_least_as_strict(one, other, vocabulary) for one in first) for other in second)


def at_least_as_strict(first: Provision, second: Provision, vocabulary: Vocabulary) -> bool:
    """Both on one matter."""
    one, other = first.requirement, second.requirement
    return (
        strictness.binds_as_much(one.modality, other.modality)
        and _asks_as_much(first, second, vocabulary)
        and strictness.as_soon(one.due, other.due)
        and strictness.as_broad(one.when, other.when)
        and strictness.excuses_no_more(one.unless, other.unless)
    )


def _asks_as_much(first: Provision, second: Provision, vocabulary: Vocabulary) -> bool:
    aspect = first.topic.aspect
    if aspect == "应经审批":
        return strictness.approved_as_high(first.value, second.value, vocabulary.approval_roles)
    if aspect in ORDERS:
        return ORDERS[aspect](first.value, second.value)
    return _same(first.value, second.value) or (isinstance(first.value, frozenset) and first.value < second.value)


def _same(first: Any, second: Any) -> bool:
    return bool(first == second)


def _names_as_much(first: frozenset[str], second: frozenset[str]) -> bool:
    """What must be told always is told where it occurred, too."""
    return all(point in first or point.removesuffix(IF_ANY) in first for point in second)


ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "应载明": _names_as_much,
    "应签署": strictness.signed_as_well,
    "人员资格": ge,
    "人数": ge,
    "不得存入": ge,
    "至多": le,
    "不早于": strictness.as_late,
    "保存期限": strictness.kept_as_long,
}
"""Of what is not listed, a set names what will do: the smaller asks more."""


def _differs(first: tuple[Provision, ...], second: tuple[Provision, ...]) -> tuple[str, ...]:
    if not (first and second):
        return ()
    return tuple(name for name, part in PARTS.items() if not _alike([*map(part, first)], [*map(part, second)]))


def _alike(first: list[Any], second: list[Any]) -> bool:
    return all(one in second for one in first) and all(one in first for one in second)
