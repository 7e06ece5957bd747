"""`zhiji demo`: a demonstration office, built through the product's own actions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.organisation.demonstration import DemoAccount

STORIES = 15
"""Cases with a story of their own; a larger office gets old cases by lot beside them."""

SEED = 20260302


@click.command("demo", short_help="建一个演示单位：机构、账号和各种状态的案件")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data），须是空的"
)
@click.option("--cases", type=click.IntRange(0), default=STORIES, show_default=True, metavar="数", help="案件总数")
@click.option("--seed", type=int, default=SEED, metavar="数", help="随机种子；相同的种子建出相同的单位")
@click.option("--at", "moment", metavar="时间", help="以哪一刻为现在，如 2026-03-02T09:00:00+08:00（默认此刻）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：案件编号和账号")
def demo(*, data: Path | None, cases: int, seed: int, moment: str | None, as_json: bool) -> None:
    """在空的数据文件夹里建一个演示单位，人和事都是虚构的。"""
    from zhiji.cli.office import open_office

    now = _moment(moment)
    office = open_office(data)
    if _is_used():
        raise click.UsageError(f"数据文件夹 {office.data_dir} 里已有数据：演示单位只能建在空的文件夹里（--data）。")
    _build(cases, seed, now)
    _report(office.data_dir, as_json=as_json)


def build_demo_unless_used() -> None:
    """Fill the open office, if nobody uses it yet."""
    if not _is_used():
        _build(STORIES, SEED, _moment(None))


def demo_accounts() -> list[DemoAccount]:
    """The accounts of the open office, if it is a demonstration."""
    from zhiji.organisation.demonstration import demo_accounts as kept

    return kept()


def _is_used() -> bool:
    from zhiji.organisation.queries import units

    return units().exists()


def _moment(text: str | None) -> datetime:
    from zhiji.core.calendar import MomentError, read_moment
    from zhiji.external.clock import SystemClock

    try:
        return read_moment(text) if text else SystemClock().now().replace(microsecond=0)
    except MomentError as error:
        raise click.UsageError(f"--at：{error}") from error


def _build(cases: int, seed: int, now: datetime) -> None:
    from zhiji.cli.demo.building import build

    with click.progressbar(length=cases, label="建立演示单位", file=sys.stderr) as bar:
        build(cases=cases, seed=seed, now=now, counted=lambda: bar.update(1))


def _report(data_dir: Path, *, as_json: bool) -> None:
    from zhiji.cases.queries import of_the_office

    accounts, numbers = demo_accounts(), of_the_office().values_list("number", flat=True)
    if as_json:
        listed = [{"username": one.username, "password": one.password, "title": one.title} for one in accounts]
        document = {"data": str(data_dir), "cases": list(numbers), "accounts": listed}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    reach = f"：{numbers[0]} 至 {numbers[len(numbers) - 1]}" if numbers else ""
    click.echo(f"演示单位已建在 {data_dir}，案件 {len(numbers)} 个{reach}")
    for account in accounts:
        click.echo(f"  {account.username:<12} {account.password:<14} {account.title}")
    click.echo(f"启动：zhiji up --data {data_dir}")
