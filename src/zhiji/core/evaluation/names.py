"""Whether a name in `covers` or `fields` is the name that a rule uses, or an everyday variant of it.

1. Names are compared without spaces and punctuation, in one width (NFKC). Equal names match.
2. Words of the same meaning (`wording` of the vocabulary: 日期 is 时间) are made one, and words that say nothing
   (的, 有关, 情况 …) are dropped. Names equal then match.
3. Otherwise the shorter name must be a shortening of the longer: its characters in the same order, with the same last
   word. So 事实 names 作出决定的事实, and 救济途径 names 权利救济途径, but 理由 does not name 作出决定的依据. A name
   that turns the matter (不, 未, 拒, 有权 …) never matches one that does not.
4. A shortening that would fit several names of the same requirement names none of them.
5. A name that joins several things (履行方式和期限) is also given by naming each of them; one that offers a choice
   (住所或者住址) by naming either.

Names that match nothing are accepted and left alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SILENT = (
    *(
        "有关",
        "相关",
        "具体",
        "基本",
        "主要",
        "简要",
        "简单",
        "详细",
        "依法",
        "情况",
        "情形",
        "行政",
        "作出",
        "给予",
        "拟",
    ),
    *("的", "之", "等", "所", "该"),
)
WEAK_ENDINGS = ("内容", "信息", "说明", "名称")
TURNING = re.compile(r"不|未|无|非|拒|有权|被(?=.{1,4}人)|受送达")
NOISE = re.compile(r"[\W_]+")
JOINTS = re.compile(r"[、，,;；/]|以及|[和及与]")
CHOICE = re.compile(r"或者?")
IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
LONGEST = 200  # a longer name is compared as it is: shortening it would cost time and name nothing plainly
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the same meaning: each leads to the one that stands for all."""

    same: Mapping[str, str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Wording:
        """Each line gives words of one meaning, separated by spaces."""
        return cls({word: line.split()[0] for line in lines for word in line.split()[1:]})

    def plain(self, name: str) -> str:
        """The name in standard words, without those that say nothing."""
        for word in sorted(self.same, key=len, reverse=True):
            name = name.replace(word, self.same[word])
        for word in SILENT:
            name = name.replace(word, "")
        return name


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands (`raw`) and in standard words (`plain`)."""

    raw: str
    plain: str
    turns: tuple[str, ...]  # the turning words of the whole name, of which this may be a part

    def equals(self, other: Name) -> bool:
        return self.turns == other.turns and (self.raw == other.raw or (self.plain == other.plain != ""))

    def shortens(self, other: Name) -> bool:
        """`self` is a plain part of `other`."""
        if self.turns != other.turns or not self.plain:
            return False
        return _shortens(self.raw, other.raw) or _shortens(self.plain, other.plain)


def _shortens(short: str, long: str) -> bool:
    if not 2 <= len(short) < len(long) <= LONGEST:
        return False
    if long.startswith(short) and long[len(short) :] in WEAK_ENDINGS:
        return True
    rest = iter(long)
    return short[-2:] == long[-2:] and all(character in rest for character in short)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name that a rule asks for."""

    name: str
    ways: tuple[tuple[Name, ...], ...]  # any one gives it: names that must all be given
    shortened: tuple[Name, ...]  # those of which a plain part will do


class NameMatcher:
    """The names that one requirement asks for, ready to be looked for."""

    def __init__(self, names: Iterable[str], wording: Wording) -> None:
        self._wording = wording
        self._asked = tuple(map(self._ask, names))
        self._sought = tuple(dict.fromkeys(part for asked in self._asked for way in asked.ways for part in way))
        self._found = lru_cache(REMEMBERED)(self._names_given)

    def missing(self, given: Iterable[str]) -> tuple[str, ...]:
        """Those that none of the names given names."""
        found = frozenset[Name]().union(*map(self._found, given))
        return tuple(asked.name for asked in self._asked if not any(found.issuperset(way) for way in asked.ways))

    def _names_given(self, text: str) -> frozenset[Name]:
        """What of all that is sought a name gives, as a whole or part by part."""
        pieces = dict.fromkeys([text, *JOINTS.split(text)])
        return frozenset(found for piece in pieces for found in self._given_by(self._name(piece, text)))

    def _given_by(self, given: Name) -> list[Name]:
        equal = [sought for sought in self._sought if sought.equals(given)]
        if equal:
            return equal
        longer = [sought for sought in self._sought if sought.shortens(given)]
        shorter = [[part for part in asked.shortened if given.shortens(part)] for asked in self._asked]
        fitting = [parts for parts in shorter if parts]
        return longer + (fitting[0] if len(fitting) == 1 else [])

    def _ask(self, name: str) -> _Asked:
        whole = self._name(name, name)
        parts = tuple(self._name(part, name) for part in parts_of(IN_BRACKETS.sub("", name)))
        others = (IN_BRACKETS.sub("", name), *choices_of(name), *summary_of(name), *right_of(name))
        ways = [(whole,), *((self._name(other, other),) for other in others)]
        shortened = parts or (() if JOINTS.search(name) else (whole,))
        return _Asked(name, tuple(dict.fromkeys([*ways, parts] if parts else ways)), shortened)

    def _name(self, text: str, whole: str) -> Name:
        raw = NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
        turns = tuple(sorted(set(TURNING.findall(whole))))
        return Name(raw, self._wording.plain(raw) if len(raw) <= LONGEST else raw, turns)


def choices_of(name: str) -> tuple[str, ...]:
    """The things of which a name offers a choice: 住所或者住址, 法定代表人（负责人）. Empty where it offers none."""
    if JOINTS.search(name):
        return ()
    parts = [*CHOICE.split(IN_BRACKETS.sub("", name)), *(part for part in IN_BRACKETS.findall(name) if len(part) > 2)]
    return tuple(part for part in parts if len(part) > 1) if len(parts) > 1 else ()


def summary_of(name: str) -> tuple[str, ...]:
    """当事人的姓名、地址等基本情况 is summed up as 当事人基本情况."""
    modifier, _, heads = name.rpartition("的")
    return (f"{modifier}基本情况",) if modifier and heads.endswith("等基本情况") else ()


def right_of(name: str) -> tuple[str, ...]:
    """有权陈述和申辩 is a right by its name: 陈述申辩权."""
    before, says, deed = name.partition("有权")
    deed = JOINTS.sub("", deed)
    return (f"{deed}权", f"{deed}权利") if says and deed and not before else ()


def parts_of(name: str) -> tuple[str, ...]:
    """The things that a name joins: 听证的时间、地点 is 听证的时间 and 听证的地点. Empty for a single thing."""
    modifier, _, heads = name.rpartition("的")
    if modifier and heads.strip("基本情况") == "":
        modifier, heads = "", modifier
    parts = [part for part in JOINTS.split(heads.partition("等")[0]) if part]
    return tuple(f"{modifier}{part}" for part in parts) if len(parts) > 1 else ()
