"""`zhiji admin` as people run it, from an empty folder to the first person who can sign in."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("office") / "data"


@pytest.fixture(scope="module")
def admin(data):
    def run(*arguments):
        command = [sys.executable, "-m", "zhiji", "admin", *arguments, "--data", data]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ, timeout=120)

    assert run("unit", "鼓楼区城管局").stdout == "已设机构：鼓楼区城管局\n"
    return run


def test_a_unit_an_account_and_a_new_password(admin):
    assert admin("unit", "东街中队", "--under", "鼓楼区城管局").returncode == 0
    licence = ("--badge", "闽A1", "--valid-until", "2029-12-31")
    opened = admin("account", "lin", "--name", "林执", "--role", "执法人员", "--unit", "东街中队", *licence)
    assert re.fullmatch(r"已开账号：lin　口令：\S{12}\n", opened.stdout)
    renewed = admin("password", "lin")
    assert re.fullmatch(r"lin 的新口令：\S{12}\n", renewed.stdout)
    assert renewed.stdout[-13:] != opened.stdout[-13:]
    assert "lin 的验证器和通行密钥都已停用" in admin("second-step", "lin").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("unit", "鼓楼区城管局"), "已有名为“鼓楼区城管局”的机构"),
        (("unit", "新中队", "--under", "无此局"), "没有机构“无此局”；现有：鼓楼区城管局"),
        (("account", "x", "--name", "某", "--role", "局长", "--unit", "鼓楼区城管局"), "没有“局长”这个角色"),
        (
            (
                "account",
                "x",
                "--name",
                "某",
                "--role",
                "执法人员",
                "--role",
                "审计管理员",
                "--unit",
                "鼓楼区城管局",
                "--badge",
                "闽A9",
            ),
            "三员分立",
        ),
        (("password", "nobody"), "没有账号“nobody”"),
    ],
)
def test_what_does_not_fit_is_one_line_and_exit_code_2(admin, arguments, sentence):
    answer = admin(*arguments)
    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_judging_again_counts_the_cases(admin):
    assert admin("rejudge").stdout == "已重新判断 0 个案件。\n"


def test_a_database_of_a_newer_program_is_not_touched(admin, data):
    with sqlite3.connect(data / "zhiji.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_future', '2030-01-01')"
        )
    answer = admin("rejudge")
    assert answer.returncode == 2
    assert "更新版本的执迹建立（cases/9999_future），请升级程序" in answer.stderr
    with sqlite3.connect(data / "zhiji.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE name = '9999_future'")
