"""`zhiji admin`: units and accounts from the command line, and maintenance. The first account of an office comes from here."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from zhiji.cli.acting import DATA, acting
from zhiji.cli.adoption import regulation
from zhiji.cli.anchors import timestamp, witness
from zhiji.cli.destruction import expunge
from zhiji.cli.hardening import database
from zhiji.cli.holidays import calendar
from zhiji.cli.ledger_keys import keys

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zhiji.cli.acting import Doer


class AccountOptions(TypedDict):
    name: str
    roles: tuple[str, ...]
    unit: str
    badge: str | None
    valid_until: datetime | None


@click.group("admin", short_help="机构、账号与维护")
def admin() -> None:
    """机构、账号与维护。"""


admin.add_command(calendar)
admin.add_command(regulation)
admin.add_command(expunge)
admin.add_command(database)
admin.add_command(witness)
admin.add_command(timestamp)
admin.add_command(keys)


@admin.command("unit")
@click.argument("name", metavar="名称")
@click.option("--under", metavar="机构", help="上级机构的名称")
@DATA
def unit(*, name: str, under: str | None, data: Path | None) -> None:
    """新设一个机构。"""
    with acting(data) as doer:
        from zhiji.organisation import actions, queries

        actions.add_unit(name, under=queries.unit_named(under) if under else None, **doer)
    click.echo(f"已设机构：{name}")


@admin.command("account")
@click.argument("username", metavar="账号")
@click.option("--name", required=True, metavar="姓名", help="姓名")
@click.option("--role", "roles", required=True, multiple=True, metavar="角色", help="角色，可写多次")
@click.option("--unit", required=True, metavar="机构", help="所在机构的名称")
@click.option("--badge", metavar="证号", help="执法证号；有执法证的才写")
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="执法证有效期至")
@DATA
def account(*, username: str, data: Path | None, **options: Unpack[AccountOptions]) -> None:
    """开设一个账号；口令随机产生，只显示这一次。"""
    password = secrets.token_urlsafe(9)
    with acting(data) as doer:
        _open_account(username, password, options, doer)
    click.echo(f"已开账号：{username}　口令：{password}")


@admin.command("password")
@click.argument("username", metavar="账号")
@DATA
def password(*, username: str, data: Path | None) -> None:
    """重设口令；新口令随机产生，只显示这一次。"""
    new = secrets.token_urlsafe(9)
    with acting(data) as doer:
        from zhiji.organisation import actions, queries

        actions.set_password(queries.account_named(username), new, must_change=True, **doer)
    click.echo(f"{username} 的新口令：{new}")


@admin.command("second-step")
@click.argument("username", metavar="账号")
@DATA
def second_step(*, username: str, data: Path | None) -> None:
    """停用一个账号的验证器和通行密钥。手机丢了又没有恢复码时用。"""
    with acting(data) as doer:
        from zhiji.organisation import queries, second_factor

        second_factor.reset(queries.account_named(username), **doer)
    click.echo(f"{username} 的验证器和通行密钥都已停用，请本人登录后重新启用。")


@admin.command("rejudge")
@DATA
def rejudge(*, data: Path | None) -> None:
    """按现行制度重新判断全部案件。规则文件改动之后用。"""
    with acting(data) as doer:
        from zhiji.cases.queries import of_the_office
        from zhiji.compliance import standings

        count = standings.rejudge(of_the_office(), doer["at"])
    click.echo(f"已重新判断 {count} 个案件。")


def _open_account(username: str, password: str, options: AccountOptions, doer: Doer) -> None:
    from django.db import transaction

    from zhiji.organisation import actions, queries
    from zhiji.organisation.roles import role_named

    name, badge, until = options["name"], options["badge"], options["valid_until"]
    unit = queries.unit_named(options["unit"])
    roles = tuple(role_named(role) for role in options["roles"])
    with transaction.atomic():
        licence = actions.NewOfficer(name, badge, unit, until.date() if until else None) if badge else None
        officer = actions.register_officer(licence, **doer) if licence else None
        actions.open_account(
            actions.NewAccount(username, name, actions.hash_password(password), roles, unit, officer, must_change=True),
            **doer,
        )
