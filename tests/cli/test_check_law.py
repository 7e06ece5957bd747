"""`zhiji check --law`."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_check import RULES, check, fine, write
from tests.core.casefile.documents import changed

LAWS = ["law-coercion", "law-penalty", "law-service"]  # those that speak of a 行政处罚


@pytest.fixture
def case_in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return write("a.json", fine())


def judged(*args):
    return json.loads(check(*args, "--json").stdout)


def test_without_it_only_the_local_regulation_speaks(case_in_folder):
    document = judged(case_in_folder)
    assert "laws" not in document
    assert {one["requirement"] for one in document["findings"]} == {"demo/1-1"}
    assert "basis" not in document["findings"][0]


def test_national_law_speaks_after_the_local_regulation(case_in_folder):
    document = judged(case_in_folder, "--law", "all")
    assert document["regulation"] == "demo"
    assert document["laws"] == LAWS
    assert document["findings"][0]["requirement"] == "demo/1-1"
    law = next(one for one in document["findings"] if one["requirement"] == "law-penalty/55-1")
    assert law["article"] == "行政处罚法第五十五条"
    assert "（行政处罚法第五十五条：" in law["message"]
    assert sum(document["summary"].values()) == len(document["findings"])


@pytest.mark.parametrize(
    ("args", "laws"),
    [
        (("--law", "law-penalty"), ["law-penalty"]),
        (("--law", "law-service,law-penalty"), ["law-service", "law-penalty"]),
        (("--law", "law-service", "--law", "law-penalty"), ["law-service", "law-penalty"]),
        (("--law", "law-penalty", "--law", "all"), ["law-penalty", "law-coercion", "law-service"]),
        (("--law",), LAWS),
    ],
)
def test_laws_are_chosen_by_name(case_in_folder, args, laws):
    assert judged(case_in_folder, *args)["laws"] == laws


def test_a_law_leaves_cases_of_other_acts_alone(case_in_folder):
    document = judged(case_in_folder, "--law", "law-permit")
    assert "laws" not in document
    assert {one["requirement"] for one in document["findings"]} == {"demo/1-1"}


def test_what_was_not_read_in_the_law_is_marked(case_in_folder):
    marked = [one for one in judged(case_in_folder, "--law")["findings"] if "basis" in one]
    assert {one["basis"] for one in marked} == {"常识"}
    assert all(one["requirement"].startswith("law-") for one in marked)


def test_what_only_the_law_finds_decides_the_exit(case_in_folder):
    assert check(case_in_folder).exit_code == 0
    found = check(case_in_folder, "--law", "law-penalty")
    assert found.exit_code == 1
    assert "一并依据《中华人民共和国行政处罚法》" in found.output
    assert "缺少出示执法证件（行政处罚法第五十五条" in found.output


def test_the_mark_stands_below_the_finding(case_in_folder):
    without_a_record_of_the_inspection = changed(("records", 0, "doc_type"), "物品清单")
    shown = check(write("b.json", without_a_record_of_the_inspection), "--law").output
    assert "缺少现场检查笔录（行政处罚法第五十五条" in shown
    assert "来源 常识，不是法律原文，引用前请核对" in shown


@pytest.mark.parametrize("args", [("--law", "law-tax"), ("--law", "a.json")])
def test_an_unknown_law_is_refused_with_those_there_are(case_in_folder, args):
    result = check(*args, case_in_folder)
    assert result.exit_code == 2
    assert f"没有法律“{args[1]}”，可用：law-coercion、law-penalty、law-permit、law-service" in result.output
