"""A drill on a copy of an office: every attack, and by whom it is noticed.

The original is opened for reading only. The copy holds the database and the keys whole and links to the evidence; it is gone afterwards.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from zhiji.archive.database_copy import SQLITE_FILE, applied_migrations, copy_database, fill_database
from zhiji.archive.errors import DrillError
from zhiji.evidence.fixity import fault_of
from zhiji.evidence.models import StoredFile
from zhiji.external.probe import Condition
from zhiji.trail import drill
from zhiji.trail.drill import LEDGER_ATTACKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROOM = 64 << 20
"""Bytes that stay free on the disk of the copy."""

LIMITS = (
    "录入时就不真实的内容，和从来没有录入的事",
    "没有外部见证和时间戳时：偷得密钥的人整体重写历史，整机恢复旧备份，拨动时钟",
    "全部外部见证与本单位串通",
    "最近一次外部见证之后的改动，要到下一次见证时才暴露",
    "烧掉全部副本：发现得了，找不回来",
)
"""What no audit can show."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and the findings that told: of the office's own audit, of the signer's memory, of checkpoints outside."""

    name: str
    told: str
    audit: tuple[str, ...]
    signer: tuple[str, ...]
    outside: tuple[str, ...]

    @property
    def caught(self) -> bool:
        return bool(self.audit or self.signer or self.outside)


def run() -> Iterator[Outcome]:
    """Every attack on the office that is open, which must be a copy. Raises NothingToAttack, DrillError."""
    target = drill.choose()
    before = drill.look(target)
    if before:
        raise DrillError(
            f"这套系统现在就核对不成立（{before[0].code} {before[0].where}），演练没有意义；请先运行 zhiji audit。"
        )
    for attack in LEDGER_ATTACKS:
        with drill.undone():
            attack.run(target)
            found = {one.code for one in drill.look(target)}
        yield _outcome(attack.name, attack.told, found)
    yield from _swap_evidence()


def require_room(folder: Path, place: Path) -> None:
    """Raises DrillError where a copy of the database would fill the disk."""
    database = folder / SQLITE_FILE
    needed = 2 * (database.stat().st_size if database.exists() else 0) + ROOM
    if shutil.disk_usage(place).free < needed:
        raise DrillError(f"临时文件夹 {place} 的空间不够放副本（需要 {needed >> 20} MB）；请用 TMPDIR 另指一处。")


def copy_folder(folder: Path, place: Path) -> None:
    """Keys, links to the evidence and a SQLite database, to the folder of the copy."""
    if (folder / "keys").is_dir():
        shutil.copytree(folder / "keys", place / "keys", ignore=shutil.ignore_patterns("*.lock", "*.sock"))
        (place / "keys").chmod(0o700)
    _link_objects(folder / "evidence" / "objects", place / "evidence" / "objects")
    if (folder / SQLITE_FILE).exists():
        _copy_sqlite(folder / SQLITE_FILE, place / SQLITE_FILE)


@contextmanager
def copied_database(place: Path) -> Iterator[None]:
    """PostgreSQL: the office's database is read into one of its own, which this process then uses, and drops."""
    if connection.vendor == "sqlite":
        yield
        return
    original, name = connection.settings_dict["NAME"], f"zhiji_drill_{secrets.token_hex(4)}"
    columns, migrations = copy_database(place / "database"), applied_migrations()
    _command(f"CREATE DATABASE {name}")
    try:
        _use(name)
        fill_database(place / "database", columns, migrations)
        yield
    finally:
        _use(original)
        _command(f"DROP DATABASE {name}")


def _copy_sqlite(source: Path, target: Path) -> None:
    """A database at rest is read without so much as a lock beside it; one in use as any reader does."""
    in_use = source.with_name(f"{source.name}-wal").exists()
    address = f"file:{source}?mode=ro" if in_use else f"file:{source}?immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _command(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _link_objects(source: Path, target: Path) -> None:
    for folder, _, files in os.walk(source):
        beside = target / os.path.relpath(folder, source)
        beside.mkdir(parents=True, exist_ok=True)
        for name in files:
            (beside / name).symlink_to(os.path.join(folder, name))  # noqa: PTH118  (many)


def _swap_evidence() -> Iterator[Outcome]:
    file = StoredFile.objects.exclude(condition=Condition.DESTROYED).order_by("size").first()
    if file is None:
        return
    with _swapped(file):
        found = {fault_of(file)} - {None}
    yield _outcome("换一份证据文件", "证据库里同名换上另一份内容", {code for code in found if code})


@contextmanager
def _swapped(file: StoredFile) -> Iterator[None]:
    path = settings.DATA_DIR / "evidence" / "objects" / file.name
    if not path.is_symlink():
        raise DrillError("演练只在副本上进行：这个证据文件不是副本里的链接。")
    original = path.readlink()
    path.unlink()
    path.write_bytes(b"\x00" * file.size)
    try:
        yield
    finally:
        path.unlink()
        path.symlink_to(original)


def _outcome(name: str, told: str, found: Iterable[str]) -> Outcome:
    signer = tuple(sorted(code for code in found if code.startswith("SIGNER_")))
    outside = tuple(sorted(code for code in found if code.startswith("ANCHOR_")))
    audit = tuple(sorted(code for code in found if code not in {*signer, *outside}))
    return Outcome(name, told, audit, signer, outside)
