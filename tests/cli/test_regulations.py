"""`zhiji regulations`, through its command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from zhiji.cli.regulations import regulations
from zhiji.external import laws, library

RULES = library.data_folder("rules") / "fuzhou-cg.yaml"


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(regulations, [str(argument) for argument in arguments])

    return run


def test_the_list_names_every_regulation(run):
    result = run("list")
    assert result.exit_code == 0
    assert "fuzhou-cg" in result.stdout
    assert "发布之日" in result.stdout
    assert "163" in result.stdout


def test_the_list_as_json_is_complete(run):
    found = json.loads(run("list", "--json").stdout)
    assert [one["id"] for one in found] == list(library.regulation_ids())
    assert set(found[0]) == {"id", "title", "issuer", "effective", "acts", "obligations", "versions"}


def test_a_regulation_is_shown_by_article_with_limits_and_readings(run):
    shown = run("show", "fuzhou-cg").stdout
    for expected in (
        "第五条（二）",
        "5-2",
        "应当",
        "处罚案的检查勘验音像记录",
        "期限：24小时内",
        "由系统落实：",
        "仅作说明：",
        "解读：",
    ):
        assert expected in shown
    assert all(line == line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize("article", ["第五条", "5", "5-2", "第五条（二）"])
def test_an_article_is_shown_with_its_text(run, article):
    shown = run("show", "fuzhou-cg", article).stdout
    assert shown.startswith("第五条 下列执法活动应当进行视音频记录：")
    assert "5-2" in shown
    assert "6-1" not in shown


def test_an_article_as_json_holds_its_obligations(run):
    found = json.loads(run("show", "fuzhou-cg", "第十八条", "--json").stdout)
    assert found["text"].startswith("第十八条")
    assert [one["id"] for one in found["requirements"]] == [f"fuzhou-cg/18-{n}" for n in range(1, 11)]
    assert found["requirements"][7]["due"] == "当场处罚时当场"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "nowhere"), "没有制度“nowhere”"),
        (("show", "fuzhou-cg", "99"), "没有“第九十九条”"),
        (("show", "fuzhou-cg", "0"), "没有“0”"),
        (("show", "fuzhou-cg", "前言"), "没有“前言”"),
        (("validate", "missing.yaml"), "没有这个文件"),
        (("validate", RULES.parent), "这是文件夹"),
    ],
)
def test_what_cannot_be_read_gives_one_sentence_and_exit_code_2(run, arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_file_in_another_encoding_is_unreadable(run, tmp_path):
    file = tmp_path / "规则.yaml"
    file.write_bytes("制度: {}".encode("gb18030"))
    result = run("validate", file)
    assert result.exit_code == 2
    assert "不是 UTF-8 文本" in result.stderr


def test_a_sound_file_gives_one_line(run):
    result = run("validate", RULES)
    assert result.exit_code == 0
    assert result.stdout == f"{RULES}：没有问题，30 条，163 项义务（案卷 135、系统 11、机关 6、说明 11）\n"


def test_each_problem_is_a_line_with_file_line_key_and_sentence(run, tmp_path):
    file = tmp_path / "规则.yaml"
    file.write_text(
        RULES.read_text(encoding="utf-8").replace("环节: 双随机抽取}", "环节: 双随机抽查}"), encoding="utf-8"
    )
    result = run("validate", file)
    assert result.exit_code == 1
    number = next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "双随机抽查" in line)
    key = "条文.第二章 记录规范.第五条.（四）.5-12.环节"
    assert result.stdout == f"{file}:{number}: {key}: 词汇表中没有环节“双随机抽查”，是否应为“双随机抽取”\n"


def test_problems_as_json_carry_line_key_and_message(run, tmp_path):
    file = tmp_path / "规则.yaml"
    file.write_text("制度: {}\n", encoding="utf-8")
    found = json.loads(run("validate", file, "--json").stdout)
    assert found["file"] == str(file)
    assert {"line": 1, "key": "文件", "message": "缺少“条文”"} in found["problems"]


def test_a_sound_file_as_json_has_no_problems(run):
    found = json.loads(run("validate", RULES, "--json").stdout)
    assert found["problems"] == []
    assert found["regulation"]["obligations"] == 163


def keys_in(value):
    if isinstance(value, list):
        return {key for one in value for key in keys_in(one)}
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys_in(one)}
    return set()


def test_laws_are_listed_and_shown_as_regulations_are(run):
    assert [one["id"] for one in json.loads(run("list", "--law", "--json").stdout)] == list(laws.law_ids())
    shown = run("show", "law-penalty", "45").stdout
    assert "不早于：行政处罚告知后5个工作日" in shown
    assert "依据来源：常识" in shown


@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "fuzhou-cg", "5"), ("show", "law-penalty", "45"), ("validate", RULES)]
)
def test_every_key_of_the_json_is_documented(run, arguments):
    document = (library.PACKAGE.parents[1] / "docs/formats/rules.md").read_text(encoding="utf-8")
    assert {key for key in keys_in(json.loads(run(*arguments, "--json").stdout)) if f"`{key}`" not in document} == set()
