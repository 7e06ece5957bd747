"""The text of a rule file as values that know their line and their keys.

Only YAML's structure is used, never its guesses: a plain `on`, `1-1` or `2026-03-01` stays text.
Tags, anchors and duplicate keys are mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from zhiji.core.regulations.problems import Problem, RuleFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEEPEST = 20  # levels of nesting; a regulation needs eight
YES_NO = {"是": True, "否": False}


@dataclass(slots=True)
class Report:
    """The mistakes found so far in one file."""

    source: str
    problems: dict[Problem, None] = field(default_factory=dict)  # a key inherited by many is reported once

    def add(self, line: int, key: str, message: str) -> None:
        self.problems[Problem(self.source, line, key, message)] = None

    def close(self) -> None:
        """Raise `RuleFileError` if there were any."""
        if self.problems:
            raise RuleFileError(tuple(sorted(self.problems)))


Content: TypeAlias = "str | tuple[Value, ...] | Mapping[str, Value]"


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A text, a list or a mapping; the reading methods note what is wrong and go on with nothing."""

    content: Content
    line: int
    key: str
    report: Report

    def wrong(self, message: str) -> None:
        self.report.add(self.line, self.key, message)

    def text(self) -> str | None:
        """The text, which may not be empty."""
        if isinstance(self.content, str) and self.content.strip():
            return self.content.strip()
        self.wrong("这里应写一段文字" if self.content else "没有写内容；不需要的键请整行删去")
        return None

    def items(self) -> tuple[Value, ...]:
        """The parts of a list; anything else counts as a list of one."""
        if not self.content:
            self.text()
            return ()
        return self.content if isinstance(self.content, tuple) else (self,)

    def texts(self) -> tuple[str, ...]:
        return tuple(text for item in self.items() if (text := item.text()) is not None)

    def fields(self) -> Mapping[str, Value]:
        if isinstance(self.content, str | tuple):
            self.wrong(f"这里应写成“键: 值”{_hint(self.content)}")
            return {}
        return self.content

    def yes(self) -> bool | None:
        text = self.text()
        if text is not None and text not in YES_NO:
            self.wrong(f"只能写“是”或“否”，不能写“{text}”")
        return YES_NO.get(text) if text else None


def _hint(content: Content) -> str:
    return "，冒号用半角并空一格" if isinstance(content, str) and "：" in content else ""


EXPLANATIONS = {
    "expected ',' or ']'": "方括号没有成对，或者漏了半角逗号",
    "expected ',' or '}'": "花括号没有成对，或者漏了半角逗号",
    "mapping values are not allowed": "同一行里有两个冒号，或者缩进不齐",
    "expected ':'": "键的后面缺少半角冒号和空格",
    "expected key": "缩进不齐",
    "expected <block end>": "缩进不齐",
    "cannot start any token": "有不能放在开头的字符（制表符、@、% 等）",
}


def _explained(problem: str) -> str:
    found = (meaning for sign, meaning in EXPLANATIONS.items() if sign in problem)
    return next(found, "不合 YAML 的写法")


def compose(text: str, source: str) -> Value:
    """The file's top value. Raises `RuleFileError` where the text is no YAML."""
    report = Report(source)
    try:
        events = yaml.parse(text, yaml.CSafeLoader)
        return _Composer(events, report).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        report.add(line, "文件", f"{_explained(str(error.problem))}；请检查这一行和上一行")
    except (yaml.YAMLError, UnicodeError):
        report.add(1, "文件", "含有 YAML 不允许的字符；请另存为 UTF-8 纯文本")
    raise RuleFileError(tuple(report.problems))


class _Composer:
    def __init__(self, events: Iterator[yaml.Event], report: Report) -> None:
        self._events = events
        self._report = report

    def document(self) -> Value:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                top = self._value(event, line=1, keys=())
                for rest in self._events:  # it must parse too
                    if isinstance(rest, yaml.DocumentStartEvent):
                        self._report.add(_line(rest), "文件", "一个文件只能写一部制度；请删去“---”及其后的内容")
                return top
        return Value("", 1, "文件", self._report)

    def _value(self, event: yaml.Event, *, line: int, keys: tuple[str, ...]) -> Value:
        key = ".".join(keys) or "文件"
        content: Content = ""
        if isinstance(event, yaml.ScalarEvent):
            content = str(event.value)
        elif isinstance(event, yaml.AliasEvent) or len(keys) > DEEPEST:
            problem = "不能用 * 引用别处" if isinstance(event, yaml.AliasEvent) else f"层次超过 {DEEPEST} 层"
            self._report.add(_line(event), key, problem)
            raise RuleFileError(tuple(self._report.problems))
        elif isinstance(event, yaml.SequenceStartEvent):
            content = tuple(self._sequence(keys))
        elif isinstance(event, yaml.MappingStartEvent):
            content = self._mapping(keys)
        return Value(content, line, key, self._report)

    def _sequence(self, keys: tuple[str, ...]) -> Iterator[Value]:
        number = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            number += 1
            yield self._value(event, line=_line(event), keys=(*keys, str(number)))

    def _mapping(self, keys: tuple[str, ...]) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, keys)
            value = self._value(next(self._events), line=_line(event), keys=(*keys, key))
            if key in found:
                value.wrong(f"“{key}”写了两次，第一次在第 {found[key].line} 行")
            found.setdefault(key, value)
        return found

    def _key(self, event: yaml.Event, keys: tuple[str, ...]) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        value = self._value(event, line=_line(event), keys=(*keys, "?"))
        value.wrong("键应是一段文字")
        return value.key


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
