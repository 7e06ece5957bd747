"""`zhiji ingest` as people run it: a process, a data folder, files of every kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.media import SAMPLES
from zhiji.core.ledger.digests import digests

PRODUCT = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
"""The environment of programs that run as people run them, not on the tests' settings."""


def run(*arguments, data, cwd=None):
    command = [sys.executable, "-m", "zhiji", "ingest", *arguments, "--data", data]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=PRODUCT)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One data folder for this module: making one takes a second."""
    return tmp_path_factory.mktemp("office") / "data"


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """A camera's card with a file of every kind."""
    card = tmp_path_factory.mktemp("card")
    for sample in SAMPLES:
        sample.write(card)
    return card


@pytest.fixture(scope="module")
def taken(office, card):
    answer = run(card, "--json", data=office)
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["format"] == "zhiji-ingest/1"
    return {file["path"].rpartition("/")[2]: file for file in document["files"]}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_file_is_taken_in_and_told_apart(taken, card, office, sample):
    file, content = taken[sample.name], (card / sample.name).read_bytes()
    assert file["status"] in {"已收", "重复"}
    assert (file["media_type"], file["condition"]) == (sample.media_type, sample.condition)
    assert (file["size"], file["sha256"]) == (len(content), digests(content).sha256.hex())
    assert file["sm3"] == digests(content).sm3.hex()
    sha256 = file["sha256"]
    assert (office / "evidence/objects" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == content


def test_files_come_in_order_and_a_lying_extension_is_named(taken):
    assert list(taken) == sorted(taken)
    assert taken["谎称.jpg"]["detail"] == "扩展名与内容不符，内容是 video/mp4。"


def test_running_it_again_adds_nothing(taken, card, office):
    again = run(card, data=office)
    assert again.returncode == 0
    assert again.stdout.endswith(f"已收 0 个，重复 {len(SAMPLES)} 个。\n")
    entries = {file["entry"] for file in taken.values()}
    once_more = json.loads(run(card, "--json", data=office).stdout)
    assert {file["entry"] for file in once_more["files"]} == entries


def test_what_is_in_custody_holds_against_the_trail(taken, office):
    audit = subprocess.run(
        [sys.executable, "-m", "zhiji", "audit", "--data", office],
        capture_output=True,
        text=True,
        check=False,
        env=PRODUCT,
    )
    assert audit.returncode == 0, audit.stdout


def test_odd_names_hidden_files_links_and_folders(office, tmp_path):
    folder = tmp_path / "卡"
    (folder / "𠮷" / "深").mkdir(parents=True)
    (folder / "𠮷" / "深" / "龘 .txt").write_text("1")
    (folder / ".Trashes").mkdir()
    (folder / ".Trashes" / "old.mp4").write_text("2")
    (folder / "link.txt").symlink_to("𠮷/深/龘 .txt")
    os.mkfifo(folder / "pipe")
    (folder / os.fsdecode("现场.txt".encode("gb18030"))).touch()
    (folder / "new\nline.txt").write_text("3")
    answer = run(folder, "--json", data=office)
    document = json.loads(answer.stdout)
    assert [file["path"].rpartition("/")[2] for file in document["files"]] == [
        "new\N{REPLACEMENT CHARACTER}line.txt",
        "现场.txt",
        "龘 .txt",
    ]
    assert document["summary"]["跳过"] == 3


def test_what_cannot_be_read_is_named_and_the_rest_is_taken(office, tmp_path):
    (tmp_path / "b.txt").write_text("open to all")
    answer = run("/proc/self/mem", tmp_path / "b.txt", data=office)  # reading its first byte is an input/output error
    assert answer.returncode == 1
    assert answer.stdout.startswith("未收  /proc/self/mem  读取出错（磁盘读写出错），请检查存储卡或磁盘\n")
    assert answer.stdout.endswith("已收 1 个，未收 1 个。\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "缺少参数"),
        (["nowhere"], "没有“nowhere”这个文件或文件夹"),
        ([".", "--event", "e1"], "--event 须同时写明 --case"),
        ([".", "--case", "C-0000-0000"], "C-0000-0000"),
        ([".", "--case", ""], "没有案件“”"),
    ],
)
def test_wrong_use_is_one_sentence(office, tmp_path, arguments, sentence):
    answer = run(*arguments, data=office, cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1
