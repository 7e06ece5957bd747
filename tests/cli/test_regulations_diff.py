"""`zhiji regulations diff` and `coverage`, through their command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from zhiji.cli import regulations_coverage
from zhiji.cli.regulations import regulations
from zhiji.external import library


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(regulations, arguments)

    return run


def keys_in(value):
    if isinstance(value, list):
        return {key for one in value for key in keys_in(one)}
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys_in(one)}
    return set()


def test_the_comparison_names_both_and_goes_by_subject(run):
    result = run("diff", "fuzhou-cg", "linyi-kj")
    assert result.exit_code == 0
    assert result.stdout.startswith("前者《福州市城市管理委员会行政执法全过程记录实施细则》（fuzhou-cg）\n后者《临沂市")
    stored = result.stdout.partition("\n音像\n")[2]
    assert "  应存入：不同（期限、例外）\n" in stored
    assert "执法信息系统、专用存储器，制作完成后24小时内：" in stored
    assert "专用存储器、执法信息系统，制作完成后2个工作日内：" in stored
    assert "    后者  没有规定\n" in stored


def test_what_is_the_same_is_only_counted_unless_asked_for(run):
    assert "：相同\n" not in run("diff", "fuzhou-cg", "linyi-kj").stdout
    assert "：相同\n" in run("diff", "fuzhou-cg", "linyi-kj", "--all").stdout


def test_a_regulation_beside_itself_has_no_differences(run):
    result = run("diff", "law-penalty", "law-penalty")
    assert result.stdout.count("\n") == 4
    assert "只有前者 0" in result.stdout


def test_the_comparison_as_json_holds_every_matter_once(run):
    found = json.loads(run("diff", "shuncheng", "linyi-kj", "--json").stdout)
    assert found["format"] == "zhiji-comparison/1"
    assert (found["first"]["id"], found["second"]["id"]) == ("shuncheng", "linyi-kj")
    assert sum(found["summary"].values()) == len(found["matters"])
    silent = next(one for one in found["matters"] if one["relation"] == "only_second")
    assert silent["first"] == []
    assert silent["second"][0]["requirement"].startswith("linyi-kj/")


def test_coverage_lists_all_regulations(run):
    result = run("coverage")
    assert result.exit_code == 0
    assert result.stdout.count("正文的每一条都有着落") == len(library.regulation_ids())


def test_coverage_of_one_regulation_goes_article_by_article(run):
    result = run("coverage", "linyi-kj")
    assert "第三十一条" in result.stdout
    assert result.stdout.endswith("正文的每一条都有着落\n")
    assert [line.split()[1] for line in result.stdout.splitlines() if line.startswith("合计")] == ["106"]


def test_a_law_has_no_text_to_compare_with(run):
    result = run("coverage", "law-penalty")
    assert result.exit_code == 0
    assert result.stdout.endswith("没有正文可以核对\n")


def test_an_article_that_nothing_accounts_for_gives_exit_code_1(run, monkeypatch):
    text = library.text_of(library.regulation("linyi-kj"))
    longer = text.replace("第三十一条", "第九十九条", 1)
    monkeypatch.setattr(regulations_coverage.library, "text_of", lambda _: longer)
    result = run("coverage", "linyi-kj")
    assert result.exit_code == 1
    assert result.stdout.endswith("没有着落：第九十九条；正文没有：第三十一条\n")


@pytest.mark.parametrize(
    "arguments", [("diff", "nowhere", "linyi-kj"), ("diff", "linyi-kj", "nowhere"), ("coverage", "nowhere")]
)
def test_an_unknown_regulation_gives_one_sentence_and_exit_code_2(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "没有制度“nowhere”，可用：" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [("diff", "fuzhou-cg", "linyi-kj"), ("coverage",)])
def test_every_key_of_the_json_is_documented(run, arguments):
    document = (library.PACKAGE.parents[1] / "docs/formats/rules.md").read_text(encoding="utf-8")
    assert {key for key in keys_in(json.loads(run(*arguments, "--json").stdout)) if f"`{key}`" not in document} == set()
