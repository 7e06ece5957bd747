"""How the commands of `zhiji regulations` find a regulation and print what they found."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.chinese import os_sentence
from zhiji.core.regulations import RegulationError, RuleFileError, read_reference
from zhiji.core.regulations.model import HoldsIn
from zhiji.core.regulations.versions import pick
from zhiji.external import laws, library

if TYPE_CHECKING:
    from rich.table import Table

    from zhiji.core.regulations import Regulation

WIDTH_OF_A_PIPE = 160
HELD = {HoldsIn.CASE: "案卷", HoldsIn.SYSTEM: "系统", HoldsIn.OFFICE: "机关", HoldsIn.TEXT: "说明"}


class Unreadable(click.ClickException):
    """What was asked for cannot be read at all."""

    exit_code = 2


def known(name: str) -> Regulation:
    """A regulation or a law by its reference (fuzhou-cg, fuzhou-cg@2026-03-02), or a bureau's own file. Raises `Unreadable`.

    Where nothing was in force on the day asked for, a line on standard error says which version stands in for it.
    """
    if name.endswith((".yaml", ".yml")):
        return own_file(Path(name))
    try:
        wanted = read_reference(name)
        found = pick(versions_of(wanted.id), wanted)
    except (library.LibraryError, RegulationError) as error:
        raise Unreadable(str(error)) from None
    if found is None:
        raise Unreadable(f"“{wanted.id}”没有摘要以“{wanted.digest}”开头的版本")
    if wanted.day and not found.in_force_on(wanted.day):
        click.echo(
            f"“{wanted.id}”在 {wanted.day} 没有施行中的版本，下面用的是最近的一版（{period(found)}）。", err=True
        )
    return found


def versions_of(regulation_id: str) -> tuple[Regulation, ...]:
    """Of a regulation or a law, oldest first. Raises `LibraryError`."""
    return laws.versions(regulation_id) if regulation_id in laws.law_ids() else library.versions(regulation_id)


def own_file(path: Path) -> Regulation:
    """A bureau's own rule file. Raises `Unreadable`, in the sentences of `validate`."""
    try:
        return library.regulation_file(path)
    except OSError as error:
        raise Unreadable(os_sentence(error)) from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path}：不是 UTF-8 文本，请另存为 UTF-8") from None
    except RuleFileError as error:
        raise Unreadable(str(error)) from None


def effective(regulation: Regulation) -> str | None:
    """The day, or the words of the text."""
    return str(regulation.since) if regulation.since else regulation.effective_words


def period(regulation: Regulation) -> str:
    """“2019-07-30 施行，2026-01-01 失效”."""
    end = f"，{regulation.lapses} 失效" if regulation.lapses else ""
    return f"{effective(regulation) or '日期不详'} 施行{end}"


def print_table(table: Table) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
