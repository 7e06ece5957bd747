"""`zhiji admin regulation` as people run it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.rulebook.test_rulebook import rules


@pytest.fixture
def zhiji(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "zhiji", "admin", "regulation", *map(str, arguments), "--data", tmp_path / "office"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_office_adopts_what_lies_in_its_folder_and_nothing_twice(zhiji, tmp_path):
    folder = tmp_path / "office" / "rules"
    folder.mkdir(parents=True)
    (folder / "gulou.yaml").write_bytes(rules("2026-07-01"))
    (folder / "gulou@2020-01-01.yaml").write_bytes(rules("2020-01-01\n  失效: 2026-06-01"))
    (folder / "gulou.txt").write_text("第一条 现场检查应当录像。", encoding="utf-8")
    done = zhiji("adopt")
    assert done.returncode == 0, done.stderr
    assert "已采用 gulou@2020-01-01（SHA-256 " in done.stdout
    assert "已采用 gulou@2026-07-01（SHA-256 " in done.stdout
    assert "gulou@2020-01-01 在 2026-06-01 失效，下一版 2026-07-01 才施行" in done.stderr
    again = zhiji("adopt")
    assert (again.returncode, again.stdout) == (2, "")
    assert "没有还没采用的规则文件" in again.stderr
    assert [line.split("\t")[1] for line in zhiji("list").stdout.splitlines()] == ["2026-07-01", "2020-01-01"]


def test_a_file_with_a_mistake_is_refused_by_file_line_and_key(zhiji, tmp_path):
    file = tmp_path / "草案.yaml"
    file.write_bytes(rules().replace("现场检查".encode(), "现场检察".encode()))
    refused = zhiji("adopt", file)
    assert refused.returncode == 2
    assert f"{file}:8: 条文.第一条.1-1.环节: 词汇表中没有环节“现场检察”" in refused.stderr
    assert "没有这个文件" in zhiji("adopt", tmp_path / "missing.yaml").stderr
