"""`zhiji admin database harden`: what a PostgreSQL administrator runs once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA, Refused

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@click.group("database", short_help="数据库的权限")
def database() -> None:
    """数据库的权限。"""


@database.command("harden")
@click.option("--owner", default="zhiji_owner", show_default=True, metavar="角色", help="表的主人，不能登录")
@click.option("--program", default="zhiji_app", show_default=True, metavar="角色", help="系统平时用的角色")
@DATA
def harden(*, owner: str, program: str, data: Path | None) -> None:
    r"""印出收紧 PostgreSQL 权限的脚本：账本各表只能查和添，数据行不能删。由数据库管理员用 psql 执行。

    例：zhiji admin database harden | psql -U postgres 库名。口令另用 \password 设置。每次升级之后再执行一次。
    """
    from zhiji.cli.office import open_existing_office

    if not (_NAME.fullmatch(owner) and _NAME.fullmatch(program)) or owner == program:
        raise Refused("角色名只能用小写字母、数字和下划线，两个角色不能同名。")
    open_existing_office(data)
    from django.db import connection

    if connection.vendor != "postgresql":
        raise Refused(
            "现在用的是 SQLite：它没有角色，权限由数据文件夹的文件权限决定；设了 ZHIJI_DATABASE_URL 才用得上。"
        )
    from zhiji.trail.hardening import script

    click.echo(script(owner, program), nl=False)
