"""`zhiji admin calendar` as people run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.compliance.test_holidays import NEXT

NEXT_YEAR = NEXT.replace("发布: 2026-11-10", "发布: 2026-01-10").replace("〔2026〕9号", "〔2026〕1号")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    (folder / "2027.yaml").write_text(NEXT_YEAR, encoding="utf-8")
    (folder / "bad.yaml").write_text(NEXT_YEAR.replace("文号", "编号"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def admin(folder):
    def run(*arguments, said=""):
        command = [sys.executable, "-W", "ignore", "-m", "zhiji", "admin", *arguments, "--data", folder / "data"]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ, cwd=folder, input=said, timeout=120
        )

    run("unit", "鼓楼区城管局")
    return run


def calendar(admin, *arguments, said=""):
    return admin("calendar", *arguments, said=said)


def account(admin, name: str, role: str) -> str:
    opened = admin("account", name, "--name", name, "--role", role, "--unit", "鼓楼区城管局").stdout
    return re.search(r"口令：(\S+)", opened)[1]


def test_a_notice_goes_through_two_people(admin):
    proposed = calendar(admin, "propose", "2027.yaml")
    assert "与现行安排不同的有 " in proposed.stdout
    assert "改为上班：2027-02-14、2027-05-08、2027-10-09" in proposed.stdout
    drawn = calendar(admin, "show", "2027").stdout
    assert "待另一个人确认" in drawn
    assert " 1休*" in drawn
    alone = calendar(admin, "confirm", "2027")
    assert (alone.returncode, alone.stdout, alone.stderr.count("\n")) == (2, "", 1)
    assert "须由另一个人对照原件确认" in alone.stderr
    officer, checker = account(admin, "lin", "执法人员"), account(admin, "fang", "法制机构")
    refused = calendar(admin, "confirm", "2027", "--as", "lin", said=f"{officer}\n")
    assert (refused.returncode, "没有“管理放假安排”的权限" in refused.stderr) == (2, True)
    wrong = calendar(admin, "confirm", "2027", "--as", "fang", said="不是口令\n")
    assert (wrong.returncode, "账号或口令不对" in wrong.stderr) == (2, True)
    done = calendar(admin, "confirm", "2027", "--as", "fang", said=f"{checker}\n")
    assert (done.returncode, done.stdout[:4]) == (0, "已生效：")
    listed = calendar(admin, "list").stdout
    assert "2026  国办发明电〔2025〕7号  2025-11-04 发布  随产品带来" in listed
    assert "fang确认" in listed
    assert "*" not in calendar(admin, "show", "2027").stdout.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("propose", "no.yaml"), "no.yaml：没有这个文件"),
        (("propose", "bad.yaml"), "一份放假通知恰有这些键"),
        (("confirm", "2031"), "没有待确认的 2031 年放假通知"),
    ],
)
def test_a_refusal_is_one_line(admin, arguments, sentence):
    result = calendar(admin, *arguments)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert sentence in result.stderr
