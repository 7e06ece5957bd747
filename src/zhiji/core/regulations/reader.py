"""Rule files: YAML that a lawyer writes → `Regulation`. The language: docs/formats/rules.md."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zhiji.core.regulations.citations import ARTICLE, BELOW_ARTICLE, CHAPTER, numeral
from zhiji.core.regulations.entries import KEYS, Entry, Inherited
from zhiji.core.regulations.model import Regulation
from zhiji.core.regulations.nodes import compose
from zhiji.core.regulations.problems import RuleFileError
from zhiji.core.regulations.terms import LABELS, PERSONS, Terms, nearest, with_aliases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from zhiji.core.regulations.model import Requirement
    from zhiji.core.regulations.nodes import Value
    from zhiji.core.vocabulary import Vocabulary

HEAD, NAMES, COLLECTIONS, ARTICLES = "制度", "名称对照", "统称", "条文"
HEAD_KEYS = ("编号", "名称", "简称", "发布机关", "地区", "文号", "发布", "施行", "失效", "替代", "执法行为")
ON_ISSUE = ("发布之日", "公布之日")
ALIAS_GROUPS = {
    "文书": ("document",),
    "记录": ("medium",),
    "环节": ("event",),
    "人员": (*PERSONS, "requester_kind"),
    "其他": (*(group for group in LABELS if group not in {"document", "event"}), "fact"),
}
CONTENTS = "要点"  # other names for what a document must say; they lead to names that the rules themselves use
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
SERIAL = re.compile(r"(\d{1,3})-\d{1,3}")


def read_regulation(text: str, vocabulary: Vocabulary, *, source: str) -> Regulation:
    """The regulation a rule file says. `source` names the file in messages.

    Raises `RuleFileError` with every mistake found, by line.
    """
    top = compose(text, source)
    parts = top.fields()
    _check_keys(top, parts, (HEAD, NAMES, COLLECTIONS, ARTICLES), required=(HEAD, ARTICLES))
    aliases = _aliases(parts[NAMES], vocabulary) if NAMES in parts else {}
    terms = Terms(with_aliases(vocabulary, aliases))
    if COLLECTIONS in parts:
        terms = replace(terms, collections=_collections(parts[COLLECTIONS], terms))
    regulation = _head(parts[HEAD], terms) if HEAD in parts else None
    articles = _Articles(regulation.id if regulation else "", terms)
    requirements = articles.read(parts[ARTICLES]) if ARTICLES in parts else ()
    if NAMES in parts:
        aliases |= _names_of_contents(parts[NAMES], requirements)
    top.report.close()
    if regulation is None:  # then the missing head has been reported above
        raise RuleFileError(())
    named = tuple(replace(one, law=regulation.short_title) for one in requirements)
    return replace(regulation, aliases=aliases, requirements=named)


def _check_keys(place: Value, values: Mapping[str, Value], known: Sequence[str], *, required: Sequence[str]) -> None:
    for key, value in values.items():
        if key not in known:
            value.wrong(f"没有“{key}”这个键{nearest(key, known)}")
    for key in required:
        if key not in values:
            place.wrong(f"缺少“{key}”")


def _head(value: Value, terms: Terms) -> Regulation:
    values = value.fields()
    _check_keys(value, values, HEAD_KEYS, required=("编号", "名称", "执法行为"))
    texts = {key: part.text() for key, part in values.items() if key in HEAD_KEYS and key != "执法行为"}
    name = texts.get("编号")
    if name is not None and not ID.fullmatch(name):
        values["编号"].wrong(f"编号“{name}”只能用小写字母、数字和短横，以字母开头，例如 fuzhou-cg")
    found = Regulation(
        id=name or "",
        title=texts.get("名称") or "",
        issuer=texts.get("发布机关"),
        region=texts.get("地区"),
        document_number=texts.get("文号"),
        issued=_day(values.get("发布")),
        effective=_day(values.get("施行"), *ON_ISSUE),
        replaces=texts.get("替代"),
        acts=terms.several(values["执法行为"], "act") if "执法行为" in values else (),
        aliases={},
        requirements=(),
        effective_words=texts.get("施行") if texts.get("施行") in ON_ISSUE else None,
        short_title=texts.get("简称"),
        lapses=_day(values.get("失效")),
    )
    if found.since and found.lapses and found.lapses <= found.since:
        values["失效"].wrong(f"失效日期应在施行日期（{found.since}）之后；失效写不再适用的第一日")
    return found


def _day(value: Value | None, *words: str) -> date | None:
    """A date; None where there is none or one of `words` stands for it."""
    text = value.text() if value else None
    if value is None or text is None or text in words:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        value.wrong(f"“{text}”不是日期；写法如：{'、'.join(('2019-07-30', *words))}")
        return None


def _aliases(value: Value, vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """Group of the vocabulary: the regulation's name: the vocabulary's term."""
    found: dict[str, dict[str, str]] = {}
    values = value.fields()
    _check_keys(value, values, (*ALIAS_GROUPS, CONTENTS), required=())
    for section in values.keys() & ALIAS_GROUPS.keys():
        for name, target in values[section].fields().items():
            for group in _groups_of(target, ALIAS_GROUPS[section], Terms(vocabulary)):
                found.setdefault(group, {})[name] = str(target.text())
    return found


def _names_of_contents(value: Value, requirements: Iterable[Requirement]) -> dict[str, dict[str, str]]:
    """Group "content": another name: the fields or content points of this regulation that it names, joined by 、."""
    section = value.fields().get(CONTENTS)
    if section is None:
        return {}
    demands = [requirement.demand for requirement in requirements]
    asked = {name for demand in demands for name in (*demand.fields, *demand.content_points)}
    return {"content": {name: _joined(targets, asked) for name, targets in section.fields().items()}}


def _joined(targets: Value, asked: Collection[str]) -> str:
    named = [(target, target.text() or "") for target in targets.items()]
    for target, name in named:
        if name and name not in asked:
            target.wrong(f"没有一项要求载明“{name}”{nearest(name, asked)}")
    return "、".join(name for _, name in named)


def _groups_of(target: Value, groups: tuple[str, ...], terms: Terms) -> tuple[str, ...]:
    """The groups in which the term stands (当事人 is a party's role and a requester's kind)."""
    text = target.text()
    if text is None:
        return ()
    found = tuple(group for group in groups if terms.is_term(text, group))
    if not found:
        target.wrong(f"词汇表中没有“{text}”{nearest(text, terms.names(groups))}")
    return found


def _collections(value: Value, terms: Terms) -> dict[str, tuple[str, ...]]:
    """统称: the terms it stands for, wherever terms are listed."""
    found: dict[str, tuple[str, ...]] = {}
    for name, members in value.fields().items():
        if terms.known(name, *LABELS) is not None:
            members.wrong(f"“{name}”已经是一个词，请另取统称")
        found[name] = terms.several(members, *LABELS)
    return found


class _Articles:
    """Walks 章 → 条 → 款, 项 → obligations; what stands above holds below."""

    def __init__(self, regulation: str, terms: Terms) -> None:
        self._regulation = regulation
        self._terms = terms
        self._places: dict[str, Value] = {}  # by id

    def read(self, articles: Value) -> tuple[Requirement, ...]:
        found = tuple(self._chapter(articles, Inherited()))
        self._check_references(found)
        return found

    def _chapter(self, value: Value, above: Inherited) -> Iterator[Requirement]:
        """A 章, or all of 条文: articles, chapters and what holds for all of them."""
        parts = value.fields()
        said = above.under({key: part for key, part in parts.items() if key in KEYS})
        for key, part in parts.items():
            article = ARTICLE.match(key)
            if article and BELOW_ARTICLE.fullmatch(key, article.end()):
                yield from self._below(part, key, said)
            elif CHAPTER.fullmatch(key):
                yield from self._chapter(part, said)
            elif key not in KEYS:
                part.wrong(f"“{key}”不是条文的写法；写法如：第五条、第五条（二）、第十一条第二款，章写如“第一章 总则”")

    def _below(self, value: Value, article: str, above: Inherited) -> Iterator[Requirement]:
        parts = value.fields()
        said = above.under({key: part for key, part in parts.items() if key in KEYS})
        for key, part in parts.items():
            if SERIAL.fullmatch(key):
                yield self._requirement(key, part, article, said)
            elif key and BELOW_ARTICLE.fullmatch(key):
                yield from self._below(part, article + key, said)
            elif key not in KEYS:
                part.wrong(f"没有“{key}”这个键{nearest(key, KEYS)}；款、项写如“第一款”“（二）”，义务写如“5-2”")

    def _requirement(self, serial: str, value: Value, article: str, above: Inherited) -> Requirement:
        own = value.fields()
        _check_keys(value, own, KEYS, required=("要旨",) if own else ())
        number = serial.partition("-")[0]
        if not article.startswith(f"第{numeral(int(number))}条"):
            value.wrong(f"{article}之下的义务应从该条的条号编起，不能写“{serial}”")
        name = f"{self._regulation}/{serial}"
        if name in self._places:
            value.wrong(f"“{serial}”写了两次，第一次在第 {self._places[name].line} 行")
        self._places.setdefault(name, value)
        return Entry(value, self._regulation, serial, article, above.under(own), self._terms).requirement()

    def _check_references(self, requirements: tuple[Requirement, ...]) -> None:
        for requirement in requirements:
            for name in (name for exemption in requirement.unless for name in exemption.governed_by):
                if name not in self._places:
                    serial = name.partition("/")[2]
                    self._places[requirement.id].wrong(f"“改按”所指的“{serial}”不在本文件中")
