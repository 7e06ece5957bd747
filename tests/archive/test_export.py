"""A case becomes a volume that proves itself; nothing half-written and nothing silent ever comes of it."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os

import bagit
import pytest
from django.db import connection
from tests.archive.conftest import EXPORTED, Links
from tests.builders import event, moment, party

from zhiji.archive import actions
from zhiji.archive.errors import CaseAlteredError, EvidenceAlteredError, TargetError
from zhiji.archive.queries import case_numbered, exhibits
from zhiji.cases import actions as cases
from zhiji.cases import striking
from zhiji.cases.errors import CaseNotFoundError
from zhiji.compliance.facts import case_file
from zhiji.core.casefile import parse
from zhiji.core.ledger.entry import EntryType
from zhiji.evidence import actions as evidence
from zhiji.evidence import custody
from zhiji.evidence.models import Intake, Recording
from zhiji.external import library
from zhiji.trail import queries as trail
from zhiji.trail.checkpoints import local_signer
from zhiji.verify.volume_verifier import NOTES, Key, Trust, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(case, cast, tmp_path):
    def export(target=tmp_path / "volume"):
        return actions.export_volume(case, target, by=cast.gao.actor, at=EXPORTED)

    return export


def failures(volume):
    return [finding for finding in verify(str(volume)).findings if finding.code not in NOTES]


def stored_path(case, record):
    [file] = [exhibit.file for exhibit in exhibits(case) if exhibit.record == record]
    return custody.store().as_file(file.name)


def test_an_exported_volume_holds(export):
    report = export()
    assert failures(report.path) == []
    trust = Trust(logs=(Key.parse(str(local_signer().verifier())),))
    assert [finding.code for finding in verify(str(report.path), trust).findings] == ["NO_WITNESS"]


def test_bagit_accepts_it(export):
    bag = bagit.Bag(str(export().path))
    bag.validate()
    assert bag.info["External-Identifier"].startswith("C-2026-")
    assert bag.info["Payload-Oxum"].endswith(f".{len(bag.payload_entries())}")


def test_it_holds_everything_of_the_case(export, case, media):
    volume = export().path
    kept = {path.relative_to(volume / "data").as_posix() for path in (volume / "data").rglob("*") if path.is_file()}
    loose = next(exhibit.path for exhibit in exhibits(case) if exhibit.record is None)
    documents = {f"documents/{ref}.{kind}" for ref in ("r1", "r2", "r3", "r4") for kind in ("html", "json")}
    pages = {"index.html", "case.json", "findings.json", "catalogue.json"}
    assert kept == documents | pages | {"evidence/r5.mp4", "evidence/r6.jpg", loose}
    assert (volume / "data/evidence/r5.mp4").read_bytes() == media["film.mp4"]
    assert parse(json.loads((volume / "data/case.json").read_text()), library.vocabulary()) == case_file(case)


def test_everything_the_start_page_refers_to_lies_in_the_volume(export):
    data = export().path / "data"
    links = Links((data / "index.html").read_text(encoding="utf-8")).links
    assert {"evidence/r5.mp4", "evidence/r6.jpg", "documents/r3.html"} <= links
    assert not [link for link in links if link.startswith("/") or not (data / link).is_file()]


def test_the_catalogue_puts_decision_and_service_first_and_films_with_the_evidence(export):
    catalogue = json.loads((export().path / "data/catalogue.json").read_text())
    order = [(item["part"], item["title"], item["files"][0]) for item in catalogue["items"]]
    assert order == [
        ("决定与送达", "行政处罚决定书", "documents/r3.html"),
        ("决定与送达", "送达回证（行政处罚决定书）", "documents/r4.html"),
        ("程序启动", "立案审批表", "documents/r1.html"),
        ("调查取证", "现场检查笔录", "documents/r2.html"),
        ("音像", "现场检查照片", "evidence/r6.jpg"),
        ("音像", "现场检查录像", "evidence/r5.mp4"),
    ]
    assert [item["number"] for item in catalogue["items"]] == [1, 2, 3, 4, 5, 6]
    assert [line["name"] for line in catalogue["not_recorded"]] == ["来历不明.bin"]


def test_the_export_is_entered_before_the_volume_appears_and_carries_its_own_entry(export, case):
    report = export()
    last = list(trail.lines_of_case(bytes(case.key)))[-1]
    assert (last.index, last.entry.type) == (report.entry, EntryType.VOLUME_EXPORTED)
    assert last.actor["name"] == "高档"
    assert (report.path / "ledger/entries.jsonl").read_bytes().splitlines()[-1] == last.body


def test_two_exports_of_the_same_case_differ_only_in_what_the_log_and_its_signatures_say(export, tmp_path):
    one, other = export(tmp_path / "one").path, export(tmp_path / "other").path
    same = [path.relative_to(one) for path in (one / "data").rglob("*") if path.is_file()]
    assert all((one / path).read_bytes() == (other / path).read_bytes() for path in same)
    assert failures(one) == failures(other) == []


def test_an_empty_folder_may_be_the_target_and_missing_parents_are_made(export, tmp_path):
    (tmp_path / "empty").mkdir()
    assert failures(export(tmp_path / "empty").path) == []
    assert failures(export(tmp_path / "a/b/volume").path) == []


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_nothing_is_ever_overwritten(export, tmp_path, kind):
    target = tmp_path / "there"
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
        (target / "mine").touch()
    else:
        target.symlink_to(tmp_path / "nowhere")
    before, size = sorted(tmp_path.rglob("*")), trail.size()
    with pytest.raises(TargetError, match="不覆盖"):
        export(target)
    assert (sorted(tmp_path.rglob("*")), trail.size()) == (before, size)


def test_a_full_disk_leaves_nothing_behind_and_enters_nothing(export, case, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "out").mkdir()
    size = trail.size()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TargetError, match="写不到"):
        export(tmp_path / "out/volume")
    assert list((tmp_path / "out").iterdir()) == []
    assert trail.size() == size


@pytest.mark.parametrize("damage", ["altered", "gone"])
def test_a_stored_file_that_is_not_what_came_in_stops_the_export_and_is_named(export, case, tmp_path, damage):
    with stored_path(case, "r5") as path:
        if damage == "gone":
            path.unlink()
        else:
            path.chmod(0o600)
            path.write_bytes(b"another film")
    with pytest.raises(EvidenceAlteredError, match=r"film\.mp4.*r5"):
        export()
    assert not (tmp_path / "volume").exists()
    assert list(trail.lines_of_case(bytes(case.key)))[-1].entry.type is not EntryType.VOLUME_EXPORTED


def test_what_happens_after_an_export_does_not_disturb_it_and_is_in_the_next(export, case, cast, tmp_path):
    before = export(tmp_path / "before").path
    cases.record_event(case, event("履行", "03-21 09:00"), by=cast.lin.actor, at=moment("03-21 09:00"))
    after = export(tmp_path / "after").path
    assert failures(before) == failures(after) == []
    assert len((after / "ledger/entries.jsonl").read_bytes().splitlines()) > len(
        (before / "ledger/entries.jsonl").read_bytes().splitlines()
    )


def test_a_file_that_waited_for_its_case_is_proven_in_the_case(export, case, cast, media):
    receipt = evidence.take_in(io.BytesIO(media["photo.jpg"] + b" "), name="later.jpg", by=cast.lin.actor, at=EXPORTED)
    evidence.assign(receipt.intake, case=case, event="e2", medium="照片", by=cast.gao.actor, at=EXPORTED)
    volume = export().path
    assert (volume / "data/evidence/r7.jpg").is_file()
    assert failures(volume) == []


def test_what_was_struck_is_no_part_of_the_case_and_its_film_stays_in_the_volume(export, case, cast):
    film = Recording.objects.get(case=case, ref="r5")
    by = {"by": cast.lin.actor, "at": moment("03-20 09:00")}
    striking.strike(cases.add_party(case, party(name="误登之人"), **by), "登错了", **by)
    evidence.strike_recording(film, "归错了环节", **by)
    volume = export().path
    assert failures(volume) == []
    stated = (volume / "data/case.json").read_text()
    assert "误登之人" not in stated
    assert '"r5"' not in stated
    listed = json.loads((volume / "data/catalogue.json").read_text())["struck"]
    assert {(line["what"], line["by"], line["reason"]) for line in listed} == {
        ("当事人“误登之人”", "林执", "登错了"),
        ("录像（03-02 09:30）", "林执", "归错了环节"),
    }
    carried = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (volume / "data/evidence").iterdir()}
    assert film.file.sha256 in carried


def test_a_film_that_was_struck_waits_for_its_case_again(case, cast):
    film = Recording.objects.get(case=case, ref="r5")
    evidence.strike_recording(film, "归错了案件", by=cast.lin.actor, at=EXPORTED)
    [waiting] = Intake.objects.filter(case=None)
    again = evidence.assign(waiting, case=case, event="e2", by=cast.gao.actor, at=EXPORTED)
    assert (again.ref, again.file) == ("r7", film.file)


def test_a_row_changed_behind_the_log_is_named_and_no_volume_handed_out(export, case, tampers, tmp_path):
    case.events.filter(ref="e3").update(facts={"outcome": "不予行政处罚"})
    with pytest.raises(CaseAlteredError, match=r"没有通过核验.*events e3.*zhiji audit"):
        export()
    assert list(tmp_path.glob("*volume*")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_event SET type = '郊游' WHERE ref = 'e2'",
        "UPDATE cases_event SET facts = '\"text\"' WHERE ref = 'e2'",
        "UPDATE cases_case SET traits = '7'",
        "UPDATE cases_case SET regulation = 'none'",
        "UPDATE documents_document SET covers = '7'",
    ],
)
def test_rows_that_the_product_cannot_have_written_are_one_sentence(export, tampers, tmp_path, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(CaseAlteredError, match="没有导出案卷"):
        export()
    assert list(tmp_path.glob("*volume*")) == []


def test_a_case_is_found_by_its_number(case):
    assert case_numbered(case.number) == case
    with pytest.raises(CaseNotFoundError, match="C-1999"):
        case_numbered("C-1999")
