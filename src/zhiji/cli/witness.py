"""`zhiji witness`: a small witness for other offices' ledgers, over the network or by files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiji.external.witness import Witness

DEFAULT = "zhiji-witness"
DEFAULT_PORT = 8100
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    metavar="文件夹",
    help=f"见证方的文件夹（默认 ./{DEFAULT}）",
)


class WitnessUnusable(click.ClickException):
    exit_code = 2


class NotCosigned(click.ClickException):
    exit_code = 1


@click.group("witness", invoke_without_command=True, short_help="为别的单位的账本作见证（网络或文件）")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听的地址")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, metavar="端口", help="监听的端口"
)
@DATA
@click.pass_context
def witness(context: click.Context, *, host: str, port: int, data: Path) -> None:
    """为别的单位的账本作见证，按 Ctrl-C 结束。先用 trust 登记要见证的账本。

    见证方只签得上接续它上次见证过的检查点；对方改写历史，就再也得不到签名。
    """
    if context.invoked_subcommand is None:
        _serve(_ready(data), data, host, port)


@witness.command("key")
@click.option("--name", metavar="名称", help="密钥名称，最好是不带 https:// 的网址；只在第一次有用")
@DATA
def key(*, name: str | None, data: Path) -> None:
    """显示公钥，交给被见证的单位；还没有密钥时先建一把。"""
    click.echo(str(_ready(data, name).verifier))


@witness.command("trust")
@click.argument("vkey", metavar="公钥")
@DATA
def trust(*, vkey: str, data: Path) -> None:
    """登记一个要为它见证的账本。公钥须另行核对，例如当面或电话核对末尾几位。"""
    from zhiji.external.witness import WitnessError

    try:
        click.echo(f"已登记账本：{_ready(data).trust(vkey).name}")
    except WitnessError as error:
        raise WitnessUnusable(str(error)) from error


@witness.command("list")
@DATA
def list_logs(*, data: Path) -> None:
    """列出登记的账本，和为它们见证到第几条。"""
    import hashlib

    from zhiji.core.ledger.checkpoint import parse_checkpoint
    from zhiji.core.ledger.note import parse_note

    ready = _ready(data)
    for log in ready.logs().logs:
        note = ready.newest(hashlib.sha256(log.key.name.encode()).hexdigest())
        size = f"见证到 {parse_checkpoint(parse_note(note).text).size} 条" if note else "还没有见证过"
        click.echo(f"{log.key.name}　{size}")


@witness.command("cosign")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="请求文件")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="文件",
    help="写出见证过的检查点",
)
@DATA
def cosign(*, source: Path, output: Path, data: Path) -> None:
    """按文件见证：读对方的请求文件，写出带见证签名的检查点，交还对方。用于不通网络的单位之间。

    退出码：0 已见证，1 不予见证，2 无法进行。
    """
    from zhiji.core.ledger.witness import WitnessRefusal
    from zhiji.external.clock import SystemClock
    from zhiji.external.witness import WitnessError

    try:
        note = _ready(data).cosign(source.read_bytes(), time=int(SystemClock().now().timestamp()))
    except WitnessRefusal as refusal:
        hint = f"请对方以 --old {refusal.size} 重做请求文件。" if refusal.size is not None else ""
        raise NotCosigned(f"不予见证：{refusal}{hint}") from refusal
    except WitnessError as error:
        raise WitnessUnusable(str(error)) from error
    output.write_text(str(note))
    click.echo(f"已见证，带见证签名的检查点写在 {output}，请交还对方。")


def _ready(folder: Path, name: str | None = None) -> Witness:
    from zhiji.external.witness import Witness, WitnessError

    try:
        found = Witness(folder)
        found.create(name)
        _ = found.verifier, found.logs()
    except WitnessError as error:
        raise WitnessUnusable(str(error)) from error
    return found


def _serve(ready: Witness, folder: Path, host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    click.echo(f"见证方 {ready.verifier.name} 已启动： http://{host}:{port}/")
    click.echo(f"  公钥： {ready.verifier}")
    server = Granian(
        "witness",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_application, folder.absolute()))


def _application(folder: Path, _target: str) -> Callable[..., object]:
    from zhiji.cli.witness_door import application
    from zhiji.external.clock import SystemClock
    from zhiji.external.witness import Witness

    return application(Witness(folder), SystemClock().now)
