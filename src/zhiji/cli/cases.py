"""`zhiji cases`: the cases of a data folder and what is open in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhiji.compliance.queries import CaseLine


WIDTH_OF_A_PIPE = 200


@click.command("cases", short_help="列出案件：编号、名称、阶段和未了事项")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：一个数组，每案一个对象")
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
def cases(*, as_json: bool, data: Path | None) -> None:
    """列出数据文件夹里的案件，按编号排列。"""
    from zhiji.cli.office import open_existing_office

    open_existing_office(data)
    from zhiji.compliance.queries import office_cases
    from zhiji.external.clock import SystemClock

    now = SystemClock().now()
    lines = (_document(line, now) for line in office_cases())
    if as_json:
        _print_json(lines)
    else:
        _print_table(lines)


def _document(line: CaseLine, now: datetime) -> dict[str, Any]:
    """`id` and `number` are the same today; `id` is what other commands take."""
    case = line.case
    return {
        "id": case.number,
        "number": case.number,
        "title": case.title,
        "act": case.act,
        "stage": line.stage,
        "open": [
            {
                "requirement": finding.requirement,
                "article": finding.cited,
                "status": finding.status_at(now),
                "subject": finding.subject,
                "what": finding.what,
                "due_at": finding.due_at_local,
            }
            for finding in line.open
        ],
    }


def _print_json(documents: Iterable[dict[str, Any]]) -> None:
    """One object a line: a large office never stands in memory as a whole."""
    separator = "["
    for document in documents:
        click.echo(separator + "\n" + json.dumps(document, ensure_ascii=False), nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


def _print_table(documents: Iterable[dict[str, Any]]) -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    table = Table("编号", "名称", "执法行为", "阶段", "未了事项", box=None, pad_edge=False)
    for document in documents:
        counts = Counter(finding["status"] for finding in document["open"])
        unsettled = "　".join(f"{status} {count}" for status, count in counts.items()) or "—"
        table.add_row(document["number"], document["title"], document["act"], document["stage"], unsettled)
    if table.row_count:
        console = Console()
        console.width = console.width if console.is_terminal else WIDTH_OF_A_PIPE
        console.print(table)
    else:
        click.echo("还没有案件：在网页上“新建案件”，或用 zhiji demo 建一个演示单位。")
