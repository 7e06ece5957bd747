"""Whatever case file is taken in, its volume says the same, and the verifier agrees."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from tests.archive.conftest import EXPORTED
from tests.strategies import case_files

from zhiji.archive.actions import export_volume
from zhiji.compliance.actions import import_case
from zhiji.core.casefile import parse
from zhiji.external import library
from zhiji.trail.actor import SYSTEM
from zhiji.verify.volume_verifier import NOTES, verify

pytestmark = pytest.mark.django_db


def assert_its_volume_says_the_same(file):
    file = replace(file, case=replace(file.case, id=f"{file.case.id[:20]}/{uuid4()}"))
    with tempfile.TemporaryDirectory() as folder:
        case = import_case(file, by=SYSTEM, at=EXPORTED)
        volume = export_volume(case, Path(folder) / "volume", by=SYSTEM, at=EXPORTED).path
        assert [finding for finding in verify(str(volume)).findings if finding.code not in NOTES] == []
        assert parse(json.loads((volume / "data/case.json").read_text()), library.vocabulary()) == file


@settings(max_examples=6)
@given(file=case_files())
def test_the_volume_of_any_case_holds(file):
    assert_its_volume_says_the_same(file)


@pytest.mark.soak
@settings(max_examples=500)
@given(file=case_files())
def test_the_volume_of_any_case_holds_at_length(file):
    assert_its_volume_says_the_same(file)
