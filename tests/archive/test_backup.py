"""A backup is older than what was signed since: it is refused, or a mirror makes up for it and the root is the same."""

import json
import os
import secrets
import subprocess
import sys

import pytest
from django.db import connection

from zhiji.archive import sealing
from zhiji.archive.backup import read_head
from zhiji.archive.errors import MirrorError

pytestmark = pytest.mark.django_db(transaction=True)


def new_database():
    """The address of an empty one; nothing for SQLite, which lies in the data folder."""
    if connection.vendor == "sqlite":
        return ""
    name, where = f"zhiji_{secrets.token_hex(4)}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return f"postgresql://{where['USER']}@{where['HOST']}:{where['PORT']}/{name}"


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "office"


@pytest.fixture
def zhiji(data_dir):
    """Runs a command on one office; `url` is that of its database."""
    address = new_database()

    def run(*arguments, url=None, expect=0):
        environment = {**os.environ, "ZHIJI_DATA": str(data_dir), "ZHIJI_DATABASE_URL": address if url is None else url}
        command = [sys.executable, "-m", "zhiji", *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def head(zhiji, **options):
    return json.loads(zhiji("audit", "--json", **options))["checkpoint"]


def test_a_backup_and_a_mirror_bring_back_what_was_and_a_backup_alone_is_refused(zhiji, tmp_path):
    zhiji("admin", "unit", "东街中队")
    (tmp_path / "one.txt").write_text("一", encoding="utf-8")
    zhiji("ingest", tmp_path / "one.txt")
    assert "新复制证据文件 1 个" in zhiji("backup", "-o", tmp_path / "backup")
    (tmp_path / "two.txt").write_text("二", encoding="utf-8")
    zhiji("ingest", tmp_path / "two.txt")
    zhiji("admin", "unit", "备份之后新设的中队")
    signed = head(zhiji)
    zhiji("mirror", tmp_path / "mirror")
    refused = zhiji("restore", tmp_path / "backup", url=new_database(), expect=1)
    assert "SIGNER_ROLLBACK" in refused
    assert "没有恢复，原来的数据没有动过" in refused
    assert head(zhiji) == signed
    restored = new_database()
    said = zhiji("restore", tmp_path / "backup", "--mirror", tmp_path / "mirror", url=restored)
    assert "由镜像补回 2 条" in said
    (tmp_path / "kept.note").write_text(signed)
    assert "全部相符" in zhiji("audit", "--anchor", tmp_path / "kept.note", url=restored)
    assert "已设机构" in zhiji("admin", "unit", "恢复之后新设的中队", url=restored)


def test_what_cannot_be_brought_back_begins_a_new_era(zhiji, tmp_path):
    zhiji("admin", "unit", "东街中队")
    zhiji("backup", "-o", tmp_path / "backup")
    zhiji("admin", "unit", "备份之后新设的中队")
    lost = head(zhiji)
    restored = new_database()
    said = zhiji("restore", tmp_path / "backup", "--new-era", "硬盘损坏，没有镜像。", url=restored)
    assert "/era2 为名" in said
    goes_on = head(zhiji, url=restored)
    assert goes_on.splitlines()[0] == lost.splitlines()[0] + "/era2"
    (tmp_path / "lost.note").write_text(lost)
    assert "ANCHOR_MISMATCH" in zhiji("audit", "--anchor", tmp_path / "lost.note", url=restored, expect=1)


def test_a_damaged_backup_is_named_and_restores_nothing(zhiji, tmp_path):
    zhiji("admin", "unit", "东街中队")
    zhiji("backup", "-o", tmp_path / "backup")
    table = next((tmp_path / "backup/database").iterdir())
    table.write_bytes(table.read_bytes()[:-1] + b"?")
    assert f"备份里的 {table.name} 与备份时的摘要不符" in zhiji(
        "restore", tmp_path / "backup", url=new_database(), expect=2
    )


def test_what_is_no_backup_is_said(tmp_path):
    with pytest.raises(MirrorError, match="没有完整的备份"):
        read_head(tmp_path)


def test_keys_come_back_by_their_passphrase_only(tmp_path):
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "ledger.key").write_bytes(b"secret")
    sealed = sealing.seal(keys, "口令")
    assert b"secret" not in sealed
    with pytest.raises(MirrorError, match="口令不对"):
        sealing.unseal(sealed, "别的", tmp_path / "other")
    sealing.unseal(sealed, "口令", tmp_path / "back")
    back = tmp_path / "back" / "ledger.key"
    assert (back.read_bytes(), back.stat().st_mode & 0o777) == (b"secret", 0o600)
