"""Reads small rule files: a head that suffices, and the articles under test."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from zhiji.core.regulations import RuleFileError, read_regulation
from zhiji.external import library

if TYPE_CHECKING:
    from zhiji.core.regulations import Problem, Regulation, Requirement

HEAD = """\
制度:
  编号: demo
  名称: 示例办法
  执法行为: [行政处罚]

条文:
"""
FIRST_LINE = HEAD.count("\n") + 1
SOURCE = "我的规则.yaml"


def whole_file(articles: str) -> str:
    return HEAD + indent(dedent(articles).strip("\n"), "  ") + "\n"


def read(articles: str) -> Regulation:
    return read_regulation(whole_file(articles), library.vocabulary(), source=SOURCE)


def obligation(entry: str) -> Requirement:
    """The one obligation of 第五条 that says `entry`, in flow style without the braces."""
    (found,) = read(f"第五条:\n  5-1: {{要旨: 示例, {entry}}}").requirements
    return found


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RuleFileError) as caught:
        read_regulation(text, library.vocabulary(), source=SOURCE)
    return caught.value.problems


def problem_with(entry: str) -> Problem:
    """The only thing that is wrong with an obligation that says `entry`."""
    (found,) = problems_of(whole_file(f"第五条:\n  5-1: {{要旨: 示例, {entry}}}"))
    return found
