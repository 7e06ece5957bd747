from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from zhiji.cli import main as cli
from zhiji.cli.chinese import display_width, os_sentence
from zhiji.cli.main import Commands, main


def run(*args, group=main):
    return CliRunner().invoke(group, [str(arg) for arg in args], prog_name="zhiji")


@click.group(cls=Commands)
def sample() -> None:
    """一组命令。"""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False), metavar="文件")
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--kind", type=click.Choice(["甲", "乙"]))
@click.option("--yes", is_flag=True)
def thing(**options) -> int:
    """做一件事。"""
    if options["yes"]:
        raise click.Abort
    if options["kind"] == "乙":
        raise click.ClickException("做不成：缺少甲")
    return 1


@pytest.fixture
def one_command(monkeypatch):
    monkeypatch.setattr(Commands, "get_command", lambda _group, _context, name: thing if name == "thing" else None)


WRONG = [
    (["thing"], "缺少参数 文件"),
    (["thing", "{here}", "x"], "多出了参数“x”，请删去（用 zhiji thing --help 查看用法）"),
    (["thing", "{here}", "--prt", "1"], "没有选项 --prt，是否应为 --port（用 zhiji thing --help 查看用法）"),
    (["thing", "{here}", "--port"], "选项 --port 后面缺少它的值"),
    (["thing", "{here}", "--port", "x"], "--port：“x”不是数字"),
    (["thing", "{here}", "--port", "0"], "--port：0 超出范围 1<=x<=65535"),
    (["thing", "{here}", "--kind", "丙"], "--kind：“丙”应是其中之一：'甲', '乙'"),
    (["thing", "{here}", "--yes=1"], "选项 --yes 不带值"),
    (["thing", "/no/such"], "文件：没有“/no/such”这个文件或文件夹"),
    (["thing", "/"], "文件：“/”是文件夹，这里需要文件"),
    (["nothing"], "没有命令 nothing（用 zhiji --help 查看用法）"),
]


@pytest.mark.parametrize(("args", "sentence"), WRONG)
def test_every_wrong_use_is_one_chinese_line_on_standard_error(one_command, args, sentence):
    result = run(*[arg.format(here=__file__) for arg in args], group=sample)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{sentence}\n")


def test_a_refusal_of_a_command_keeps_its_own_words_and_code(one_command):
    result = run("thing", __file__, "--kind", "乙", group=sample)
    assert (result.exit_code, result.stderr) == (1, "做不成：缺少甲\n")


def test_the_number_that_a_command_returns_is_the_exit_code(one_command):
    assert run("thing", __file__, group=sample).exit_code == 1


def test_an_interruption_ends_quietly(one_command):
    result = run("thing", __file__, "--yes", group=sample)
    assert (result.exit_code, result.stderr) == (130, "已中断\n")


def test_help_is_chinese():
    text = run("--help").output
    assert text.startswith("用法：zhiji [选项] 命令 [参数]…")
    assert "命令：\n" in text
    assert not {"Usage", "Options", "Commands", "Show"} & set(text.replace(":", " ").split())


def test_the_list_of_commands_holds_phrases_not_sentences():
    listed = run("--help").output.partition("命令：\n")[2].splitlines()
    assert len(listed) == len(cli.SUBCOMMANDS)
    assert not [line for line in listed if line.endswith("。")]


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_subcommand_that_is_there_has_chinese_help(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"用法：zhiji {name}")
    assert "显示这段说明" in result.output


def test_a_subcommand_without_its_module_is_not_there(monkeypatch):
    monkeypatch.setitem(cli.SUBCOMMANDS, "future", "zhiji.cli.not_yet_written:future")
    assert "future" not in run("--help").output
    assert run("future").stderr.startswith("没有命令 future")


def test_checking_never_waits_for_django():
    code = "import sys, zhiji.cli.main as cli, zhiji.cli.check; print([m for m in sys.modules if m == 'django'])"
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_columns_line_up_by_what_a_terminal_shows():
    assert (display_width("--data 文件夹"), display_width("--data")) == (13, 6)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "x", "a.json"), "a.json：没有这个文件"),
        (IsADirectoryError(21, "x", "a"), "a：这是文件夹，不是文件"),
        (PermissionError(13, "x"), "没有权限"),
        (OSError(28, "No space left on device", "a"), "a：磁盘已满"),
    ],
)
def test_why_a_file_cannot_be_used_is_said_in_chinese(error, sentence):
    assert os_sentence(error) == sentence
