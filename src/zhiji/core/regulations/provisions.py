"""An obligation taken apart: one provision for each thing that it demands of each of its subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.core.regulations.demands import DEEDS, FORBIDDEN, IF_ANY, RECORD_KEYS, STAFF
from zhiji.core.regulations.kinds import NAMES, SPEAKS_OF_MEDIA
from zhiji.core.regulations.limits import TERMS, UNITS, write_limit
from zhiji.core.regulations.model import HoldsIn, Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.regulations.model import Demand, Keep, Regulation, Requirement, SignatureDemand
    from zhiji.core.vocabulary import Vocabulary

ANYTHING = frozenset({""})
THE_CASE = "案件"
FIELD_NAMES = {code: name for name, code in RECORD_KEYS.items()}
KIND_NAMES = {kind: name for name, kind in NAMES.items()}


@dataclass(frozen=True, slots=True)
class Topic:
    """What provisions of two regulations may both speak of."""

    kind: SubjectKind
    subject: str
    aspect: str  # 应有记录, 应经审批, 保存期限 …


@dataclass(frozen=True, slots=True)
class Provision:
    """`about`: provisions of a topic meet where these have something in common. `value` is ordered by the aspect."""

    topic: Topic
    requirement: Requirement
    about: frozenset[str]
    value: Any
    words: tuple[str, ...]

    @property
    def demanded(self) -> str:
        """“执法信息系统，制作完成后24小时内”; empty where the gist alone says it."""
        one = self.requirement
        words = () if self.words == (one.gist,) else ("、".join(self.words),)
        limit = (write_limit(one.due),) if one.due else ()
        return "，".join(dict.fromkeys((*words, *limit)))


@dataclass(frozen=True, slots=True)
class _Part:
    aspect: str
    value: Any
    words: tuple[str, ...]
    about: frozenset[str] = ANYTHING


def provisions_of(regulation: Regulation, vocabulary: Vocabulary) -> tuple[Provision, ...]:
    """All but what only defines, in the order of the articles."""
    return tuple(
        Provision(Topic(one.subject.kind, name, part.aspect), one, part.about, part.value, part.words)
        for one in regulation.requirements
        if one.holds_in is not HoldsIn.TEXT
        for name in _subjects(one)
        for part in _parts(one, vocabulary)
    )


def _subjects(one: Requirement) -> tuple[str, ...]:
    """现场检查（音像）: the recordings of the inspection."""
    names = one.subject.names or (THE_CASE,)
    if one.subject.kind is SubjectKind.MEDIUM or one.kind not in SPEAKS_OF_MEDIA or not one.demand.media:
        return names
    return tuple(f"{name}（{'、'.join(one.demand.media)}）" for name in names)


def _parts(one: Requirement, vocabulary: Vocabulary) -> tuple[_Part, ...]:
    """What it demands; where that is only said in words, the gist, which nothing orders."""
    found = (*_bans(one.demand), *_duties(one))
    if one.kind is not Kind.PROHIBITION:
        found += (*_things(one, vocabulary), *_doings(one.demand))
    if found:
        return found
    if one.due is not None:
        return (_Part("期限", None, (write_limit(one.due),)),)
    return (_Part(f"{KIND_NAMES[one.kind]}（文字表述）", one.gist, (one.gist,)),)


def _things(one: Requirement, vocabulary: Vocabulary) -> Iterator[_Part]:
    """One of the things named will do: the fewer, the stricter."""
    demand = one.demand
    if demand.media and one.kind not in SPEAKS_OF_MEDIA:
        media = frozenset(medium for name in demand.media for medium in vocabulary.media.get(name, (name,)))
        yield _Part("应有记录", media, demand.media, media)
    for document in demand.documents:
        yield _any("应有文书", (document, *demand.accepts.get(document, ())))
    for aspect, names in (("应有环节", demand.events), ("应送至", demand.to)):
        if names:
            yield _any(aspect, names)
    if demand.stored_in:
        yield _Part("应存入", frozenset(demand.stored_in), demand.stored_in)
    for fact, values in demand.facts.items():
        words = tuple(value if isinstance(value, str) else "是" if value else "否" for value in values)
        yield _Part(f"应为（{vocabulary.fact_label(fact)}）", frozenset(words), words)


def _any(aspect: str, names: tuple[str, ...]) -> _Part:
    return _Part(aspect, frozenset(names), names, frozenset(names))


def _doings(demand: Demand) -> Iterator[_Part]:
    """All of what is named: the more, the stricter."""
    points = (*demand.fields, *demand.content_points)
    if points:
        words = tuple(FIELD_NAMES.get(point, point) + IF_ANY * (point in demand.if_occurred) for point in points)
        yield _Part("应载明", frozenset(words), words)
    for signature in demand.signatures:
        yield _Part("应签署", signature, (_signed(signature),), frozenset(signature.by))
    if officers := demand.officers:
        words = tuple(name for name, flag in STAFF.items() if getattr(officers, flag))
        if words:
            yield _Part("人员资格", frozenset(words), words)
        if officers.minimum:
            yield _Part("人数", officers.minimum, (f"至少{officers.minimum}人",))
    for name, flag in DEEDS.items():
        if getattr(demand, flag):
            yield _Part(name, True, (name,))
    if demand.wording:
        yield _Part("规范用语", demand.wording, (demand.wording,))


def _bans(demand: Demand) -> Iterator[_Part]:
    for name, flag in FORBIDDEN.items():
        if getattr(demand, flag):
            yield _Part(f"不得{name}", True, (f"不得{name}",))
    if demand.not_stored_in:
        yield _Part("不得存入", frozenset(demand.not_stored_in), demand.not_stored_in)
    if demand.at_most is not None:
        yield _Part("至多", demand.at_most, (f"{demand.at_most}次",))
    if demand.not_before is not None:
        yield _Part("不早于", demand.not_before, (write_limit(demand.not_before).removesuffix("内"),))


def _duties(one: Requirement) -> Iterator[_Part]:
    if one.approval:
        yield _Part("应经审批", one.approval, one.approval.roles)
    if one.report:
        yield _Part("应报告", frozenset(one.report.to), one.report.to)
    if one.keep:
        yield _Part("保存期限", one.keep, (_kept(one.keep),))


def _signed(demand: SignatureDemand) -> str:
    return f"{'或'.join(demand.by)}{'或'.join(demand.kinds)}"


def _kept(keep: Keep) -> str:
    named = {code: name for name, code in TERMS.items()}
    if keep.term in named:
        return named[keep.term]
    unit = next(name for name, code in UNITS.items() if code == keep.term[-1])
    return f"{'不少于' if keep.at_least else ''}{keep.term[:-1]}{unit}"
