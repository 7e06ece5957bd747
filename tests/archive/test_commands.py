"""`zhiji export` and `zhiji verify`, as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


def environment(data):
    """Of a command that works on its own SQLite, whatever database the tests run on."""
    inherited = {name: value for name, value in os.environ.items() if name != "ZHIJI_DATABASE_URL"}
    return inherited | {"ZHIJI_DATA": str(data), "PYTHONPATH": os.pathsep.join(["src", "."])}


def zhiji(*arguments, data):
    command = [sys.executable, "-m", "zhiji", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment(data))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A data folder with one imported case, filled by a process of its own."""
    folder = tmp_path_factory.mktemp("office")
    program = """
import sys
from pathlib import Path
from zhiji.cli.office import open_office
open_office(Path(sys.argv[1]))
from tests.builders import MORNING, case_value, document, event, moment, party
from zhiji.compliance.actions import import_case
from zhiji.core.casefile import model
from zhiji.trail.actor import SYSTEM
file = model.CaseFile(
    case=case_value(id="C-2026-0001", unit="东街中队"),
    parties=(party(id="p1"),),
    events=(event(id="e1", parties=("p1",)),),
    records=(document(id="r1", event="e1"),),
    reports=(model.Report("e1", "机关负责人", MORNING),),
)
import_case(file, by=SYSTEM, at=MORNING)
"""
    subprocess.run([sys.executable, "-c", program, str(folder)], check=True, env=environment(folder))
    return folder


def test_a_case_is_exported_and_verified(office, tmp_path):
    done = zhiji("export", "C-2026-0001", "-o", tmp_path / "volume", data=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已导出 C-2026-0001" in done.stdout
    held = zhiji("verify", tmp_path / "volume", "--json", data=tmp_path / "no-office")
    assert (held.returncode, json.loads(held.stdout)["holds"]) == (0, True)
    assert not (tmp_path / "no-office").exists()
    (tmp_path / "volume/data/case.json").write_text("{}")
    broken = zhiji("verify", tmp_path / "volume", data=office)
    assert broken.returncode == 1
    assert "data/case.json" in broken.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("export", "C-1999-0001", "-o", "{new}"), 2, "C-1999-0001"),
        (("export", "C-2026-0001", "-o", "{there}"), 2, "不覆盖"),
        (("export", "C-2026-0001"), 2, "--output"),
        (("verify", "{new}"), 2, "{new}"),
        (("verify", "{there}"), 2, "不是案卷包"),
        (("verify",), 2, "案卷包"),
    ],
)
def test_wrong_use_is_one_sentence_and_a_status(office, tmp_path, arguments, status, said):
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine").touch()
    names = {"new": tmp_path / "new", "there": tmp_path / "there"}
    done = zhiji(*(part.format(**names) for part in arguments), data=office)
    assert done.returncode == status
    assert said.format(**names) in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "new").exists()
