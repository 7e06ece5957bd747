from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.core.casefile.documents import changed, sound
from zhiji.cli.main import main

RULES = """
制度:
  编号: demo
  名称: 示例办法
  发布机关: 示例局
  施行: 2026-01-01
  执法行为: [行政处罚]
名称对照:
  环节: {检查勘验: 现场检查}
条文:
  第一条:
    1-1: {要旨: 现场检查做音像记录, 环节: 现场检查, 应有记录: 音像}
"""
BEFORE, AFTER = "2026-03-02T10:00:00+08:00", "2026-03-05T10:00:00+08:00"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def write(name: str, *documents, indent=None) -> str:
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - relative to the test's own folder
        file.writelines(json.dumps(document, ensure_ascii=False, indent=indent) + "\n" for document in documents)
    return name


def check(*args, rules=True, stdin=None):
    chosen = ("--regulation-file", "rules.yaml") if rules else ()
    return CliRunner().invoke(main, ["check", *chosen, "--at", AFTER, *args], input=stdin, prog_name="zhiji")


def faulty() -> dict:
    return sound()


def fine() -> dict:
    """Filmed as the rule asks."""
    return changed(("records", 1, "event"), "e1")


def test_a_sound_case_ends_with_0(folder):
    result = check(write("a.json", fine()))
    assert result.exit_code == 0
    assert "没有缺失" in result.output


def test_a_faulty_case_ends_with_1_and_names_the_article(folder):
    result = check(write("a.json", faulty()))
    assert result.exit_code == 1
    assert "缺失 1 项" in result.output
    assert "第一条" in result.output
    assert "e1" in result.output


def test_one_file_gives_one_indented_document(folder):
    result = check(write("a.json", faulty(), indent=2), "--json")
    document = json.loads(result.stdout)
    assert document["format"] == "zhiji-findings/1"
    assert document["case"] == "C-2026-0001"
    assert document["regulation"] == "demo"
    assert document["at"] == AFTER
    assert [finding["status"] for finding in document["findings"]] == ["缺失"]
    assert result.stdout.startswith("{\n  ")
    assert result.exit_code == 1


def test_several_files_give_a_document_a_line_in_their_order(folder):
    result = check(write("b.json", fine()), write("a.json", faulty()), "--json")
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [document["summary"] for document in documents] == [{"已满足": 1}, {"缺失": 1}]
    assert result.exit_code == 1


def test_json_lines_give_a_document_a_line(folder):
    result = check(write("a.jsonl", fine(), fine()), "--json")
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 2
    assert result.exit_code == 0


@pytest.mark.parametrize(("documents", "lines"), [([fine()], False), ([fine(), fine()], True)])
def test_standard_input_is_one_document_or_json_lines(folder, documents, lines):
    stdin = "".join(json.dumps(document) + "\n" for document in documents)
    result = check("-", "--json", stdin=stdin)
    assert result.exit_code == 0
    assert result.stdout.startswith("{\n") is not lines
    assert len(result.stdout.splitlines()) == 2 if lines else json.loads(result.stdout)


def test_what_cannot_be_read_is_named_the_rest_is_judged_and_2_wins(folder):
    broken = changed(("events", 0, "type"), "现场检察")
    result = check("no.json", write("bad.jsonl", fine(), broken, faulty()), "--json")
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.splitlines() == [
        "no.json：没有这个文件",
        "bad.jsonl 第 2 行：$.events[0].type：词汇表没有“现场检察”，是否应为“现场检查”",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "第 1 行第 1 列不是合法的 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"[]", "$：应是对象，这里却是列表"),
        (b"[" * 100_000, "嵌套层数过多"),
        (b'{"format": "zhiji-case/1"}', "$.case：缺少这一项"),
    ],
)
def test_bad_input_is_one_line_and_no_traceback(folder, data, words):
    (folder / "a.json").write_bytes(data)
    for rules in (True, False):
        result = check("a.json", rules=rules)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("a.json：$")
        assert words in result.stderr
        assert result.stderr.count("\n") == 1


def test_a_case_is_judged_by_its_own_regulation(folder):
    document = json.loads(check(write("a.json", faulty()), "--json", rules=False).stdout)
    assert document["regulation"] == "fuzhou-cg"


def test_another_regulation_may_be_asked_for(folder):
    name = write("a.json", changed(("case", "regulation"), "somewhere-else"))
    result = check(name, "--json", "--regulation", "fuzhou-cg", rules=False)
    assert json.loads(result.stdout)["regulation"] == "fuzhou-cg"


def test_an_unknown_regulation_of_a_case_is_named_with_its_place(folder):
    result = check(write("a.json", changed(("case", "regulation"), "fuzhou")), rules=False)
    assert result.exit_code == 2
    assert result.stderr.startswith("a.json：$.case.regulation：没有制度“fuzhou”，可用：")


def test_a_regulations_own_names_are_understood_in_its_cases(folder):
    document = changed(("events", 0, "type"), "检查勘验")
    assert check(write("a.json", document)).exit_code == 1


def test_before_the_event_ends_nothing_is_missing_yet(folder):
    result = check(write("a.json", faulty()), "--json", "--at", BEFORE)
    assert json.loads(result.stdout)["summary"] == {"待完成": 1}
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["a.json", "--at", "2026-03-05T10:00:00"], "--at：时间“2026-03-05T10:00:00”没有时区，请写明，例如“2026-03-05T10:00:00+08:00”"),
        (["a.json", "--at", "明天"], "--at：“明天”不是时间"),
        (["a.json", "--regulation", "nowhere"], "--regulation：没有制度“nowhere”，可用："),
        (["a.json", "--regulation", "fuzhou-cg", "--regulation-file", "rules.yaml"], "只能给一个"),
        (["a.json", "--regulation-file", "no.yaml"], "--regulation-file：no.yaml：没有这个文件"),
        (["a.json", "--regulation-file", "bad.yaml"], "bad.yaml:2: "),
        (["a.json", "--regulation-file", "gbk.yaml"], "不是 UTF-8"),
        ([], "缺少参数 文件…"),
    ],
)  # fmt: skip
def test_wrong_use_is_said_before_anything_is_judged(folder, args, words):
    write("a.json", fine())
    (folder / "bad.yaml").write_text("制度: {编号: demo}\n条纹: {}\n", encoding="utf-8")
    (folder / "gbk.yaml").write_bytes("制度".encode("gbk"))
    result = check(*args, rules=False)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_without_a_moment_the_case_is_judged_now(folder):
    result = CliRunner().invoke(main, ["check", "--regulation-file", "rules.yaml", "--json", write("a.json", faulty())])
    assert json.loads(result.stdout)["at"].endswith("+08:00")
    assert result.exit_code == 1


def test_the_command_works_as_a_program_in_a_pipe(folder):
    write("many.jsonl", *[fine()] * 300)
    program = [sys.executable, "-c", "from zhiji.cli.main import main; main(prog_name='zhiji')"]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    args = ["check", "many.jsonl", "--regulation-file", "rules.yaml", "--json"]
    with subprocess.Popen([*program, *args], env=path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        started.stdout.readline()
        started.stdout.close()  # as `head -1` does
        assert started.stderr.read() == b""


def test_an_explanation_says_why(folder):
    result = check(write("a.json", faulty()), "--explain", "1-1@e1")
    assert result.exit_code == 1
    assert result.output.startswith("demo/1-1  第一条：现场检查做音像记录\n结论  缺失。")
    assert "起因  现场检查（e1）" in result.output


def test_an_explanation_can_be_read_by_machines(folder):
    result = check(write("a.json", faulty()), "--explain", "demo/1-1", "--json")
    document = json.loads(result.output)
    assert (document["format"], document["case"]) == ("zhiji-explanations/1", faulty()["case"]["id"])
    assert [(one["subject"], one["status"]) for one in document["explanations"]] == [("e1", "缺失")]


@pytest.mark.parametrize(("asked", "hint"), [("1-2", "是否应为demo/1-1"), ("1-1@e9", "案中的对象：e1")])
def test_what_cannot_be_explained_is_said_with_what_can(folder, asked, hint):
    result = check(write("a.json", faulty()), "--explain", asked)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_what_is_odd_is_said_beside_the_answer(folder):
    odd = changed(("events", 0, "end"), "2026-03-01T08:00:00+08:00")
    plain, result = check(write("a.json", faulty()), "--json"), check(write("b.json", odd), "--json")
    assert "b.json：提醒：$.events[0].end：结束早于开始" in result.stderr
    assert result.exit_code == plain.exit_code
    assert json.loads(result.stdout)["format"] == "zhiji-findings/1"
