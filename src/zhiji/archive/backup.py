"""A backup: one consistent copy of an office while it runs (docs/how-to/backup.md).

    backup.json       {"format": "zhiji-backup/1", "at", "vendor", "migrations", "columns", "entries", "origin", "sha256"}
    database/         zhiji.sqlite3, or a COPY file for each table of PostgreSQL
    evidence/         the stored files, each under its digest; what is there from an earlier backup is not copied again
    rules/            the office's own regulations, if it has any
    keys.sealed       the keys, encrypted, only where asked for

Written last, backup.json makes it a backup: what was interrupted has none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from zhiji.archive import sealing
from zhiji.archive.copies import copy_objects, destroy_objects, write_durably
from zhiji.archive.database_copy import applied_migrations, copy_database
from zhiji.archive.errors import MirrorError
from zhiji.trail import checkpoints, queries

if TYPE_CHECKING:
    from datetime import datetime

FORMAT = "zhiji-backup/1"
HEAD = "backup.json"
DATABASE = "database"
KEYS = "keys.sealed"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """entries: of the log in this backup, at least; files: copied this time."""

    entries: int
    files: int


def write_backup(folder: Path, *, at: datetime, passphrase: str | None = None) -> BackedUp:
    """Writes or renews the backup in `folder`. passphrase: takes the keys along, encrypted with it. Raises MirrorError."""
    _require_ours(folder)
    (folder / HEAD).unlink(missing_ok=True)
    entries = queries.size()  # at least so many are in the copy that follows
    shutil.rmtree(folder / DATABASE, ignore_errors=True)
    columns = copy_database(folder / DATABASE)
    files = copy_objects(folder / "evidence")
    destroy_objects(folder / "evidence")
    _copy_rules(folder)
    (folder / KEYS).unlink(missing_ok=True)
    if passphrase is not None:
        write_durably(folder / KEYS, sealing.seal(checkpoints.keys_folder(), passphrase))
    head = {
        "format": FORMAT,
        "at": at.isoformat(),
        "vendor": connection.vendor,
        "origin": checkpoints.log_name(),
        "migrations": applied_migrations(),
        "columns": columns,
        "entries": entries,
        "sha256": digests_of(folder / DATABASE),
    }
    write_durably(folder / HEAD, json.dumps(head, ensure_ascii=False, indent=1).encode())
    return BackedUp(entries, files)


def read_head(folder: Path) -> dict[str, Any]:
    """What a backup says of itself, after every byte of its database was found to be what was written. Raises MirrorError."""
    try:
        head = json.loads((folder / HEAD).read_bytes())
    except (OSError, ValueError) as error:
        raise MirrorError(f"{folder} 里没有完整的备份（缺 {HEAD} 或读不出来）：备份可能中途停过，请换一份。") from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise MirrorError(f"{folder} 不是 {FORMAT} 的备份。")
    now = digests_of(folder / DATABASE)
    changed = sorted(name for name in now.keys() | head["sha256"].keys() if now.get(name) != head["sha256"].get(name))
    if changed:
        raise MirrorError(f"备份里的 {changed[0]} 与备份时的摘要不符，没有恢复；请换一份备份。")
    return head


def digests_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by name."""
    return {path.name: _digest(path) for path in sorted(folder.glob("*"))}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_ours(folder: Path) -> None:
    if folder.is_file():
        raise MirrorError(f"{folder} 是文件，请给一个文件夹。")
    strangers = folder.is_dir() and any(folder.iterdir()) and not (folder / "evidence").is_dir()
    if strangers or Path(settings.DATA_DIR) in (folder.absolute(), *folder.absolute().parents):
        raise MirrorError(f"{folder} 不能放备份：请给一个空文件夹或先前的备份，不要放在数据文件夹里。")


def _copy_rules(folder: Path) -> None:
    rules = Path(settings.DATA_DIR, "rules")
    if rules.is_dir():
        shutil.copytree(rules, folder / "rules", dirs_exist_ok=True)
