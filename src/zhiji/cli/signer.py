"""`zhiji signer`: the process that alone can read the log's keys. `zhiji up` runs one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhiji.external.signer import LocalSigner

SOCKET = "signer.sock"


class _CannotSign(click.ClickException):
    exit_code = 2


@click.command("signer", short_help="签名器：单独的进程，只有它读得到账本的密钥")
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
@click.option("--keys", type=click.Path(path_type=Path), metavar="文件夹", help="密钥所在（默认数据文件夹里的 keys）")
@click.option(
    "--socket",
    "path",
    type=click.Path(path_type=Path),
    metavar="路径",
    help=f"监听在哪里（默认数据文件夹里的 {SOCKET}）",
)
@click.option("--group", metavar="组", help="除自己的账号外，哪个系统组可以请它签名")
@click.option("--sm2/--no-sm2", default=True, help="新密钥带不带国密 SM2（默认带）")
@click.option("--pipe", is_flag=True, hidden=True, help="从标准输入收请求，由标准输出作答")
@click.option("--parent", type=int, hidden=True, help="这个进程不在了就结束")
def signer(
    *,
    data: Path | None,
    keys: Path | None,
    path: Path | None,
    group: str | None,
    sm2: bool,
    pipe: bool,
    parent: int | None,
) -> None:
    """运行签名器，按 Ctrl-C 结束。zhiji up 已经自带一个。

    要让它用自己的系统账号：用那个账号运行本命令，以 --keys 指明它自己的文件夹、--socket 指明双方都到得了的位置、
    --group 指明系统所在的组；再给其余命令设 ZHIJI_SIGNER=那个位置。
    """
    from zhiji.cli.office import data_folder
    from zhiji.external.signer.server import serve_stream

    folder = keys or data_folder(data) / "keys"
    opened = _opened(folder, with_sm2=sm2)
    if pipe:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for who started it, and ends the pipe
        serve_stream(opened, sys.stdin.buffer, sys.stdout.buffer)
        return
    _serve(opened, path or data_folder(data) / SOCKET, group, parent)


def _opened(folder: Path, *, with_sm2: bool) -> LocalSigner:
    from zhiji.core.ledger.errors import LedgerError
    from zhiji.external.signer import SignerError
    from zhiji.external.signer.server import open_signer
    from zhiji.external.sm2 import Sm2Error

    try:
        return open_signer(folder, with_sm2=with_sm2)
    except (LedgerError, SignerError, Sm2Error) as error:
        raise _CannotSign(str(error)) from error


def _serve(opened: LocalSigner, path: Path, group: str | None, parent: int | None) -> None:
    from zhiji.external.signer import SignerError
    from zhiji.external.signer.server import listening

    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    try:
        with listening(opened, path, group=group) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            if parent is None:
                click.echo(f"签名器在 {path} 等候。", err=True)
            while not ending.wait(1) and (parent is None or os.getppid() == parent):
                pass
            server.shutdown()
    except (SignerError, LookupError) as error:
        raise _CannotSign(str(error)) from error
