"""Open the office: make its data folder ready and start Django on it. Every command that works on data begins here."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhiji.trail.actor import Actor

DEFAULT = "zhiji-data"


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is open in this process. `new`: its database was made just now."""

    data_dir: Path
    new: bool


class OfficeError(click.ClickException):
    """The office cannot be opened."""

    exit_code = 2


def open_office(data_dir: Path | None = None) -> Office:
    """Folder, secret, keys and database, made on first use; one office for each process.

    `data_dir` None: ZHIJI_DATA, else ./zhiji-data. Raises OfficeError with a Chinese sentence where the
    folder cannot be used or the database is newer than this program.
    """
    folder = (data_dir or Path(os.environ.get("ZHIJI_DATA", DEFAULT))).absolute()
    _make(folder)
    os.environ["ZHIJI_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiji.config.settings"
    import django

    django.setup()
    return Office(data_dir=folder, new=_bring_up_to_date())


def _make(folder: Path) -> None:
    from zhiji.external.secret import make_secret

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in ("evidence", "keys", "uploads"):
            (folder / part).mkdir(exist_ok=True)
        (folder / "keys").chmod(0o700)
        make_secret(folder)
    except OSError as error:
        raise OfficeError(f"数据文件夹 {folder} 不能使用（{error.strerror}）：{_advice(error)}") from error


def _advice(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "请换一个可写的文件夹（--data），或改正它的权限。"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return "这个位置是文件而不是文件夹，请另选位置（--data）。"
    return "请检查磁盘是否已满或只读。"


def _bring_up_to_date() -> bool:
    """Apply what the database lacks; whether it was empty."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from zhiji.external.clock import SystemClock
    from zhiji.trail.installation import log_installation

    try:
        executor = MigrationExecutor(connection)
        applied, known = set(executor.loader.applied_migrations), set(executor.loader.graph.nodes)
        if unknown := applied - known:
            raise OfficeError(f"数据库由更新版本的执迹建立（{'/'.join(min(unknown))}），请升级程序后再打开。")
        if known - applied:
            call_command("migrate", verbosity=0, interactive=False)
            log_installation(at=SystemClock().now())
    except DatabaseError as error:
        raise OfficeError(f"数据库打不开（{error}）：请检查磁盘空间、权限，或 ZHIJI_DATABASE_URL。") from error
    return not applied


def operator() -> Actor:
    """Who runs commands on this machine, by the name under which he is signed in to it."""
    from zhiji.trail.actor import Actor

    return Actor(id="operator", name=getpass.getuser(), role="命令行")
