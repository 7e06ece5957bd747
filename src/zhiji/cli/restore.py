"""`zhiji restore`: a backup is loaded beside, checked, and only then put in place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA
from zhiji.cli.backup import FOLDER, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhiji.archive.restoring import Restored

DATABASE = "zhiji.sqlite3"
_KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("restore", short_help="从备份恢复，先核对再替换")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="备份")
@click.option("--mirror", type=FOLDER, metavar="镜像", help="补回备份之后的账目、附件和文件（zhiji mirror 写的文件夹）")
@click.option(
    "--anchor",
    "anchors",
    type=_KEPT,
    multiple=True,
    metavar="检查点",
    help="在系统之外留存的检查点；恢复的账本必须由它续写而来",
)
@click.option("--new-era", "incident", metavar="说明", help="缺的账目再也补不回来：写明发生了什么，另立纪元继续记")
@DATA
def restore(
    *, source: Path, mirror: Path | None, anchors: tuple[Path, ...], incident: str | None, data: Path | None
) -> None:
    """恢复到数据文件夹。先在旁边装好、补齐、全部核对，成立才替换；原来的数据库改名留着。恢复本身记入账本。

    请先停下系统。备份比签名器签过的旧，又没有镜像补齐的，不予恢复。

    退出码：0 已恢复，1 核对不成立、没有替换，2 备份不能用或用法有误。
    """
    from zhiji.cli.office import data_folder

    folder = data_folder(data)
    _bring_keys(source, folder)
    shared = ("keys", "evidence", *(["rules"] if (source / "rules").is_dir() else []))
    with _place_to_fill(folder, shared) as place:
        done = _load(source, place, mirror, [anchor.read_bytes() for anchor in anchors], incident)
        if done.findings:
            _report(done)
            sys.exit(1)
        kept = _put_in_place(place, folder)
    click.echo(f"已恢复：备份里 {done.backup} 条账目，由镜像补回 {done.replayed} 条；这次恢复已记入账本。")
    if done.era:
        click.echo(
            f"缺失的账目已登记，账本从此以 {done.era} 为名；新公钥见 zhiji admin keys list，请当面交给见证单位。"
        )
    if kept:
        click.echo(f"原来的数据库留在 {kept.name}，确认无误后可以移走。")
    if done.remembered is None:
        click.echo(
            "签名器没有任何记忆（密钥是新放进来的）：谁也说不出这是不是最新的备份，请用 --anchor 与外部检查点核对。"
        )
    click.echo("请运行 zhiji admin rejudge 重新判断全部案件，再启动系统。")


def _load(source: Path, place: Path, mirror: Path | None, outside: Sequence[bytes], incident: str | None) -> Restored:
    from zhiji.cli.office import operator, prepare

    prepare(place)
    from zhiji.archive.errors import ArchiveError
    from zhiji.archive.mirror import Mirror
    from zhiji.archive.restoring import restore as bring_back
    from zhiji.core.ledger.errors import NoteError
    from zhiji.trail.errors import TrailError

    try:
        return bring_back(
            source.absolute(),
            Mirror(mirror.absolute()) if mirror else None,
            outside=outside,
            incident=incident,
            by=operator(),
            at=_now(),
        )
    except NoteError as error:
        raise Refused(f"给出的外部检查点不能用：{error}") from error
    except (ArchiveError, TrailError) as error:
        raise Refused(str(error)) from error


def _now() -> datetime:
    from zhiji.external.clock import SystemClock

    return SystemClock().now()


def _report(done: Restored) -> None:
    for one in done.findings:
        click.echo(f"✗ {one.code}  {one.where}\n  {one.sentence}\n  {one.what_to_do}", err=True)
    size = done.backup + done.replayed
    if done.remembered and done.remembered > size:
        click.echo(
            f"这份备份（加上镜像）只到第 {size} 条，而签名器已签到第 {done.remembered} 条：之后的账目会丢失。"
            "请用 --mirror 补齐；确实补不回来的，用 --new-era 写明事由、另立纪元，不能装作没有发生。",
            err=True,
        )
    click.echo("没有恢复，原来的数据没有动过。", err=True)


def _bring_keys(source: Path, folder: Path) -> None:
    """The keys that are there count; else those of the backup, if it has any."""
    if (folder / "keys" / "ledger.key").exists():
        return
    sealed = source / "keys.sealed"
    if not sealed.exists():
        raise Refused(
            f"{folder}/keys 里没有签名密钥，备份里也没有：请把另存的密钥文件夹放回去再恢复。没有原来的密钥，核对和续签都无从谈起。"
        )
    from zhiji.archive.errors import ArchiveError
    from zhiji.archive.sealing import unseal

    try:
        unseal(sealed.read_bytes(), click.prompt("备份密钥的口令", hide_input=True), folder / "keys")
    except ArchiveError as error:
        raise Refused(str(error)) from error


@contextmanager
def _place_to_fill(folder: Path, shared: Sequence[str]) -> Iterator[Path]:
    """PostgreSQL is filled where it is, being empty; SQLite in a folder beside that shares keys and files with the office."""
    if os.environ.get("ZHIJI_DATABASE_URL"):
        yield folder
        return
    place = folder / ".restoring"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for part in shared:
        (folder / part).mkdir(exist_ok=True)
        (place / part).symlink_to(folder / part)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _put_in_place(place: Path, folder: Path) -> Path | None:
    """Swaps the databases; where the old one is kept now."""
    if place == folder:
        return None
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")  # everything in the one file
    connection.close()
    old, kept = folder / DATABASE, None
    if old.exists():
        _require_unused(old)
        kept = folder / f"{DATABASE}.before-{_now():%Y%m%d-%H%M%S}"
        old.rename(kept)
    (place / DATABASE).rename(old)
    return kept


def _require_unused(database: Path) -> None:
    """Refuses while another program has the database open, and leaves it as one file without a journal."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise Refused(
                "系统还在运行（数据库正被使用）：请先停下 zhiji up 和 zhiji worker 再恢复。没有替换。"
            ) from error
        with suppress(FileNotFoundError):  # damaged beyond opening, which is why it is being replaced
            for journal in ("-wal", "-shm"):
                database.with_name(database.name + journal).unlink()
