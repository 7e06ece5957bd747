"""No file, however damaged, makes the readers fall over: each is refused in one sentence, or read and judged."""

from __future__ import annotations

from datetime import datetime

import pytest
import yaml
from hypothesis import given, settings

from tests.mutations import as_json, as_yaml, damaged_bytes, put_awry
from tests.rules.situations import situations
from zhiji.cli.case_checker import UNREADABLE, Checker
from zhiji.cli.case_inputs import CaseInput
from zhiji.core.calendar import SHANGHAI, NoticeError, read_notice
from zhiji.core.casefile import to_document
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations import RuleFileError, read_regulation
from zhiji.core.vocabulary import VocabularyError, parse_vocabulary
from zhiji.external import library

AT = datetime(2026, 4, 30, 12, 0, tzinfo=SHANGHAI)
RULES = library.data_folder("rules")
CASES = [to_document(one.case) for name in library.regulation_ids() for one in situations(name)[::9]]
RULE_FILES = [path.read_bytes() for path in sorted(RULES.glob("*.yaml")) if path.name != library.VOCABULARY_FILE]
NOTICES = [path.read_bytes() for path in sorted(library.data_folder("calendar").glob("*.yaml"))]
VOCABULARY = (RULES / library.VOCABULARY_FILE).read_bytes()
CHECKING = Checker(AT, as_json=True).started()


def answered(data: bytes) -> None:
    answer = CHECKING.answer(CaseInput("a.json", data))
    if answer.code == UNREADABLE:
        assert answer.text.startswith("a.json：")
        assert "\n" not in answer.text
    else:
        assert answer.text.startswith('{"format": "zhiji-findings/1"')


def one_sentence(error: Exception) -> None:
    assert str(error).strip()
    assert "Traceback" not in str(error)


def rules_read(text: str) -> None:
    try:
        regulation = read_regulation(text, library.vocabulary(), source="rules.yaml")
    except RuleFileError as error:
        one_sentence(error)
    else:
        compile_regulation(regulation, library.vocabulary(), library.working_calendar())


def notice_read(text: str) -> None:
    try:
        assert read_notice(text).off
    except NoticeError as error:
        one_sentence(error)


def vocabulary_read(text: str) -> None:
    try:
        assert parse_vocabulary(text).terms
    except VocabularyError as error:
        one_sentence(error)


def lenient(data: bytes) -> str:
    """A file that is no UTF-8 is refused where it is opened."""
    return data.decode("utf-8", "replace")


def text(files: list[bytes]):
    """A file that is no UTF-8 is refused where it is opened."""
    return damaged_bytes(files).map(lambda data: data.decode("utf-8", "replace"))


def tree(files: list[bytes]):
    return put_awry([yaml.load(file, yaml.CBaseLoader) for file in files]).map(as_yaml)  # noqa: S506  # plain values


# What is read: the damaged files, the reader, and how many examples take about a second.
TARGETS = {
    "case file, bytes": (damaged_bytes([as_json(case) for case in CASES]), answered, 100),
    "case file, values": (put_awry(CASES).map(as_json), answered, 100),
    "rule file, bytes": (text(RULE_FILES), rules_read, 12),
    "rule file, values": (tree(RULE_FILES), rules_read, 8),
    "notice, bytes": (text(NOTICES), notice_read, 100),
    "notice, values": (tree(NOTICES), notice_read, 100),
    "vocabulary, bytes": (text([VOCABULARY]), vocabulary_read, 30),
    "vocabulary, values": (tree([VOCABULARY]), vocabulary_read, 15),
}
LONGER = 60


def explore(target: str, times: int) -> None:
    damaged, read, examples = TARGETS[target]
    settings(max_examples=examples * times)(given(damaged)(read))()


@pytest.mark.parametrize("target", TARGETS)
def test_a_damaged_file_is_refused_in_one_sentence_or_read(target):
    explore(target, 1)


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS)
def test_many_damaged_files(target):
    explore(target, LONGER)
