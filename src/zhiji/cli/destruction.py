"""`zhiji admin expunge`: lawful destruction, with two people who approve at this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA, acting

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zhiji.organisation.models import Account

REMAINS = (
    "还留着内容的地方：此前做的备份和镜像、已经导出的案卷包。请按同一依据另行销毁，或重做备份和镜像。"
    "用 PostgreSQL 的，请由数据库管理员执行 VACUUM FULL trail_payload。"
)


@click.command("expunge", short_help="依法销毁记录的内容")
@click.argument("number", metavar="案件编号")
@click.argument("records", nargs=-1, required=True, metavar="记录编号…")
@click.option(
    "--basis", required=True, metavar="依据", help="保存期限届满所依的条文，或责令销毁的文书及文号；不要写人名"
)
@click.option("--authority", required=True, metavar="机关", help="有权决定销毁的机关，如县档案馆；不要写人名")
@click.option("--order", is_flag=True, help="依责令销毁，保存期限未满也可以")
@click.option(
    "--approver",
    "approvers",
    nargs=2,
    required=True,
    metavar="账号 账号",
    help="两位批准人，其中一位须是监督人员；会分别询问口令",
)
@DATA
def expunge(
    *,
    number: str,
    records: tuple[str, ...],
    basis: str,
    authority: str,
    order: bool,
    approvers: tuple[str, str],
    data: Path | None,
) -> None:
    """依法销毁记录的内容：正文、栏目、原文件和盐值。账目、摘要和依据留下，案卷照样能核验。

    销毁之后谁也恢复不了。保存期限届满的由系统核对期限；依责令的加 --order。
    """
    with acting(data) as doer:
        from zhiji.archive.destruction import Order, destroy_records
        from zhiji.cases.queries import office_case

        case = office_case(number)
        one, other = (_authenticated(username, doer["at"]) for username in approvers)
        click.confirm(f"将销毁案件 {number} 的记录 {'、'.join(records)}，不可恢复。继续吗", abort=True)
        why = Order(basis, authority, because_kept_long_enough=not order)
        receipts = destroy_records(case, records, why, (one, other), **doer)
    click.echo(
        f"已销毁 {len(receipts)} 份记录的内容，登记在账本第 {'、'.join(str(one.index) for one in receipts)} 条。"
    )
    click.echo(REMAINS)


def _authenticated(username: str, at: datetime) -> Account:
    from zhiji.organisation.signing_in import sign_in

    return sign_in(username, click.prompt(f"{username} 的口令", hide_input=True), at=at)
