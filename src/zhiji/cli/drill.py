"""`zhiji drill`: attacks a copy of the office's own data, and shows what is caught, by what, and what cannot be."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA
from zhiji.cli.backup import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.archive.drill import Outcome

FORMAT = "zhiji-drill/1"
ONLY_OUTSIDE = frozenset({"偷来密钥重签", "拨回时钟", "整机恢复旧备份"})
"""What an office cannot notice by itself."""


@click.command("drill", short_help="对数据的副本逐项下手，看哪些会被发现、被谁发现")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（zhiji-drill/1）")
@DATA
def drill(*, data: Path | None, as_json: bool) -> None:
    """攻防演练：把数据复制到临时文件夹，像懂行的管理员那样逐级篡改，每一步都核对一遍。原来的数据只读，不会动。

    退出码：0 结果与应有的一致，1 有应当发现的没有发现，2 无法演练。
    """
    from zhiji.cli.office import data_folder

    folder = data_folder(data)
    with tempfile.TemporaryDirectory(prefix="zhiji-drill-") as name:
        outcomes, limits = _attack(folder, Path(name))
    missed = [one.name for one in outcomes if not one.caught and one.name != "拨回时钟"]
    missed += [one.name for one in outcomes if not (one.audit or one.signer or one.name in ONLY_OUTSIDE)]
    if as_json:
        _print_json(outcomes, limits, missed)
    else:
        _print_table(outcomes, limits, missed)
    sys.exit(1 if missed else 0)


def _attack(folder: Path, place: Path) -> tuple[list[Outcome], Sequence[str]]:
    from zhiji.cli.office import DEFAULT, bring_up_to_date, prepare

    if os.environ.get("ZHIJI_SIGNER"):
        raise Refused(
            "签名器在别的账号下运行（ZHIJI_SIGNER），副本拿不到密钥，也绝不能让它给副本签名：请在另一台机器上演练。"
        )
    if not (folder / "zhiji.sqlite3").exists() and not os.environ.get("ZHIJI_DATABASE_URL"):
        raise Refused(f"文件夹 {folder} 里没有执迹的数据，请用 --data 指明（默认 ./{DEFAULT}）。")
    prepare(place)
    from zhiji.archive import drill as attacking
    from zhiji.archive.errors import ArchiveError
    from zhiji.trail.errors import TrailError

    (place / "keys").rmdir()
    try:
        attacking.require_room(folder, place)
        attacking.copy_folder(folder, place)
        with attacking.copied_database(place):
            bring_up_to_date(place)
            return list(attacking.run()), attacking.LIMITS
    except (ArchiveError, TrailError) as error:
        raise Refused(str(error)) from error


def _print_json(outcomes: Sequence[Outcome], limits: Sequence[str], missed: Sequence[str]) -> None:
    document = {
        "format": FORMAT,
        "as_expected": not missed,
        "attacks": [{**asdict(one), "caught": one.caught} for one in outcomes],
        "missed": missed,
        "cannot_be_caught": list(limits),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _print_table(outcomes: Sequence[Outcome], limits: Sequence[str], missed: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="攻防演练（在副本上）")
    for head in ("做了什么", "本机核对", "签名器的记忆", "外部检查点、当事人的二维码"):
        table.add_column(head, overflow="fold")
    for one in outcomes:
        cells = ["\n".join(codes) or "–" for codes in (one.audit, one.signer, one.outside)]
        table.add_row(f"{one.name}\n{one.told}", *cells, end_section=True)
    console = Console()
    console.print(table)
    console.print("“–”是没有发现。每一级都包含上一级做的事，直到“偷来密钥重签”。", highlight=False)
    console.print(
        "“外部检查点”一栏以单位之外留有演练开始时的检查点为准；没有外部见证，这一栏就等于没有。", highlight=False
    )
    console.print("谁也发现不了的：", highlight=False)
    for limit in limits:
        console.print(f"  · {limit}", highlight=False)
    console.print(
        f"结论：{'、'.join(missed)} 应当发现而没有发现。" if missed else "结论：应当发现的都发现了。", highlight=False
    )
