"""What click says, in Chinese: help pages and the sentence for each wrong use of a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import click

from zhiji.external.os_reasons import os_reason

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
HELP_TEXTS = (
    (r"Show this message and exit\.", "显示这段说明"),
    (r"Show the version and exit\.", "显示版本号"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"\.\.\.", "…"),
    (r"\bdefault: ", "默认："),
    (r"\benv var: ", "环境变量："),
    (r"\brequired\]", "必填]"),
)
MESSAGES = (
    (r"Missing command\.", "请写明要执行的命令"),
    (r"Got unexpected extra arguments? \((.*)\)", r"多出了参数“\1”，请删去"),
    (r"Option '(.*)' requires an argument\.", r"选项 \1 后面缺少它的值"),
    (r"Option '(.*)' requires \d+ arguments\.", r"选项 \1 后面缺少它的值"),
    (r"Option '(.*)' does not take a value\.", r"选项 \1 不带值"),
    (r"\S+ '(.*)' does not exist\.", r"没有“\1”这个文件或文件夹"),
    (r"\S+ '(.*)' is a file\.", r"“\1”是文件，这里需要文件夹"),
    (r"\S+ '(.*)' is a directory\.", r"“\1”是文件夹，这里需要文件"),
    (r"\S+ '(.*)' is not (?:readable|writable|executable)\.", r"没有使用“\1”的权限"),
    (r"'(.*)' is not a valid (?:integer|float).*", r"“\1”不是数字"),
    (r"'(.*)' is not a valid boolean.*", r"“\1”应为 true 或 false"),
    (r"(.*) is not in the range (.*)\.", r"\1 超出范围 \2"),
    (r"'(.*)' is not one of (.*)\.", r"“\1”应是其中之一：\2"),
    (r"'(.*)' does not match the formats? (.*)\.", r"“\1”不符合格式 \2"),
)


class ChineseHelp(click.HelpFormatter):
    """Help pages with Chinese headings, whose columns also line up where Chinese characters take two places."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"{prefix or '用法：'}{prog} {_replaced(args, HELP_TEXTS)}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        pairs = [(first, _replaced(second, HELP_TEXTS)) for first, second in rows]
        column = min(max(map(display_width, (first for first, _ in pairs)), default=0), col_max) + col_spacing
        for first, second in pairs:
            gap = column - display_width(first)
            lead = f"{'':{self.current_indent}}{first}"
            fill = " " * gap if gap >= col_spacing else "\n" + " " * (self.current_indent + column)
            self.write(f"{lead}{fill}{second}".rstrip() + "\n")


def display_width(text: str) -> int:
    """Places on a terminal: two for a Chinese character."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def usage_sentence(error: click.ClickException) -> str:
    """One Chinese sentence for a wrong use; a message that is Chinese already stays as it is."""
    sentence = _sentence(error)
    if isinstance(error, click.UsageError) and error.ctx is not None and not isinstance(error, click.BadParameter):
        return f"{sentence}（用 {error.ctx.command_path} --help 查看用法）"
    return sentence


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_perhaps(error.possibilities)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令 {error.command_name}{_perhaps(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{'选项' if isinstance(error.param, click.Option) else '参数'} {_hint(error)}"
    if isinstance(error, click.FileError):
        return f"无法打开文件“{error.ui_filename}”：{error.message}"
    message = _translated(error.message)
    return f"{_hint(error)}：{message}" if isinstance(error, click.BadParameter) and _hint(error) else message


def _perhaps(possibilities: Iterable[str] | None) -> str:
    names = "、".join(possibilities or ())
    return f"，是否应为 {names}" if names else ""


def _hint(error: click.BadParameter) -> str:
    """`--at`, `FILE…`: the parameter as the user writes it."""
    if isinstance(error.param_hint, str):
        return error.param_hint
    if error.param is None:
        return ""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return error.param.make_metavar(error.ctx) if error.ctx else error.param.human_readable_name


def _translated(message: str) -> str:
    for pattern, sentence in MESSAGES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(sentence)
    return message


def _replaced(text: str, table: Iterable[tuple[str, str]]) -> str:
    for pattern, replacement in table:
        text = re.sub(pattern, replacement, text)
    return text


def os_sentence(error: OSError) -> str:
    """Why a file could not be used, with its name: “没有这个文件：…”."""
    reason = os_reason(error)
    return f"{error.filename}：{reason}" if error.filename is not None else reason
