"""docs/formats/rules.md is right: its examples are read, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.core.regulations.reading import SOURCE, problems_of, whole_file
from zhiji.core.regulations import conditions, kinds, read_regulation
from zhiji.core.regulations.demands import DEEDS, FORBIDDEN, MANNERS, RECORD_KEYS, STAFF
from zhiji.core.regulations.entries import DUE_INSTEAD, ELSEWHERE, GOVERNED_BY, KEYS
from zhiji.core.regulations.limits import WORDS
from zhiji.core.regulations.reader import ARTICLES, COLLECTIONS, HEAD, NAMES
from zhiji.external import library

DOCUMENT = (Path(__file__).parents[3] / "docs/formats/rules.md").read_text(encoding="utf-8")
GOOD = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
BAD = re.findall(r"^```yaml 有误\n(.*?)^```\n+```text\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", GOOD)
def test_every_example_is_a_rule_file_without_mistakes(example):
    text = example if example.startswith(HEAD) else whole_file(example)
    assert read_regulation(text, library.vocabulary(), source=SOURCE).requirements


@pytest.mark.parametrize(("example", "messages"), BAD)
def test_every_wrong_example_gives_the_messages_beside_it(example, messages):
    assert [str(problem) for problem in problems_of(whole_file(example))] == messages.splitlines()


def test_there_are_examples_of_both_sorts():
    assert len(GOOD) >= 2
    assert BAD


def test_every_word_of_the_language_is_explained():
    words = {HEAD, NAMES, COLLECTIONS, ARTICLES, "任一", DUE_INSTEAD, GOVERNED_BY, ELSEWHERE}
    words |= {*KEYS, *conditions.TERMS, *conditions.OTHERS, *WORDS, *kinds.NAMES}
    words |= {*DEEDS, *FORBIDDEN, *MANNERS, *RECORD_KEYS, *STAFF}
    assert {word for word in words if word not in DOCUMENT} == set()
