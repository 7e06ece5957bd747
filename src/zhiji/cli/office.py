"""Open the office: make its data folder ready and start Django on it. Every command that works on data begins here."""

from __future__ import annotations

import fcntl
import getpass
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiji.external.os_reasons import os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.trail.actor import Actor

DEFAULT = "zhiji-data"
DATABASE_REASONS = (
    ("file is not a database", "zhiji.sqlite3 不是数据库文件"),
    ("disk image is malformed", "数据库文件已损坏"),
    ("unable to open database file", "无法打开数据库文件"),
    ("readonly database", "数据库文件只读"),
    ("disk is full", "磁盘已满"),
    ("disk I/O error", "磁盘读写出错"),
    ("database is locked", "数据库正被占用，请稍后再试"),
    ("Connection refused", "数据库服务器没有应答"),
)
"""What SQLite and PostgreSQL say in English; anything else is passed on."""


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
    folder = data_folder(data_dir)
    prepare(folder)
    return Office(data_dir=folder, new=bring_up_to_date(folder))


def prepare(folder: Path) -> None:
    """Folder, secret and Django, the database untouched. Raises OfficeError."""
    _make(folder)
    os.environ["ZHIJI_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiji.config.settings"
    _set_up_django()


def open_existing_office(data_dir: Path | None = None) -> Office:
    """The same for commands that only look: a mistyped folder is named, not filled. Raises OfficeError."""
    folder = data_folder(data_dir)
    if not any((folder / part).exists() for part in ("keys", "zhiji.sqlite3")):
        raise OfficeError(f"文件夹 {folder} 里没有执迹的数据，请用 --data 指明。")
    return open_office(folder)


def data_folder(data_dir: Path | None) -> Path:
    """The folder that is meant: as given, else ZHIJI_DATA, else ./zhiji-data."""
    return (data_dir or Path(os.environ.get("ZHIJI_DATA") or DEFAULT)).absolute()


def _set_up_django() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise OfficeError(str(error)) from error


def _make(folder: Path) -> None:
    from zhiji.external.secret import make_secret

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in ("evidence", "keys", "uploads"):
            (folder / part).mkdir(exist_ok=True)
        (folder / "keys").chmod(0o700)
        make_secret(folder)
    except OSError as error:
        raise OfficeError(f"数据文件夹 {folder} 不能使用（{os_reason(error)}）：{_advice(error)}") from error


def _advice(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "请换一个可写的文件夹（--data），或改正它的权限。"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return "这个位置是文件而不是文件夹，请另选位置（--data）。"
    return "请检查磁盘是否已满或只读。"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One command at a time: two that are first in a folder would both make its tables."""
    with (folder / "opening.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bring_up_to_date(folder: Path) -> bool:
    """Apply what the database lacks; whether it was empty."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from zhiji.external.clock import SystemClock
    from zhiji.trail.installation import log_installation

    try:
        with _alone(folder):
            executor = MigrationExecutor(connection)
            applied, known = set(executor.loader.applied_migrations), set(executor.loader.graph.nodes)
            if unknown := applied - known:
                raise OfficeError(f"数据库由更新版本的执迹建立（{'/'.join(min(unknown))}），请升级程序后再打开。")
            if known - applied:
                call_command("migrate", verbosity=0, interactive=False)
                log_installation(at=SystemClock().now())
    except DatabaseError as error:
        raise OfficeError(f"数据库打不开（{_reason(error)}）：请检查磁盘空间、权限，或 ZHIJI_DATABASE_URL。") from error
    return not applied


def database_sentence(error: Exception) -> str | None:
    """What to say where the database failed in the middle of a command; None where the error is another one."""
    django_db = sys.modules.get("django.db")  # a command that never opened an office has none
    if django_db is None or not (
        isinstance(error, django_db.OperationalError) or type(error) is django_db.DatabaseError
    ):
        return None
    return f"数据库出错（{_reason(error)}），这一步没有完成：请检查磁盘空间和权限后重试。"


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split())
    return next((words for english, words in DATABASE_REASONS if english in said), said)


def operator() -> Actor:
    """Who runs commands on this machine, by the name under which he is signed in to it."""
    from zhiji.trail.actor import OPERATOR, Actor

    try:
        name = getpass.getuser()
    except KeyError:  # a container's user without a name
        name = str(os.getuid())
    return Actor(id=OPERATOR, name=name, role="命令行")
