"""Taking files in: what is stored, what the rows say, what the trail says."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from tests.builders import moment, open_case
from tests.evidence.conftest import ARRIVED
from tests.media import START

from zhiji.cases import changes
from zhiji.cases.errors import CaseClosedError, CaseError
from zhiji.core.ledger.digests import digests
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.note import parse_note
from zhiji.evidence import actions, custody
from zhiji.evidence.errors import EvidenceError
from zhiji.evidence.models import Intake, Recording, StoredFile
from zhiji.evidence.queries import files_of, recordings_of, waiting, watchings
from zhiji.trail import queries as trail
from zhiji.trail.checkpoints import local_signer

pytestmark = pytest.mark.django_db


def test_a_film_of_a_case_becomes_its_recording(take, case, film_bytes):
    receipt = take(film_bytes, "DSJ-00017_093000.MP4", case=case, event="e1", device="DSJ-00017", proves="现场环境")
    recording = recordings_of(case).get()
    assert recording == receipt.recording
    assert (recording.ref, recording.event, recording.medium, recording.proves) == ("r1", "e1", "录像", "现场环境")
    assert recording.sha256 == recording.file.sha256 == digests(film_bytes).sha256.hex()
    assert (recording.stored_at, recording.stored_in, recording.device) == (ARRIVED, "执法信息系统", "DSJ-00017")
    assert recording.made_at == START + timedelta(seconds=recording.file.probe.duration)
    assert recording.intake.made_at_from == "容器"
    assert b"".join(custody.store().read(recording.file.name)) == film_bytes


def test_the_entry_commits_to_the_rows_and_to_the_file(take, case, film_bytes):
    receipt = take(film_bytes, "film.mp4", case=case)
    line = trail.line(receipt.entry)
    assert line.entry.type is EntryType.EVIDENCE_RECEIVED
    assert line.entry.case.key == bytes(case.key)
    openings = [opening.document for opening in line.openings]
    tables = {document["table"] for document in openings if document["kind"] == "row"}
    assert tables == {"evidence_storedfile", "evidence_intake", "evidence_recording"}
    sums = digests(film_bytes)
    assert {"kind": "file", "path": "film.mp4", "size": len(film_bytes), "sha256": sums.sha256.hex(), "sm3": sums.sm3.hex()} in openings  # fmt: skip
    assert sums.sha256.hex().encode() not in line.body


def test_the_receipt_is_signed_and_the_same_when_asked_again(take, film_bytes):
    receipt = take(film_bytes, "film.mp4")
    note, key = parse_note(receipt.signed()), local_signer().verifier("receipt")
    assert note.signers([key]) == (key,)
    said = json.loads(note.text)
    assert said["format"] == "zhiji-receipt/1"
    assert (said["sha256"], said["size"]) == (digests(film_bytes).sha256.hex(), len(film_bytes))
    assert said["leaf"] == trail.line(said["entry"]).leaf.sha256.hex()
    assert take(film_bytes, "film.mp4").signed() == receipt.signed()


def test_what_arrives_again_is_only_acknowledged(take, case, film_bytes):
    first = take(film_bytes, "film.mp4", case=case)
    entries = trail.size()
    again = take(film_bytes, "film.mp4", case=case)
    assert again.known
    assert (again.intake, again.recording, again.entry) == (first.intake, first.recording, first.entry)
    assert trail.size() == entries


def test_the_same_bytes_under_another_name_are_another_arrival_of_one_file(take, case, film_bytes):
    take(film_bytes, "film.mp4", case=case)
    second = take(film_bytes, "copy of film.mp4", case=case)
    assert second.intake.duplicate
    assert not second.known
    assert second.recording is None
    assert (StoredFile.objects.count(), Recording.objects.count(), Intake.objects.count()) == (1, 1, 2)


def test_the_same_bytes_may_belong_to_two_cases(take, cast, case, film_bytes):
    other = open_case(cast, title="另一案")
    first, second = (take(film_bytes, "film.mp4", case=one) for one in (case, other))
    assert first.recording.file == second.recording.file
    assert StoredFile.objects.count() == 1


def test_a_file_without_a_case_waits_and_can_be_assigned(take, cast, case, film_bytes):
    receipt = take(film_bytes, "film.mp4")
    assert list(waiting(cast.lin)) == [receipt.intake] == list(waiting(cast.gao))
    assert list(waiting(cast.chen)) == list(waiting(cast.ye)) == []
    recording = actions.assign(receipt.intake, case=case, event="e1", by=cast.gao.actor, at=moment("03-03 09:00"))
    assert (recording.case, recording.event, recording.stored_at) == (case, "e1", ARRIVED)
    assert not waiting(cast.gao).exists()
    line = list(trail.lines_of_case(bytes(case.key)))[-1]
    assert line.entry.type is EntryType.EVIDENCE_CHANGED
    assert "file" in [opening.document["kind"] for opening in line.openings]


def test_naming_the_case_when_it_arrives_again_assigns_it(take, cast, case, film_bytes):
    first = take(film_bytes, "film.mp4")
    again = take(film_bytes, "film.mp4", case=case, event="e1")
    assert again.intake == first.intake
    assert again.recording.event == "e1"
    assert not waiting(cast.gao).exists()
    assert take(film_bytes, "film.mp4").intake == first.intake


def test_a_file_is_assigned_once(take, cast, case, film_bytes):
    intake = take(film_bytes, "film.mp4", case=case).intake
    with pytest.raises(EvidenceError, match="已是案件"):
        actions.assign(intake, case=case, by=cast.gao.actor, at=ARRIVED)
    with pytest.raises(EvidenceError, match="别的案件"):
        actions.assign(intake, case=open_case(cast), by=cast.gao.actor, at=ARRIVED)


def test_what_nobody_can_name_belongs_to_the_case_and_waits_for_its_medium(take, cast, case):
    receipt = take(bytes(range(256)), "不明.bin", case=case)
    assert receipt.recording is None
    assert list(files_of(case)) == [receipt.intake.file]
    with pytest.raises(EvidenceError, match="请选择介质"):
        actions.assign(receipt.intake, case=case, by=cast.gao.actor, at=ARRIVED)
    recording = actions.assign(receipt.intake, case=case, medium="监控录像", by=cast.gao.actor, at=ARRIVED)
    assert recording.medium == "监控录像"


@pytest.mark.parametrize(("name", "medium"), [("空.mp4", "录像"), ("空.wav", "录音"), ("空.jpg", "照片")])
def test_an_empty_file_is_kept_and_named_after_its_extension(take, case, name, medium):
    receipt = take(b"", name, case=case)
    assert (receipt.recording.medium, receipt.intake.file.condition) == (medium, "空文件")


def test_a_damaged_film_is_kept_and_marked(take, case, film_bytes):
    receipt = take(film_bytes[: len(film_bytes) // 2], "断电.mp4", case=case)
    assert (receipt.recording.medium, receipt.intake.file.condition) == ("录像", "损坏")
    assert "结尾缺失" in receipt.intake.file.probe.detail


def test_a_time_that_the_file_does_not_tell_comes_from_who_brought_it(take):
    stated = moment("03-02 11:00")
    assert take(b"one", "a.bin", made_at=stated).intake.made_at_from == "登记"
    assert take(b"two", "b.bin", made_at=stated, made_at_from="文件时间").intake.made_at == stated
    assert take(b"three", "c.bin", made_at=moment("03-05 11:00")).intake.made_at_from == "入库时间"


def test_a_photograph_tells_its_time_itself(take, photo_bytes):
    intake = take(photo_bytes, "photo.jpg", made_at=moment("03-01 08:00")).intake
    assert (intake.made_at, intake.made_at_from) == (START, "EXIF")


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"event": "e9"}, "没有编号为“e9”的环节"),
        ({"made_by": "o9"}, "没有编号为“o9”的执法人员"),
        ({"medium": "文书"}, "不是音像"),
        ({"medium": "录象"}, "不是规定的介质"),
    ],
)
def test_what_does_not_fit_the_case_is_refused_before_anything_is_stored(take, case, film_bytes, about, sentence):
    with pytest.raises(CaseError, match=sentence):
        take(film_bytes, "film.mp4", case=case, **about)
    assert list(custody.store().names()) == []


def test_an_archived_case_takes_nothing_more(take, cast, case, film_bytes):
    case.archived_at = ARRIVED
    with pytest.raises(CaseClosedError, match="已归档"):
        take(film_bytes, "film.mp4", case=case)
    assert list(custody.store().names()) == []


def test_without_its_entry_there_are_no_rows_and_the_next_try_succeeds(take, case, film_bytes, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(changes, "log", broken)
    with pytest.raises(DatabaseError):
        take(film_bytes, "film.mp4", case=case)
    monkeypatch.undo()
    assert not StoredFile.objects.exists()
    assert not Recording.objects.exists()
    assert not take(film_bytes, "film.mp4", case=case).known


def test_refs_are_shared_with_documents(take, cast, case, film_bytes, photo_bytes):
    assert [take(data, name, case=case).recording.ref for data, name in ((film_bytes, "a"), (photo_bytes, "b"))] == [
        "r1",
        "r2",
    ]


def test_watching_and_downloading_leave_entries_that_can_be_listed(take, cast, case, film_bytes):
    recording = take(film_bytes, "film.mp4", case=case).recording
    actions.viewed(recording, by=cast.su.actor, at=moment("03-04 10:00"))
    actions.downloaded(recording, by=cast.gao.actor, at=moment("03-04 11:00"))
    assert [(one.what, one.who) for one in watchings(recording)] == [
        (EntryType.VIEWED, "苏督"),
        (EntryType.DOWNLOADED, "高档"),
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("𠮷野家 龘.mp4", "𠮷野家 龘.mp4"),
        (b"\xcf\xd6\xb3\xa1.mp4".decode("utf-8", "surrogateescape"), "现场.mp4"),
        (b"\xff\xfe.mp4".decode("utf-8", "surrogateescape"), "\\xff\\xfe.mp4"),
        ("a\nb\0c.mp4", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c.mp4"),
        ("\ud800.mp4", "\\ud800.mp4"),
    ],
)
def test_any_name_can_be_held(take, name, shown):
    assert take(b"anything", name).intake.name == shown
    assert take(b"anything", name).known


def test_a_source_that_breaks_leaves_nothing(cast):
    class Card(io.BytesIO):
        def read(self, _size=-1, /):
            raise OSError("card pulled")

    with pytest.raises(OSError, match="card pulled"):
        actions.take_in(Card(), name="film.mp4", by=cast.lin.actor, at=ARRIVED)
    assert not Intake.objects.exists()
