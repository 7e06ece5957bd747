"""`zhiji up`: everything on one machine, in one process tree.

The tree: this process (opens the office, prints the address, waits) → granian's manager → web workers, and beside it one
`zhiji signer` and one `zhiji worker`. Ctrl-C or SIGTERM ends all of it; a worker whose parent is gone ends itself.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

DEFAULT_PORT = 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command("up", short_help="启动整套系统：网页、后台任务、数据库、证据库")
@click.option("--demo", is_flag=True, help="数据文件夹还空着时，先建一个演示单位")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听的地址")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="端口", help=f"监听的端口（默认 {DEFAULT_PORT}，占用时顺延）"
)
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
def up(*, demo: bool, host: str, port: int | None, data: Path | None) -> None:
    """启动整套系统，按 Ctrl-C 结束。

    第一次启动会建好数据文件夹、密钥和数据库。
    """
    from zhiji.cli.office import open_office

    port = _free_port(host, port)
    if host not in LOOPBACK:
        os.environ.setdefault("ZHIJI_HOSTS", ",".join(_names_of_this_machine(host)))
    office = open_office(data)
    if demo:
        _build_demo_once()
    _announce(host, port, office.data_dir)
    _serve(host, port, office.data_dir)


def _build_demo_once() -> None:
    from zhiji.cli.demo import build_demo_unless_used

    build_demo_unless_used()


def _announce(host: str, port: int, data_dir: Path) -> None:
    from zhiji.cli.demo import demo_accounts

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"\n  执迹已启动： http://{shown}:{port}/")
    click.echo(f"  数据文件夹： {data_dir}")
    accounts = demo_accounts()
    if accounts:
        click.echo("\n  演示账号（口令都印在这里，请勿用于真实办案）：")
        for account in accounts:
            click.echo(f"    {account.username:<12} {account.password:<14} {account.title}")
    click.echo("\n  按 Ctrl-C 结束。\n")


def _serve(host: str, port: int, data_dir: Path) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    os.environ["ZHIJI_DATA"] = str(data_dir)
    server = Granian(
        "zhiji.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # one upload stream is faster on HTTP/1.1 than on HTTP/2
        websockets=False,
        blocking_threads=32,  # slow uploads hold a thread each; pages must not wait for them
        backpressure=128,
        respawn_failed_workers=True,
        workers_kill_timeout=10,  # a hanging download must not keep Ctrl-C from ending the system
        log_level=LogLevels.error,  # it would warn about the threads, which are chosen above
    )
    with _signer_beside(data_dir), _beside("worker"):
        server.serve(target_loader=partial(_application, os.getpid()))


def _application(parent: int, target: str) -> Callable[..., object]:
    """What a web worker serves; it ends with its parent also where that was killed and could not tell it."""
    threading.Thread(target=_end_with, args=(parent,), name="parent-watch", daemon=True).start()
    module, _, name = target.partition(":")
    application: Callable[..., object] = getattr(import_module(module), name)
    return application


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextmanager
def _beside(*arguments: str) -> Iterator[None]:
    """Keep one `zhiji …` of these arguments alive as long as the body runs: started again when it dies."""
    ending = threading.Event()

    def keep() -> None:
        while not ending.is_set():
            child = subprocess.Popen([sys.executable, "-m", "zhiji", *arguments, "--parent", str(os.getpid())])  # noqa: S603
            while child.poll() is None and not ending.wait(0.2):
                pass
            if child.poll() is None:
                child.terminate()
                child.wait(timeout=10)
            ending.wait(2)  # one that dies at once is not started again in a tight loop

    keeper = threading.Thread(target=keep, name=f"{arguments[0]}-keeper")
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join()


def _signer_beside(data_dir: Path) -> AbstractContextManager[None]:
    """The office's signer, unless one runs elsewhere under its own account."""
    from django.conf import settings

    if settings.SIGNER_SOCKET:
        return nullcontext()
    kinds = "--sm2" if settings.SIGNER_SM2 else "--no-sm2"
    return _beside("signer", "--data", str(data_dir), kinds)


def _free_port(host: str, wanted: int | None) -> int:
    """`wanted` if it is free; without a wish, the first free one from DEFAULT_PORT on."""
    candidates = [wanted] if wanted else range(DEFAULT_PORT, DEFAULT_PORT + 50)
    for port in candidates:
        if _can_listen(host, port):
            return port
    if wanted:
        raise click.ClickException(f"端口 {wanted} 不能监听（多半已被占用）：请换一个，例如 --port {wanted + 1}。")
    raise click.ClickException(f"从 {DEFAULT_PORT} 起的 50 个端口都不能监听：请检查 --host {host} 是不是本机的地址。")


def _can_listen(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _names_of_this_machine(host: str) -> list[str]:
    """The names under which colleagues reach this machine; others are refused (ZHIJI_HOSTS says otherwise)."""
    own = socket.gethostname()
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(own, None)}
    except OSError:
        addresses = set()
    return sorted({*LOOPBACK, host, own, socket.getfqdn(), *addresses} - {"0.0.0.0", "::"})  # noqa: S104  compared, not bound
