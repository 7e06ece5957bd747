"""tus 1.0.0, request by request."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from django.test import Client
from tests.builders import moment, open_case

from zhiji.core.ledger.digests import digests
from zhiji.core.ledger.entry import EntryType
from zhiji.evidence import uploads
from zhiji.evidence.jobs import sweep_expired_uploads
from zhiji.evidence.models import Intake, Recording
from zhiji.evidence.queries import recordings_of
from zhiji.external.signer import office_signer
from zhiji.external.store import StoreUnwritableError
from zhiji.trail import actions, checkpoints, tracked
from zhiji.trail.actor import SYSTEM
from zhiji.web.tus_headers import BadHeaderError, metadata_text, read_metadata

pytestmark = pytest.mark.django_db

PIECE = "application/offset+octet-stream"


@pytest.fixture
def lin(cast):
    client = Client(enforce_csrf_checks=True, headers={"Tus-Resumable": "1.0.0"})
    client.force_login(cast.lin)
    return client


@pytest.fixture
def case(cast):
    return open_case(cast)


def begin(client, length, body=b"", **metadata):
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata_text(metadata)}
    return client.post("/uploads/", body, content_type=PIECE if body else "application/octet-stream", headers=headers)


def patch(client, location, body, offset, **headers):
    return client.patch(location, body, content_type=PIECE, headers={"Upload-Offset": str(offset), **headers})


def test_the_server_says_what_it_can_to_anybody():
    answer = Client().options("/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "expiration",
        "termination",
    }
    assert set(answer["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}


def test_a_film_goes_up_in_two_pieces_and_becomes_a_recording(lin, case, film_bytes):
    half = len(film_bytes) // 2
    begun = begin(lin, len(film_bytes), filename="现场 𠮷.mp4", case=case.number, device="DSJ-00017", medium="监控录像")
    assert begun.status_code == 201
    assert "Upload-Expires" in begun
    location = begun["Location"]
    first = patch(lin, location, film_bytes[:half], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, str(half))
    assert "Zhiji-Sha256" not in first
    second = patch(lin, location, film_bytes[half:], half)
    assert (second.status_code, second["Upload-Offset"]) == (204, str(len(film_bytes)))
    assert second["Zhiji-Sha256"] == digests(film_bytes).sha256.hex()
    recording = recordings_of(case).get()
    assert (recording.intake.name, recording.device, recording.medium) == ("现场 𠮷.mp4", "DSJ-00017", "监控录像")
    receipt = json.loads(base64.b64decode(second["Zhiji-Receipt"]).split(b"\n")[0])
    assert receipt["intake"] == recording.intake.pk == int(second["Zhiji-Intake"])


def test_without_a_signer_the_file_is_in_and_the_receipt_follows(lin, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(checkpoints, "office_signer", lambda *_, **__: office_signer(Path("/nowhere/signer.sock"), None))
        answer = begin(lin, 4, b"0123", filename="a.txt")
    assert (answer.status_code, "Zhiji-Receipt" in answer) == (201, False)
    head = lin.head(answer["Location"])
    assert (head["Zhiji-Intake"], "Zhiji-Receipt" in head) == (answer["Zhiji-Intake"], True)
    assert Intake.objects.count() == 1


def test_progress_can_be_asked_for_before_and_after_the_end(lin):
    location = begin(lin, 4, filename="a.txt")["Location"]
    patch(lin, location, b"01", 0)
    head = lin.head(location)
    assert (head["Upload-Offset"], head["Upload-Length"], head["Cache-Control"]) == ("2", "4", "no-store")
    assert read_metadata(head["Upload-Metadata"]) == {"filename": "a.txt"}
    last = patch(lin, location, b"23", 2)
    head = lin.head(location)
    assert (head["Upload-Offset"], head["Zhiji-Receipt"]) == ("4", last["Zhiji-Receipt"])
    assert Intake.objects.count() == 1


def test_a_small_file_goes_up_with_its_creation(lin):
    answer = begin(lin, 4, b"0123", filename="C:\\卡\\a.txt", modified="2026-03-02T01:00:00.000Z")
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "4")
    intake = Intake.objects.get(pk=answer["Zhiji-Intake"])
    assert (intake.name, intake.made_at, intake.made_at_from) == ("a.txt", moment("03-02 09:00"), "文件时间")


def test_an_empty_file_is_whole_when_it_is_begun(lin):
    assert Intake.objects.get(pk=begin(lin, 0, filename="空.mp4")["Zhiji-Intake"]).file.condition == "空文件"


def test_a_sender_with_another_idea_of_the_offset_is_told(lin):
    location = begin(lin, 4)["Location"]
    answer = patch(lin, location, b"01", 2)
    assert answer.status_code == 409
    assert "已收到 0 字节" in answer.content.decode()


def test_checksums_of_pieces_are_held_to(lin):
    location = begin(lin, 4)["Location"]
    right = base64.b64encode(hashlib.sha256(b"01").digest()).decode()
    assert patch(lin, location, b"10", 0, **{"Upload-Checksum": f"sha256 {right}"}).status_code == 460
    assert patch(lin, location, b"01", 0, **{"Upload-Checksum": f"sha256 {right}"}).status_code == 204
    assert patch(lin, location, b"23", 2, **{"Upload-Checksum": "md5 AAAA"}).status_code == 400


def test_an_upload_can_be_given_up(lin):
    location = begin(lin, 4)["Location"]
    assert lin.delete(location).status_code == 204
    assert lin.head(location).status_code == 404


def test_methods_may_come_in_a_header(lin):
    location = begin(lin, 2)["Location"]
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert lin.post(location, b"01", content_type=PIECE, headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "4", "Tus-Resumable": "0.2.2"}, 412),
        ({}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1e3"}, 400),
        ({"Upload-Length": "٤"}, 400),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Upload-Length": "4", "Upload-Metadata": "filename ###"}, 400),
        ({"Upload-Length": "4", "Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Length": "999999999999999999"}, 507),
    ],
)
def test_what_breaks_the_protocol_is_refused(lin, headers, status):
    sent = {key: value.encode().decode("latin-1") for key, value in headers.items()}
    answer = lin.post("/uploads/", content_type="application/octet-stream", headers=sent)
    assert answer.status_code == status
    assert answer["Tus-Resumable"] == "1.0.0"


def test_pieces_of_another_type_methods_and_sizes_are_refused(lin):
    location = begin(lin, 2)["Location"]
    assert lin.patch(location, b"01", content_type="text/plain", headers={"Upload-Offset": "0"}).status_code == 415
    assert lin.put(location).status_code == lin.get("/uploads/").status_code == 405
    assert patch(lin, location, b"0123", 0).status_code == 413


def test_only_who_may_take_in_gets_in_and_only_to_ones_own(cast, lin, case):
    def signed_in(account):
        client = Client(headers={"Tus-Resumable": "1.0.0"})
        client.force_login(account)
        return client

    location = begin(lin, 4)["Location"]
    assert begin(Client(headers={"Tus-Resumable": "1.0.0"}), 4).status_code == 401
    assert begin(signed_in(cast.audit), 4).status_code == 403
    assert signed_in(cast.chen).head(location).status_code == 404
    assert begin(signed_in(cast.wu), 4, case=case.number).status_code == 400


def test_without_the_protocols_header_nothing_is_done(cast):
    """What a page of another site can send never carries it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lin)
    assert client.post("/uploads/", headers={"Upload-Length": "0"}).status_code == 412
    assert not Intake.objects.exists()


def test_a_case_that_is_archived_meanwhile_does_not_lose_the_file(lin, case, film_bytes):
    location = begin(lin, len(film_bytes), filename="film.mp4", case=case.number)["Location"]
    archive(case)
    answer = patch(lin, location, film_bytes, 0)
    assert answer.status_code == 204
    assert Intake.objects.get(pk=answer["Zhiji-Intake"]).case is None
    assert not Recording.objects.exists()


def archive(case):
    tracked.update(case, archived_at=moment("03-09 09:00"))
    actions.record(EntryType.CASE_CHANGED, by=SYSTEM, at=moment("03-09 09:00"), case_key=bytes(case.key), rows=[case])


def test_a_whole_upload_that_could_not_be_stored_is_taken_in_by_the_next_question(lin, monkeypatch):
    def full(*_args, **_kwargs):
        raise StoreUnwritableError("证据库所在磁盘已满")

    location = begin(lin, 4, filename="a.txt")["Location"]
    monkeypatch.setattr(uploads, "take_in", full)
    assert patch(lin, location, b"0123", 0).status_code == 507
    monkeypatch.undo()
    assert "Zhiji-Receipt" in lin.head(location)


def test_the_worker_takes_in_what_a_killed_server_left_whole(lin, monkeypatch):
    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    location = begin(lin, 4, filename="a.txt")["Location"]
    monkeypatch.setattr(uploads, "take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        patch(lin, location, b"0123", 0)
    monkeypatch.undo()
    sweep_expired_uploads()
    assert Intake.objects.get().name == "a.txt"
    sweep_expired_uploads()
    assert "Zhiji-Receipt" in lin.head(location)
    assert Intake.objects.count() == 1


@pytest.mark.parametrize("text", ["a eA==,a eA==", "a !!", "a /w=="])
def test_metadata_is_read_strictly(text):
    with pytest.raises(BadHeaderError):
        read_metadata(text)


def test_metadata_survives_the_way_there_and_back():
    metadata = {"filename": "𠮷 龘,=.mp4", "empty": ""}
    assert read_metadata(metadata_text(metadata)) == metadata
