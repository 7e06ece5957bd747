"""Whether a name in `covers` or `fields` is the name that a rule uses, or an everyday variant of it.

1. Names are compared without spaces and punctuation, in one width (NFKC). Equal names match.
2. A name that the regulation itself gives (`要点` of its 名称对照) stands for the name it leads to.
3. Words of the same meaning (`wording` of the vocabulary: 日期 is 时间) are made one, and words that say nothing
   (的, 有关, 情况 …) are dropped. Names equal then match, in whatever order they put it (身份核实, 核实身份).
4. Otherwise the shorter name must be a shortening of the longer: its characters in the same order, with the same last
   word. So 事实 names 作出决定的事实, and 救济途径 names 权利救济途径, but 理由 does not name 作出决定的依据. A name
   that turns the matter (不, 未, 拒, 有权 …) never matches one that does not, but what the name is about may be given
   alone: 理由 names 不予立案的理由. Where a single word is asked for, any name ending in it gives it.
5. A shortening that would fit several names of the same requirement names none of them.
6. A name that joins several things (履行方式和期限) is also given by naming each of them; one that offers a choice
   (住所或者住址) by naming either.

Names that match nothing are accepted and left alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    *("的", "之", "等", "所", "该", "其"),
)
SILENT_ENDING = re.compile(f"(?:{'|'.join(SILENT)})+$")
WEAK_ENDINGS = ("内容", "信息", "说明", "名称", "材料", "简介", "权利", "员")
TURNING = re.compile(r"不|未|无|非|拒|放弃|有权|被(?=.{1,4}人)|受送达")
NOISE = re.compile(r"[\W_]+")
JOINTS = re.compile(r"[、，,;；/]|以及|[和及与]")
CHOICE = re.compile(r"或者?")
BRACKETS = re.compile(r"[（()）]")
IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
LONGEST = 200  # a longer name is compared as it is: shortening it would cost time and name nothing plainly
REMEMBERED = 4096
DENIALS = frozenset("不未无非")
RIGHT = "有权"  # to all that follows
WORD = 2
REORDERED = 4  # in fewer characters the order is all there is to tell names apart


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the same meaning: each leads to the one that stands for all."""

    same: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)  # a regulation's own names for what must be said, made plain

    @classmethod
    def of(cls, lines: Iterable[str], own: Mapping[str, str] | None = None) -> Wording:
        """Each line gives words of one meaning, separated by spaces; `own` leads to names that rules use."""
        common = cls({word: line.split()[0] for line in lines for word in line.split()[1:]})
        return replace(common, own={common.plain(bare(name)): meant for name, meant in (own or {}).items()})

    def meant(self, name: str) -> str:
        """What a regulation's own name leads to; any other name is itself."""
        return self.own.get(self.plain(bare(name)), name) if self.own and len(name) <= LONGEST else name

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

    @property
    def stem(self) -> str:
        """As it stands, but for an ending that says nothing: 送达情况 is no shorter name for 送达人情况."""
        return SILENT_ENDING.sub("", self.raw)

    def equals(self, other: Name) -> bool:
        if self.turns != other.turns:
            return False
        return self.raw == other.raw or (self.plain == other.plain != "") or self._reorders(other)

    def _reorders(self, other: Name) -> bool:
        return len(self.plain) >= REORDERED and sorted(self.plain) == sorted(other.plain)

    def shortens(self, other: Name) -> bool:
        """`self` is a plain part of `other`."""
        if self.turns != other.turns or not self.plain:
            return False
        return _shortens(self.stem, other.stem) or _shortens(self.plain, other.plain)

    def is_word_of(self, other: Name) -> bool:
        """`self` is a single word, with which `other` ends, whatever turns it."""
        if self.turns or len(self.raw) != WORD:
            return False
        return other.raw.endswith(self.raw) or other.plain.endswith(self.raw)

    def is_denied_by(self, other: Name) -> bool:
        """`self` is the single word that `other` is about, denied or not: 理由, of 不予立案理由."""
        return self.is_word_of(other) and DENIALS.issuperset(other.turns)


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
        sums = {self._name(text, text) for asked in self._asked for text in summary_of(asked.name)}
        self._lengthened = tuple(sought for sought in self._sought if sought not in sums)
        self._found = lru_cache(REMEMBERED)(self._names_given)

    def missing(self, given: Iterable[str]) -> tuple[str, ...]:
        """Those that none of the names given names."""
        found = frozenset[Name]().union(*map(self._found, given))
        return tuple(asked.name for asked in self._asked if not any(found.issuperset(way) for way in asked.ways))

    def _names_given(self, text: str) -> frozenset[Name]:
        """What of all that is sought a name gives, as a whole or part by part."""
        text = self._wording.meant(text)
        pieces = dict.fromkeys([text, *pieces_of(text)])
        named = (self._name(piece, text if RIGHT in text else piece) for piece in pieces)
        return frozenset(found for name in named for found in self._given_by(name))

    def _given_by(self, given: Name) -> list[Name]:
        equal = [sought for sought in self._sought if sought.equals(given)]
        if equal:
            return equal
        longer = [sought for sought in self._lengthened if sought.shortens(given) or sought.is_word_of(given)]
        shorter = [
            [part for part in asked.shortened if given.shortens(part) or given.is_denied_by(part)]
            for asked in self._asked
        ]
        fitting = [parts for parts in shorter if parts]
        return longer + (fitting[0] if len(fitting) == 1 else [])

    def _ask(self, name: str) -> _Asked:
        whole = self._name(name, name)
        lists = [parts_of(text) for text in dict.fromkeys((IN_BRACKETS.sub("", name), BRACKETS.sub("", name)))]
        joined = [tuple(self._name(part, name) for part in parts) for parts in lists if parts]
        choices = [self._name(choice, choice) for choice in choices_of(name)]
        others = (IN_BRACKETS.sub("", name), *summary_of(name), *right_of(name), *head_of(name, self._wording))
        single = [whole, *choices, *(self._name(other, other) for other in others)]
        ways = [*((one,) for one in single), *joined]
        unbracketed = self._name(IN_BRACKETS.sub("", name), name)
        shortened = sum(joined, ()) or (() if JOINTS.search(name) else (whole, unbracketed, *choices))
        return _Asked(name, tuple(dict.fromkeys(ways)), shortened)

    def _name(self, text: str, whole: str) -> Name:
        raw = bare(text)
        turns = tuple(sorted(set(TURNING.findall(whole))))
        return Name(raw, self._wording.plain(raw) if len(raw) <= LONGEST else raw, turns)


def bare(text: str) -> str:
    """Without spaces and punctuation, in one width."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def choices_of(name: str) -> tuple[str, ...]:
    """The things of which a name offers a choice: 住所或者住址, 法定代表人（负责人）. Empty where it offers none."""
    if JOINTS.search(name):
        return ()
    parts = [*CHOICE.split(IN_BRACKETS.sub("", name)), *(part for part in IN_BRACKETS.findall(name) if len(part) > 2)]
    return tuple(part for part in parts if len(part) > 1) if len(parts) > 1 else ()


def summary_of(name: str) -> tuple[str, ...]:
    """当事人的姓名、地址等基本情况 is summed up as 当事人基本情况. 当事人姓名 is a part of it, no longer name for it."""
    modifier, _, heads = name.rpartition("的")
    return (f"{modifier}基本情况", f"{modifier}基本信息") if modifier and heads.endswith("等基本情况") else ()


def right_of(name: str) -> tuple[str, ...]:
    """有权陈述和申辩 is a right by its name: 陈述申辩权; so is 复检的权利: 复检权."""
    if name.endswith("的权利"):
        return (f"{name[:-3]}权", f"有权{name[:-3]}")
    before, says, deed = name.partition("有权")
    deed = JOINTS.sub("", deed)
    return (f"{deed}权", f"{deed}权利") if says and deed and not before else ()


def head_of(name: str, wording: Wording) -> tuple[str, ...]:
    """What a name that turns the matter is about: 理由, of 不予立案的理由. Empty where that says nothing (情况)."""
    modifier, _, head = name.rpartition("的")
    return (head,) if TURNING.search(modifier) and wording.plain(head) and not JOINTS.search(head) else ()


def pieces_of(text: str) -> Iterator[str]:
    """The things a name given joins. A mere word keeps what it belongs to: 采纳申辩的情况及理由 gives 采纳申辩理由."""
    modifier = ""
    for piece in JOINTS.split(text):
        modifier = piece.rpartition("的")[0] or modifier
        yield modifier + piece if len(bare(piece)) == WORD else piece


def parts_of(name: str) -> tuple[str, ...]:
    """The things that a name joins: 听证的时间、地点 is 听证的时间 and 听证的地点. Empty for a single thing."""
    modifier, _, heads = name.rpartition("的")
    if modifier and heads.strip("基本情况") == "":
        modifier, heads = "", modifier
    examples, _, kind = modifier.rpartition("等")
    if JOINTS.search(examples):  # 当事人、第三人等在场人员
        modifier = kind
    parts = [part for part in JOINTS.split(heads.partition("等")[0]) if part]
    if len(parts) == 1 and JOINTS.search(modifier):  # 出示证件、告知回避的权利
        modifier, parts = "", JOINTS.split(name)
    return tuple(f"{modifier}{part}" for part in parts) if len(parts) > 1 else ()
