"""What national laws say, and which versions were asked, travels with a volume and into an office."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.archive.conftest import EXPORTED
from tests.rulebook.test_rulebook import use

from zhiji.archive import actions
from zhiji.compliance.actions import import_case
from zhiji.compliance.facts import case_file
from zhiji.compliance.models import OpenFinding
from zhiji.external import laws, library
from zhiji.trail.actor import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_volume_carries_what_the_laws_in_use_say_and_by_which_texts(case, cast, tmp_path):
    use()
    volume = actions.export_volume(case, tmp_path / "volume", by=cast.gao.actor, at=EXPORTED).path
    findings = json.loads((volume / "data/findings.json").read_text(encoding="utf-8"))
    assert findings["laws"] == ["law-penalty"]
    assert {one["requirement"].partition("/")[0] for one in findings["findings"]} == {"fuzhou-cg", "law-penalty"}
    texts = [library.regulation("fuzhou-cg").sha256, laws.law("law-penalty").sha256]
    assert [one["sha256"] for one in findings["versions"]] == texts
    assert "《中华人民共和国行政处罚法》（law-penalty@2021-07-15）" in (volume / "data/index.html").read_text("utf-8")


def test_an_imported_case_is_judged_by_the_laws_in_use(case):
    use()
    file = case_file(case)
    taken_in = import_case(replace(file, case=replace(file.case, id="外来-1")), by=SYSTEM, at=EXPORTED)
    assert OpenFinding.objects.filter(case=taken_in, law="行政处罚法").exists()
