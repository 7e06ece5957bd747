"""`zhiji check`: judges case files without a database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiji.cli.case_checker import SOUND, UNREADABLE, Checker
from zhiji.cli.case_inputs import case_inputs
from zhiji.cli.case_laws import ALL, chosen_laws
from zhiji.cli.case_processes import answers
from zhiji.cli.regulations_output import Unreadable, known, own_file
from zhiji.core.calendar import MomentError, read_moment
from zhiji.external.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.regulations.model import Regulation


class Moment(click.ParamType[Any]):
    name = "时刻"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return read_moment(value)
        except MomentError as error:
            self.fail(str(error), param, ctx)


@click.command("check", short_help="检查案件文件：缺什么、依据哪条、到何时")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--regulation",
    "regulation_id",
    metavar="ID",
    help="按这部制度判定，不论案件写的是哪一部；ID@日期 指那一天施行的版本",
)
@click.option("--regulation-file", type=click.Path(path_type=Path), metavar="文件", help="按这个制度文件判定")
@click.option(
    "--at", type=Moment(), metavar="时刻", help="判定的时刻，带时区，例如 2026-03-02T09:30:00+08:00（默认现在）"
)
@click.option(
    "--law",
    "laws",
    multiple=True,
    is_flag=False,
    flag_value=ALL,
    callback=chosen_laws,
    metavar="[法律|all]",
    help="一并按国家法律判定，例如 --law law-penalty,law-service；只写 --law 的是全部",
)
@click.option(
    "--explain",
    multiple=True,
    metavar="编号",
    help="说明这项义务为什么得出这样的结论：编号如 fuzhou-cg/11-2 或 11-2，只看一个对象的写 11-2@e1；可给几个",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：一个案件一份；多个案件一行一份，次序同输入")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="用几个进程（默认：案件多时每核一个）；1 为逐件读、逐件答",
)
@click.pass_context
def check(  # noqa: PLR0913  # its options
    ctx: click.Context,
    *,
    files: tuple[str, ...],
    regulation_id: str | None,
    regulation_file: Path | None,
    at: datetime | None,
    laws: tuple[Regulation, ...],
    explain: tuple[str, ...],
    as_json: bool,
    jobs: int | None,
) -> None:
    """检查案件文件（.json、.jsonl，或 - 表示标准输入），可一次给出多个。

    退出码：0 没有缺失、不完整、逾期、违规；1 有；2 有输入无法读取（错误里写明位置）。
    """
    fixed = _fixed(regulation_id, regulation_file)
    alone = len(files) == 1
    checker = Checker(at or SystemClock().now(), fixed, laws, as_json=as_json, alone=alone, explain=explain)
    worst = SOUND
    with closing(answers(case_inputs(files), checker, jobs)) as given:
        for answer in given:
            for remark in answer.remarks:
                click.echo(remark, err=True)
            click.echo(answer.text, err=answer.code == UNREADABLE)
            worst = max(worst, answer.code)
    ctx.exit(worst)


def _fixed(regulation_id: str | None, regulation_file: Path | None) -> Regulation | None:
    if regulation_id is not None and regulation_file is not None:
        raise click.UsageError("--regulation 和 --regulation-file 只能给一个")
    try:
        if regulation_file is not None:
            return own_file(regulation_file)
        return None if regulation_id is None else known(regulation_id)
    except Unreadable as error:
        option = "--regulation" if regulation_file is None else "--regulation-file"
        raise click.BadParameter(error.message, param_hint=option) from None
