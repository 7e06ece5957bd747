"""Data folders and databases that cannot be used, and commands that meet in one folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from zhiji.cli.office import data_folder, database_sentence

PRODUCT = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}


def start(*arguments, output=subprocess.PIPE, **environment):
    command = [sys.executable, "-m", "zhiji", *arguments]
    return subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, text=True, env={**PRODUCT, **environment})


def run(*arguments, **options):
    process = start(*arguments, **options)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


@pytest.mark.parametrize("arguments", [("cases",), ("export", "C-1", "-o", "volume"), ("audit",)])
def test_a_mistyped_folder_is_named_and_not_filled(tmp_path, arguments):
    code, said = run(*arguments, "--data", tmp_path / "typo")
    assert (code, said) == (2, f"文件夹 {tmp_path / 'typo'} 里没有执迹的数据，请用 --data 指明。\n")
    assert not list(tmp_path.iterdir())


def test_what_is_no_database_is_said_in_one_chinese_line(tmp_path):
    (tmp_path / "zhiji.sqlite3").write_text("garbage" * 1000, encoding="utf-8")
    code, said = run("cases", "--data", tmp_path, ZHIJI_DATABASE_URL="")
    assert (code, said.count("\n")) == (2, 1)
    assert "不是数据库文件" in said


def test_an_address_that_is_no_database_is_one_chinese_line(tmp_path):
    code, said = run("ingest", __file__, "--data", tmp_path / "data", ZHIJI_DATABASE_URL="mysql://host/name")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("ZHIJI_DATABASE_URL 不是 PostgreSQL 地址")


def test_two_first_commands_in_one_folder_both_succeed(tmp_path):
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    both = [start("ingest", tmp_path / "a.txt", "--data", tmp_path / "data", ZHIJI_DATABASE_URL="") for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="只有 Linux 有写不进去的 /dev/full")
def test_an_output_that_cannot_be_written_is_neither_sound_nor_unsound():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert run("regulations", "list", output=full) == (2, "磁盘已满\n")


def test_an_empty_variable_means_the_usual_folder(monkeypatch):
    monkeypatch.setenv("ZHIJI_DATA", "")
    assert data_folder(None) == Path.cwd() / "zhiji-data"


def test_a_database_that_fails_halfway_is_said_and_a_mistake_of_the_program_is_not():
    sentence = "数据库出错（磁盘已满），这一步没有完成：请检查磁盘空间和权限后重试。"
    assert database_sentence(OperationalError("database or disk is full")) == sentence
    assert database_sentence(DatabaseError("database disk image is malformed"))
    assert database_sentence(IntegrityError("UNIQUE constraint failed")) is None
    assert database_sentence(ValueError("x")) is None
