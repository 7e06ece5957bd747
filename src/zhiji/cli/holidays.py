"""`zhiji admin calendar`: take in the State Council's yearly notice, one person entering and another confirming."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA, Refused, acting
from zhiji.cli.chinese import os_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from zhiji.cli.acting import Doer
    from zhiji.compliance.models import HolidayNotice
    from zhiji.core.calendar import Day, Month

AS = click.option("--as", "username", metavar="账号", help="以这个账号的名义，要输口令（默认以本机登录的用户名义）")
LARGEST = 64 * 1024  # bytes; a notice has less than one thousand
WEEK = "一 二 三 四 五 六 日"


@click.group("calendar", short_help="放假安排：录入、确认、查看")
def calendar() -> None:
    """放假安排：国务院办公厅每年的通知，一个人录入，另一个人确认后生效。"""


@calendar.command("propose", short_help="录入一份放假通知，等另一个人确认")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@AS
@DATA
def propose(*, file: Path, username: str | None, data: Path | None) -> None:
    """录入一份放假通知（写法见 docs/formats/calendar.md），等另一个人确认。"""
    text = _text_of(file)
    with _acting_as(username, data) as doer:
        from zhiji.compliance import confirming

        row = confirming.propose(text, **doer)
        _show_changes(row, doer["at"])
    click.echo(
        f"已录入 {row.number}，{row.year} 年。请由另一个人对照原件后确认：zhiji admin calendar confirm {row.year}"
    )


@calendar.command("confirm", short_help="确认别人录入的通知，使它生效")
@click.argument("year", type=int, metavar="年份")
@AS
@DATA
def confirm(*, year: int, username: str | None, data: Path | None) -> None:
    """确认别人录入的通知，使它对以后的日子生效。"""
    with _acting_as(username, data) as doer:
        from zhiji.compliance import confirming

        row = confirming.confirm(year, **doer)
    click.echo(f"已生效：{row.number}，管 {row.in_force_on} 以后的日子。未到期限的案件由后台任务重新计算。")


@calendar.command("withdraw", short_help="撤回待确认的通知")
@click.argument("year", type=int, metavar="年份")
@AS
@DATA
def withdraw(*, year: int, username: str | None, data: Path | None) -> None:
    """撤回待确认的通知；撤回的仍可查到。"""
    with _acting_as(username, data) as doer:
        from zhiji.compliance import confirming

        row = confirming.withdraw(year, **doer)
    click.echo(f"已撤回：{row.number}，{row.year} 年。")


@calendar.command("list", short_help="列出已有的通知")
@DATA
def list_notices(*, data: Path | None) -> None:
    """列出随产品带来的、已生效的、待确认的和已撤回的通知。"""
    with acting(data):
        from zhiji.compliance.holidays import taken_in
        from zhiji.external import library

        for notice in library.working_calendar().notices:
            click.echo(f"{notice.year}  {notice.number}  {notice.issued} 发布  随产品带来")
        for row in reversed(taken_in()):
            click.echo(f"{row.year}  {row.number}  {row.issued} 发布  {row.standing}")


@calendar.command("show", short_help="逐月画出一年的工作日")
@click.argument("year", type=click.IntRange(1999, 2200), metavar="年份")
@DATA
def show(*, year: int, data: Path | None) -> None:
    """逐月画出一年的工作日；有待确认的通知时画出它，并标明差别。"""
    with acting(data) as doer:
        from zhiji.compliance.holidays import drawn

        year_drawn = drawn(year, doer["at"])
    click.echo(f"{year} 年　{year_drawn.title}\n休 放假　班 调休上班　· 周末　* 与现行不同\n")
    for month in year_drawn.months:
        click.echo(_month(month))


@contextmanager
def _acting_as(username: str | None, data: Path | None) -> Iterator[Doer]:
    with acting(data) as doer:
        if username is not None:
            from zhiji.organisation.permissions import Verb, require
            from zhiji.organisation.signing_in import sign_in

            secret = click.prompt("口令", hide_input=True, err=True)
            account = sign_in(username, secret, at=doer["at"])
            require(account, Verb.MANAGE_CALENDAR)
            doer["by"] = account.actor
        yield doer


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Refused(f"{file}：超过 {LARGEST >> 10} KiB，不是一份放假通知")
        return data.decode("utf-8")
    except OSError as error:
        raise Refused(os_sentence(error)) from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file}：不是 UTF-8 编码的文本") from error


def _show_changes(row: HolidayNotice, at: datetime) -> None:
    from zhiji.compliance.holidays import doubts_about, what_changes

    changed = what_changes(row, at)
    click.echo(f"与现行安排不同的有 {len(changed)} 天：")
    for words, days in (("改为休息", [day.date for day in changed if not day.works]), ("改为上班", _working(changed))):
        if days:
            click.echo(f"  {words}：{'、'.join(map(str, days))}")
    for doubt in doubts_about(row):
        click.echo(f"  请注意：{doubt}")


def _working(changed: Sequence[Day]) -> list[date]:
    return [day.date for day in changed if day.works]


def _month(month: Month) -> str:
    rows = ("".join(_cell(day) for day in week).rstrip() for week in month.weeks)
    return "\n".join((f"{month.number} 月", WEEK.replace(" ", "    "), *rows, ""))


def _cell(day: Day | None) -> str:
    """Six places: the day, its mark (of two places), and a star where it changes."""
    if day is None:
        return " " * 6
    mark = day.mark or ("  " if day.works else "· ")
    return f"{day.date.day:2}{mark}{'*' if day.changed else ' '} "
