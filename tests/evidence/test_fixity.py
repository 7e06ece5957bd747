"""The audit looks at stored files too."""

from __future__ import annotations

import io
import json
import os
import time

import pytest

from zhiji.evidence import custody
from zhiji.evidence.jobs import recheck_files
from zhiji.external.local_store import LocalStore
from zhiji.trail.audit import Tally, audit
from zhiji.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(take, film_bytes, data_dir):
    file = take(film_bytes, "film.mp4").intake.file
    path = data_dir / "evidence/objects" / file.name
    path.chmod(0o600)
    return path


def found():
    return [(one.code, one.where) for one in audit(sign=False) if one.code.startswith("EVIDENCE")]


def test_files_that_are_as_they_came_are_counted_and_give_nothing(stored):
    tally = Tally()
    assert [one.code for one in audit(tally, sign=False) if one.code.startswith("EVIDENCE")] == []
    assert tally.files == 1


def test_one_changed_bit_is_named(stored):
    content = bytearray(stored.read_bytes())
    content[len(content) // 2] ^= 1
    stored.write_bytes(content)
    assert found() == [("EVIDENCE_ALTERED", name_of(stored))]


def test_a_file_that_is_gone_is_named(stored):
    stored.unlink()
    assert found() == [("EVIDENCE_MISSING", name_of(stored))]


def test_a_file_that_nobody_entered_is_named(stored, film_bytes):
    held = custody.store().put(io.BytesIO(b"slipped in"))
    assert found() == [("EVIDENCE_UNLOGGED", held.name)]


def test_what_is_no_object_is_named(stored, data_dir):
    (data_dir / "evidence/objects/note.txt").write_bytes(b"?")
    assert found() == [("EVIDENCE_UNLOGGED", "note.txt")]


def checks_entered():
    return [
        body["facts"]
        for body in map(json.loads, Entry.objects.order_by("index").values_list("body", flat=True))
        if body["t"] == "fixity.checked"
    ]


def test_a_daily_check_is_entered_once_a_day(stored, data_dir):
    recheck_files()
    recheck_files()
    assert checks_entered() == [{"files": 1, "of": 1, "faults": 0}]
    yesterday = time.time() - 90_000
    os.utime(data_dir / "rechecked", (yesterday, yesterday))
    stored.unlink()
    recheck_files()
    assert checks_entered() == [{"files": 1, "of": 1, "faults": 0}, {"files": 1, "of": 1, "faults": 1}]


def name_of(path):
    return "/".join(path.parts[-3:])


def test_a_file_on_its_way_in_is_waited_for(take, monkeypatch):
    """Between the store and the trail lies a moment; an audit in that moment must not cry wolf."""
    custody.store().put(io.BytesIO(b"on its way"))
    monkeypatch.setattr(LocalStore, "settle", lambda _store: take(b"on its way", "a.txt"))
    assert found() == []


def test_what_a_power_cut_left_unlogged_is_put_right_by_bringing_it_again(take, film_bytes):
    custody.store().put(io.BytesIO(film_bytes))
    [(code, name)] = found()
    assert code == "EVIDENCE_UNLOGGED"
    assert take(film_bytes, "film.mp4").intake.file.name == name
    assert found() == []
