"""`zhiji backup` and `zhiji mirror`: copies of an office while it runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA

if TYPE_CHECKING:
    from zhiji.archive.mirror import Mirrored

FOLDER = click.Path(file_okay=False, path_type=Path)
WITHOUT_KEYS = "没有带签名密钥：密钥请另存一份（加 --with-keys 可加密带上）。只有备份、没有密钥，恢复后签不了名。"


class Refused(click.ClickException):
    """What was asked for cannot be done with this folder."""

    exit_code = 2


@click.command("backup", short_help="备份整套系统：数据库、证据文件、自有制度")
@click.option(
    "-o",
    "target",
    type=FOLDER,
    required=True,
    metavar="文件夹",
    help="备份放在哪里；先前的备份会更新，已有的证据文件不再复制",
)
@click.option("--with-keys", is_flag=True, help="连签名密钥一起备份，用口令加密（会询问口令）")
@DATA
def backup(*, target: Path, with_keys: bool, data: Path | None) -> None:
    """做一份一致的备份，可在系统运行时使用。不含没有传完的上传。

    备份里有全部内容，请像原件一样保管；依法销毁之后请重做备份。
    """
    from zhiji.cli.office import open_existing_office

    open_existing_office(data)
    from zhiji.archive.backup import write_backup
    from zhiji.archive.errors import ArchiveError
    from zhiji.external.clock import SystemClock

    passphrase = _new_passphrase() if with_keys else None
    try:
        done = write_backup(target.absolute(), at=SystemClock().now(), passphrase=passphrase)
    except ArchiveError as error:
        raise Refused(str(error)) from error
    click.echo(f"已备份到 {target}：账本至少 {done.entries} 条，新复制证据文件 {done.files} 个。")
    if not with_keys:
        click.echo(WITHOUT_KEYS)


@click.command("mirror", short_help="跟着账本走的镜像，恢复旧备份时用它补回缺失的部分")
@click.argument("target", type=FOLDER, metavar="文件夹")
@click.option("--every", type=click.IntRange(1), metavar="秒", help="一直运行，每隔这么久跟一次；不写则只跟一次")
@DATA
def mirror(*, target: Path, every: int | None, data: Path | None) -> None:
    """把账目、附件和证据文件的增量写到另一处（最好是另一台机器的盘）。可在系统运行时使用，随时可以再跑。

    镜像里有内容，不只是承诺：请像原件一样保管。依法销毁的内容在下一次运行时从镜像里去掉。
    """
    from zhiji.cli.office import open_existing_office

    open_existing_office(data)
    while True:
        done = _mirror_once(target)
        click.echo(f"镜像 {done.size} 条账目：新增 {done.entries} 条、证据文件 {done.files} 个。")
        if every is None:
            return
        time.sleep(every)


def _mirror_once(target: Path) -> Mirrored:
    from zhiji.archive.errors import ArchiveError
    from zhiji.archive.mirror import Mirror

    try:
        return Mirror(target.absolute()).update()
    except ArchiveError as error:
        raise Refused(str(error)) from error


def _new_passphrase() -> str:
    said: str = click.prompt("给密钥加密的口令", hide_input=True, confirmation_prompt="再输一遍")
    return said
