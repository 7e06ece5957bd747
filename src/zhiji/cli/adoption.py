"""`zhiji admin regulation`: the office's own rule files, from its folder `rules` or from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA, Refused, acting
from zhiji.cli.chinese import os_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.cli.acting import Doer


@click.group("regulation")
def regulation() -> None:
    """本单位自己的制度：采用、列出。"""


@regulation.command("adopt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[文件…]")
@DATA
def adopt(*, files: tuple[Path, ...], data: Path | None) -> None:
    """采用本单位的规则文件：先检查，再记入账本（连同文件的摘要），此后启动的案件照它判定。

    没有写文件的，采用数据文件夹的 rules 里还没有采用过的各个文件。旁边有同名的 .txt，就是制度原文，一并收下。
    采用过的文件永远留着；要改正，改好再采用一次。
    """
    with acting(data) as doer:
        for file in files or _not_adopted(data):
            _adopt(file, doer)


@regulation.command("list")
@DATA
def list_(*, data: Path | None) -> None:
    """列出采用过的规则文件：编号、施行、采用时间、摘要。"""
    with acting(data):
        from zhiji.core.calendar import SHANGHAI
        from zhiji.rulebook.queries import adopted

        for row in adopted():
            when = row.adopted_at.astimezone(SHANGHAI)
            click.echo(f"{row.regulation}\t{row.effective or '发布之日'}\t{when:%Y-%m-%d %H:%M}\t{row.sha256}")


def _not_adopted(data: Path | None) -> Sequence[Path]:
    import hashlib

    from zhiji.cli.office import data_folder
    from zhiji.rulebook.queries import adopted

    folder = data_folder(data) / "rules"
    known = {row.sha256 for row in adopted()}
    found = [file for file in sorted(folder.glob("*.yaml")) if hashlib.sha256(_read(file)).hexdigest() not in known]
    if not found:
        raise Refused(f"{folder} 里没有还没采用的规则文件（.yaml）；请把写好的文件放在那里，或者在命令里写明文件。")
    return found


def _adopt(file: Path, doer: Doer) -> None:
    from zhiji.rulebook import actions
    from zhiji.rulebook.queries import current

    wording = file.with_suffix(".txt")
    text = _read(wording).decode("utf-8", "replace") if wording.is_file() else ""
    row = actions.adopt(_read(file), source=str(file), wording=text, **doer)
    for problem in current().gaps(row.regulation):
        click.echo(f"注意：{problem}", err=True)
    click.echo(f"已采用 {row}（SHA-256 {row.sha256[:12]}…）；原有的案件由后台任务按它重新判定。")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(os_sentence(error)) from error
