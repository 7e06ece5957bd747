"""`zhiji admin witness` and `zhiji admin timestamp`: who binds this office's ledger to the outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from zhiji.cli.acting import DATA, acting

if TYPE_CHECKING:
    from datetime import datetime

_OUT = click.Path(dir_okay=False, path_type=Path)
_IN = click.Path(exists=True, dir_okay=False, path_type=Path)


class AuthorityOptions(TypedDict):
    url: str
    roots: Path
    hash_name: Literal["sha256", "sm3"]
    policies: tuple[str, ...]


@click.group("witness", short_help="外部见证：登记、停用、要求几个、按文件交换")
def witness() -> None:
    """为本单位账本作见证的外部单位。对方怎样作见证：zhiji witness --help。"""


@witness.command("log")
@DATA
def log(*, data: Path | None) -> None:
    """显示本单位账本的公钥，交给见证方登记（zhiji witness trust）。"""
    with acting(data):
        from zhiji.trail.checkpoints import local_signer

        click.echo(str(local_signer().verifier()))


@witness.command("add")
@click.argument("name", metavar="名称")
@click.argument("vkey", metavar="公钥")
@click.option("--url", default="", metavar="网址", help="见证方的地址；不通网络、交换文件的不写")
@DATA
def add(*, name: str, vkey: str, url: str, data: Path | None) -> None:
    """登记一个见证方。公钥是对方 zhiji witness key 显示的那一行，须另行核对。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import actions

        actions.add_witness(name, vkey, url, **doer)
    click.echo(f"已登记见证方：{name}")


@witness.command("remove")
@click.argument("name", metavar="名称")
@DATA
def remove(*, name: str, data: Path | None) -> None:
    """停用一个见证方；它作过的见证仍然有效。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import actions, queries

        actions.retire(queries.witness_named(name), **doer)
    click.echo(f"已停用见证方：{name}")


@witness.command("quorum")
@click.argument("count", type=click.IntRange(1, 32), metavar="个数")
@DATA
def quorum(*, count: int, data: Path | None) -> None:
    """要求至少几个见证方都见证过，才算有外部见证。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import actions

        actions.set_quorum(count, **doer)
    click.echo(f"现在要求 {count} 个见证方。")


@witness.command("list")
@DATA
def list_witnesses(*, data: Path | None) -> None:
    """列出见证方和时间戳机构，各见证到第几条，有没有出错。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring.standing import standing

        found = standing(now=doer["at"])
        for source in found.sources:
            kind = "见证方" if source.is_witness else "时间戳机构"
            reached = (
                f"到 {source.newest.size} 条，{source.newest.at:%Y-%m-%d %H:%M} UTC" if source.newest else "还没有"
            )
            click.echo(f"{kind}　{source.outsider.name}　{source.outsider.url or '交换文件'}　{reached}")
            if source.outsider.failing_since:
                click.echo(
                    f"  自 {source.outsider.failing_since:%Y-%m-%d %H:%M} UTC 起没有成功：{source.outsider.failure}"
                )
        click.echo(found.sentence)


@witness.command("policy")
@click.option("-o", "--output", type=_OUT, metavar="文件", help="写入文件，不写则显示")
@DATA
def policy(*, output: Path | None, data: Path | None) -> None:
    """写出信任策略（C2SP tlog-policy）：账本和见证方的公钥。应由见证方或上级公布，供核验案卷的人取用。"""
    with acting(data):
        from zhiji.trail.anchoring import queries

        text = str(queries.policy())
    _write(text, output)


@witness.command("request")
@click.argument("name", metavar="名称")
@click.option("-o", "--output", type=_OUT, required=True, metavar="文件", help="写出请求，带去给见证方")
@click.option("--old", type=click.IntRange(0), metavar="条数", help="见证方上次见证到几条；对方说对不上时写")
@DATA
def request(*, name: str, output: Path, old: int | None, data: Path | None) -> None:
    """写出请求文件，由对方用 zhiji witness cosign 见证。"""
    with acting(data):
        from zhiji.trail import checkpoints
        from zhiji.trail.anchoring import queries, witnessing

        checkpoints.sign()
        submitted = witnessing.submission(queries.witness_named(name), old)
    output.write_bytes(submitted.encode())
    click.echo(f"请求写在 {output}：从 {submitted.old} 条到 {submitted.head.size} 条。")


@witness.command("accept")
@click.argument("name", metavar="名称")
@click.argument("answer", type=_IN, metavar="文件")
@DATA
def accept(*, name: str, answer: Path, data: Path | None) -> None:
    """收下见证方交还的文件。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import queries, witnessing

        anchor = witnessing.accept(queries.witness_named(name), answer.read_bytes(), at=doer["at"])
    click.echo(f"{name}已见证到 {anchor.size} 条。")


@witness.command("ask")
@DATA
def ask(*, data: Path | None) -> None:
    """现在就向全部联网的见证方和时间戳机构请求一次。后台任务也会定时请求。"""
    with acting(data) as doer:
        from zhiji.trail import checkpoints
        from zhiji.trail.anchoring import rounds
        from zhiji.trail.anchoring.standing import standing

        checkpoints.sign()
        rounds.everybody(at=doer["at"])
        click.echo(standing(now=doer["at"]).sentence)


@witness.command("checkpoints")
@click.option("--month", type=click.DateTime(["%Y-%m"]), required=True, metavar="月份", help="例如 2026-03")
@click.option("-o", "--output", type=_OUT, metavar="文件", help="写入文件，不写则显示")
@DATA
def checkpoints(*, month: datetime, output: Path | None, data: Path | None) -> None:
    """写出一个月的检查点清单，每天最后一个，末尾有账本的签名；打印签字后交外部保管。"""
    with acting(data):
        from zhiji.trail.anchoring import listing

        text = listing.signed_month(month.date())
    _write(text, output)


@witness.command("reader")
@click.argument("name", metavar="名称")
@click.option("--remove", is_flag=True, help="收回它的令牌")
@DATA
def reader(*, name: str, remove: bool, data: Path | None) -> None:
    """让上级机关的一台机器取用账本的分块；令牌只显示这一次。"""
    with acting(data) as doer:
        from zhiji.trail import readers

        token = readers.retire(name, **doer) if remove else readers.add(name, **doer)
    click.echo(f"已收回：{name}" if token is None else f"{name} 的令牌：{token}")


@click.group("timestamp", short_help="时间戳机构（RFC 3161）：登记、停用")
def timestamp() -> None:
    """给账本检查点盖时间戳的机构。"""


@timestamp.command("add")
@click.argument("name", metavar="名称")
@click.option("--url", required=True, metavar="网址", help="时间戳服务的地址")
@click.option("--roots", required=True, type=_IN, metavar="文件", help="所信任的根证书（PEM，可有多张）")
@click.option(
    "--hash",
    "hash_name",
    type=click.Choice(["sha256", "sm3"]),
    default="sha256",
    show_default=True,
    help="摘要算法；国密机构用 sm3",
)
@click.option("--policy", "policies", multiple=True, metavar="OID", help="只接受这些策略；可写多次，第一个写进请求")
@DATA
def add_authority(*, name: str, data: Path | None, **options: Unpack[AuthorityOptions]) -> None:
    """登记一个时间戳机构。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import actions

        roots = options["roots"].read_text(encoding="utf-8", errors="replace")
        new = actions.NewAuthority(name, options["url"], roots, options["hash_name"], options["policies"])
        actions.add_authority(new, **doer)
    click.echo(f"已登记时间戳机构：{name}")


@timestamp.command("remove")
@click.argument("name", metavar="名称")
@DATA
def remove_authority(*, name: str, data: Path | None) -> None:
    """停用一个时间戳机构；它盖过的时间戳仍然有效。"""
    with acting(data) as doer:
        from zhiji.trail.anchoring import actions, queries

        actions.retire(queries.authority_named(name), **doer)
    click.echo(f"已停用时间戳机构：{name}")


@timestamp.command("trust")
@click.option("-o", "--output", type=_OUT, metavar="文件", help="写入文件，不写则显示")
@DATA
def trust(*, output: Path | None, data: Path | None) -> None:
    """写出时间戳机构的信任文件（zhiji-trust/1），供核验案卷的人与信任策略一并取用。"""
    with acting(data):
        from zhiji.trail.anchoring import queries

        text = queries.timestamp_trust()
    _write(text, output)


def _write(text: str, output: Path | None) -> None:
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
