"""How the commands of `zhiji regulations` find a regulation and print what they found."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console

from zhiji.core.regulations.model import HoldsIn
from zhiji.external import laws, library

if TYPE_CHECKING:
    from rich.table import Table

    from zhiji.core.regulations import Regulation

WIDTH_OF_A_PIPE = 160
HELD = {HoldsIn.CASE: "案卷", HoldsIn.SYSTEM: "系统", HoldsIn.OFFICE: "机关", HoldsIn.TEXT: "说明"}


class Unreadable(click.ClickException):
    """What was asked for cannot be read at all."""

    exit_code = 2


def known(regulation_id: str) -> Regulation:
    """A regulation, or a law. Raises `LibraryError`."""
    return laws.law(regulation_id) if regulation_id in laws.law_ids() else library.regulation(regulation_id)


def print_table(table: Table) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
