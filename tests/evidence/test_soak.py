"""Long runs: thousands of photographs, a file larger than memory should ever hold."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import pytest

pytestmark = pytest.mark.soak

PHOTOS = 5000
LARGE = 3 << 30
PRODUCT = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
"""The environment of programs that run as people run them, not on the tests' settings."""


def ingest(*arguments, data):
    """The answer, and the largest memory of any child so far, in bytes."""
    command = [sys.executable, "-m", "zhiji", "ingest", *arguments, "--json", "--data", data]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=PRODUCT)
    assert answer.returncode == 0, answer.stderr
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return json.loads(answer.stdout), memory


def numbered(photo, number):
    """The photograph with a comment (JPEG marker COM), so that its bytes are its own."""
    text = f"{number:08}".encode()
    return photo[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + photo[2:]


def test_five_thousand_photographs(photo_bytes, tmp_path):
    card = tmp_path / "DCIM"
    card.mkdir()
    for number in range(PHOTOS):
        (card / f"IMG_{number:05}.JPG").write_bytes(numbered(photo_bytes, number))
    document, _ = ingest(card, data=tmp_path / "data")
    assert document["summary"] == {"已收": PHOTOS, "重复": 0, "未收": 0, "跳过": 0}
    assert {file["condition"] for file in document["files"]} == {"完好"}
    assert len({file["entry"] for file in document["files"]}) == PHOTOS
    again, _ = ingest(card, data=tmp_path / "data")
    assert again["summary"]["重复"] == PHOTOS


def test_three_gibibytes_in_the_memory_of_three_kibibytes(film_bytes, tmp_path):
    small, large = tmp_path / "small.mp4", tmp_path / "large.mp4"
    small.write_bytes(film_bytes)
    spare = LARGE - len(film_bytes)
    with large.open("wb") as file:  # a box of type free, whose length takes 64 bits, follows the film
        file.write(film_bytes + (1).to_bytes(4, "big") + b"free" + spare.to_bytes(8, "big"))
        file.truncate(LARGE)
    _, before = ingest(small, data=tmp_path / "data")
    document, after = ingest(large, data=tmp_path / "data")
    assert (document["files"][0]["size"], document["files"][0]["condition"]) == (LARGE, "完好")
    assert after - before < 64 << 20


def test_a_folder_is_taken_in_by_two_processes_at_once(photo_bytes, tmp_path):
    card = tmp_path / "DCIM"
    card.mkdir()
    for number in range(400):
        (card / f"IMG_{number:05}.JPG").write_bytes(numbered(photo_bytes, number))
    ingest(card / "IMG_00000.JPG", data=tmp_path / "data")
    command = [sys.executable, "-m", "zhiji", "ingest", card, "--json", "--data", tmp_path / "data"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, env=PRODUCT) for _ in range(2)]
    answers = [json.loads(process.communicate()[0]) for process in both]
    entries = [{file["sha256"]: file["entry"] for file in answer["files"]} for answer in answers]
    assert entries[0] == entries[1]
    assert sum(answer["summary"]["已收"] for answer in answers) == 399
