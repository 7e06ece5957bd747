"""What docs/formats/case-file.md shows is true."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from tests.core.casefile.documents import changed
from zhiji.core.casefile import model, parse, problems
from zhiji.external import library

PAGE = (Path(__file__).parents[3] / "docs/formats/case-file.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_the_example_is_sound():
    [example] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert parse(json.loads(example), library.vocabulary()).records[1].medium == "录像"


@pytest.mark.parametrize(
    ("part", "cls"),
    [
        ("`case`", model.Case),
        ("`parties[]`", model.Party),
        ("`officers[]`", model.Officer),
        ("`events[]`", model.Event),
        ("`records[]`", model.Record),
        ("`approvals[]`", model.Approval),
        ("`reports[]`", model.Report),
        ("`accesses[]`", model.Access),
    ],
)
def test_the_required_keys_are_those_of_the_model(part, cls):
    [row] = [keys for name, keys in ROWS if name == part]
    required = {field.name for field in fields(cls) if field.default is MISSING is field.default_factory}
    assert set(re.findall(r"`([a-z_]+)`", row)) - {"null"} == required


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("events", 0, "type"), "现场检察"),
        (("events", 1, "start"), "2026-03-02T11:00:00"),
        (("records", 0, "made_by"), "o9"),
    ],
)
def test_the_errors_shown_are_the_errors_given(path, value):
    [problem] = problems(changed(path, value), library.vocabulary())
    assert str(problem) in PAGE
