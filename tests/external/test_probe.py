"""What the probe finds in real files, broken ones and hostile ones."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media import LOCATION, SAMPLES, SECONDS, START, film, photo, recording
from zhiji.core.calendar import SHANGHAI
from zhiji.external.media_type import extension_contradicts, sniff
from zhiji.external.probe import Condition, Kind, Probe
from zhiji.external.probe_media import inspect
from zhiji.external.probe_process import ChildProber


@pytest.fixture(scope="module")
def prober():
    prober = ChildProber()
    yield prober
    prober.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_format_is_recognised_by_its_content(prober, tmp_path, sample):
    found = prober.probe(sample.write(tmp_path))
    assert (found.media_type, found.kind, found.condition) == (sample.media_type, sample.kind, sample.condition)
    assert bool(found.detail) == (sample.condition != "完好")


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.kind in "视频音频" and s.condition == "完好"], ids=lambda s: s.name
)
def test_sound_recordings_have_a_duration_and_codecs(prober, tmp_path, sample):
    found = prober.probe(sample.write(tmp_path))
    assert found.duration == pytest.approx(SECONDS, abs=1)
    assert found.codecs
    assert (found.kind is Kind.VIDEO) == bool(found.width and found.height and found.fps)


def test_a_film_was_made_when_it_ended(tmp_path):
    film(tmp_path / "film.mp4")
    found = inspect(tmp_path / "film.mp4")
    assert found.made_at == START + timedelta(seconds=found.duration)
    assert found.made_at_from == "容器"


def test_a_photograph_tells_time_place_and_device(tmp_path):
    photo(tmp_path / "photo.jpg")
    found = inspect(tmp_path / "photo.jpg")
    assert (found.made_at, found.made_at_from, found.device) == (START, "EXIF", "ZHIJI DEMO")
    assert found.location == pytest.approx(LOCATION, abs=1e-5)


def test_a_phone_film_tells_its_place(tmp_path):
    recording(tmp_path / "film.mov", video="libx264", place="+26.0799+119.3062/")
    assert inspect(tmp_path / "film.mov").location == LOCATION


def test_a_clock_that_was_never_set_tells_no_time(tmp_path):
    image = Image.new("RGB", (8, 8))
    exif = image.getexif()
    exif[0x0132] = "1980:01:01 00:00:00"
    image.save(tmp_path / "photo.jpg", exif=exif)
    assert inspect(tmp_path / "photo.jpg").made_at is None


def test_an_exif_time_without_offset_is_legal_time(tmp_path):
    image = Image.new("RGB", (8, 8))
    exif = image.getexif()
    exif[0x0132] = "2026:03:02 09:30:00"
    image.save(tmp_path / "photo.jpg", exif=exif)
    assert inspect(tmp_path / "photo.jpg").made_at == datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)


def test_a_picture_larger_than_any_camera_makes_is_not_decoded(tmp_path, monkeypatch):
    assert Image.MAX_IMAGE_PIXELS == 500_000_000
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    Image.new("1", (100, 100)).save(tmp_path / "bomb.png")
    assert inspect(tmp_path / "bomb.png").condition is Condition.DAMAGED


def test_a_playlist_does_not_make_the_probe_read_other_files(tmp_path):
    film(tmp_path / "secret.mp4")
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:4,\nsecret.mp4\n#EXT-X-ENDLIST\n")
    found = inspect(tmp_path / "list.mp4")
    assert (found.media_type, found.duration) == ("text/plain", None)


@pytest.mark.parametrize(
    ("name", "media_type", "contradicts"),
    [
        ("a.mp4", "video/mp4", False),
        ("a.MOV", "video/mp4", False),
        ("a.m4a", "video/mp4", False),
        ("a.jpg", "video/mp4", True),
        ("a.mp4", "application/octet-stream", True),
        ("a.docx", "application/zip", False),
        ("a.unheard", "video/mp4", False),
        ("mp4", "image/png", False),
    ],
)
def test_an_extension_may_lie(name, media_type, contradicts):
    assert extension_contradicts(name, media_type) is contradicts


HEADS = [b"\0\0\0\x18ftypisom", b"RIFF\xff\0\0\0AVI LIST", b"RIFF\xff\0\0\0WAVEfmt ", b"\x1aE\xdf\xa3\x01webm", b"\xff\xd8\xff\xe0",
         b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a", b"BM", b"II*\0", b"%PDF-1.7", b"PK\x03\x04", b"ID3\x04", b"#!AMR\n", b"OggS",
         b"fLaC", b"DHAV", b"FLV\x01", b"G" * 400, b""]  # fmt: skip


@settings(max_examples=150)
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=600))
def test_no_content_makes_the_probe_fail(tmp_path, head, rest):
    path = tmp_path / "hostile"
    path.write_bytes(head + rest)
    found = inspect(path)
    assert Probe.from_document(json.loads(json.dumps(found.to_document()))) == found
    assert sniff(head + rest) in {found.media_type, "application/octet-stream"}


def test_a_probe_survives_the_way_through_json():
    found = Probe(
        "video/mp4",
        Kind.VIDEO,
        codecs=("h264",),
        made_at=START,
        made_at_from="容器",
        location=(1.5, -2.5),
        duration=1.25,
    )
    assert Probe.from_document(json.loads(json.dumps(found.to_document()))) == found
    assert "detail" not in found.to_document()


@pytest.mark.parametrize("behaviour", ["import time; time.sleep(60)", "import os; os.abort()", "raise SystemExit"])
def test_a_child_that_hangs_or_dies_marks_the_file_and_is_replaced(tmp_path, behaviour):
    photo(tmp_path / "photo.jpg")
    prober = ChildProber(command=(sys.executable, "-c", behaviour), limit=0.5)
    found = prober.probe(tmp_path / "photo.jpg")
    assert found.condition is Condition.DAMAGED
    assert "崩溃或超过 0.5 秒" in found.detail
    prober._command, prober._limit = ChildProber()._command, 30
    assert prober.probe(tmp_path / "photo.jpg").condition is Condition.SOUND
    prober.close()


def test_one_child_answers_about_many_files(prober, tmp_path):
    photo(tmp_path / "photo.jpg")
    film(tmp_path / "谎称 \n.jpg")
    first = prober.probe(tmp_path / "photo.jpg")
    assert prober.probe(tmp_path / "谎称 \n.jpg").kind is Kind.VIDEO
    assert prober.probe(tmp_path / "photo.jpg") == replace(first)
