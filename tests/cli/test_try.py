"""`zhiji regulations try` on case files and on an office."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_check import fine, write
from tests.cli.test_versions import folder, run
from zhiji.external import library

__all__ = ["folder"]
AT = ("--at", "2026-03-05T10:00:00+08:00")


def many(count: int = 3) -> str:
    cases = [fine() for _ in range(count)]
    for number, case in enumerate(cases):
        case["case"] |= {"id": f"C-{number}", "regulation": "demo"}
    return write("cases.jsonl", *cases)


@pytest.fixture
def draft(folder):
    """No film any more, but three officers."""
    path = folder.parent / "草案.yaml"
    text = (folder / "demo.yaml").read_text(encoding="utf-8").replace("2026-01-01", "2027-01-01")
    path.write_text(text.replace("应有记录: 音像", "应派人员: 至少3人"), encoding="utf-8")
    return path


def test_a_draft_is_tried_on_case_files(draft):
    document = json.loads(run("regulations", "try", draft, many(), *AT, "--json", code=1).stdout)
    assert document["format"] == "zhiji-rejudging/1"
    assert document["draft"]["id"] == document["against"] == "demo"
    assert (document["cases"], document["verdicts"]["worse"]) == (3, 3)
    (obligation,) = document["obligations"]
    assert obligation["moves"] == [{"before": "已满足", "after": "不完整", "count": 3}]
    assert [one["case"] for one in document["worse"]] == ["C-0", "C-1", "C-2"]


def test_people_read_what_becomes_of_each_obligation(draft):
    shown = run("regulations", "try", draft, many(), *AT, code=1).stdout
    assert "共 3 件：多出问题 3、有增有减 0" in shown
    assert "  已满足 → 不完整  3 项" in shown
    assert "多出问题的案件\n  C-0  多 1 项" in shown


def test_a_text_that_changes_nothing_ends_with_0(folder):
    assert "没有变化 3" in run("regulations", "try", "demo", many(), *AT, code=0).stdout


def test_cases_of_other_regulations_are_counted_and_left_aside(draft):
    shown = run("regulations", "try", draft, many(), *AT, "--against", "fuzhou-cg", code=0).stdout
    assert "没有适用 fuzhou-cg 的案件" in shown


def test_what_cannot_be_read_is_named_and_the_rest_is_done(draft):
    with open("cases.jsonl", "a", encoding="utf-8") as file:  # noqa: PTH123 - relative to the test's own folder
        many()
        file.write("{}\n")
    result = run("regulations", "try", draft, "cases.jsonl", *AT, "--json", code=2)
    assert "cases.jsonl 第 4 行：" in result.stderr
    assert json.loads(result.stdout)["unreadable"] == 1


def test_every_key_is_documented(draft):
    def keys(value):
        if isinstance(value, list):
            return {key for one in value for key in keys(one)}
        return {*value, *(key for one in value.values() for key in keys(one))} if isinstance(value, dict) else set()

    found = json.loads(run("regulations", "try", draft, many(), *AT, "--json").stdout)
    page = (library.PACKAGE.parents[1] / "docs/formats/rules.md").read_text(encoding="utf-8")
    assert {key for key in keys(found) if f"`{key}`" not in page} == set()
