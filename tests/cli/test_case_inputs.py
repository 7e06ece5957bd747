from __future__ import annotations

import io
import os
import sys
import threading
from types import SimpleNamespace

import pytest

from zhiji.cli import case_inputs as subject
from zhiji.cli.case_inputs import CaseInput, case_inputs


def read(tmp_path, name: str, data: bytes) -> list[CaseInput]:
    path = tmp_path / name
    path.write_bytes(data)
    return [
        CaseInput(found.place.replace(str(path), name), found.data, found.of_many, found.problem)
        for found in case_inputs([str(path)])
    ]


def test_a_json_file_is_one_document(tmp_path):
    data = b'{\n "a": 1\n}\n'
    assert read(tmp_path, "a.json", data) == [CaseInput("a.json", data)]


def test_a_document_on_one_line_is_one_document(tmp_path):
    assert read(tmp_path, "a.json", b'{"a": 1}\n') == [CaseInput("a.json", b'{"a": 1}\n')]


def test_json_lines_are_a_document_a_line_and_blank_lines_are_passed(tmp_path):
    found = read(tmp_path, "a.jsonl", b'{"a": 1}\n\n{"a": 2}')
    assert [(one.place, one.of_many) for one in found] == [("a.jsonl 第 1 行", True), ("a.jsonl 第 3 行", True)]
    assert [one.data.strip() for one in found] == [b'{"a": 1}', b'{"a": 2}']


def test_json_lines_are_known_by_their_content_too(tmp_path):
    assert [one.of_many for one in read(tmp_path, "a.json", b'{"a": 1}\n{"a": 2}\n')] == [True, True]
    assert [one.of_many for one in read(tmp_path, "a.json", b'["a",\n 1]\n')] == [False]


def test_an_empty_file_is_one_empty_document(tmp_path):
    assert read(tmp_path, "a.json", b"") == [CaseInput("a.json", b"")]
    assert read(tmp_path, "a.jsonl", b"\n") == []


def test_what_cannot_be_opened_is_named_and_the_rest_still_comes(tmp_path):
    good = tmp_path / "good.json"
    good.write_bytes(b"{}")
    found = list(case_inputs([str(tmp_path / "no.json"), str(tmp_path), str(good)]))
    assert [one.problem for one in found] == ["没有这个文件", "这是文件夹，不是文件", None]


def test_standard_input_is_named_so(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"a": 1}\n{"a": 2}\n')))
    assert [one.place for one in case_inputs(["-"])] == ["标准输入 第 1 行", "标准输入 第 2 行"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_is_far_too_large_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(subject, "LARGEST", 1 << 20)
    [found] = read(tmp_path, name, b" " * (1 << 20) + b"{}")
    assert found.problem == "超过 1 MiB，不是一个案件文件"
    assert found.data == b""


def test_lines_come_as_they_are_written(tmp_path):
    """A pipe that never ends must not be read to its end before the first answer."""
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    written, enough = threading.Event(), threading.Event()

    def write() -> None:
        with pipe.open("wb", buffering=0) as stream:
            for number in range(3):
                stream.write(b'{"a": %d}\n' % number)
            written.set()
            enough.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    inputs = case_inputs([str(pipe)])  # held, so that the reading end stays open while the writer writes
    first = next(inputs)
    assert written.wait(10)
    assert not enough.is_set()
    enough.set()
    writer.join()
    assert first.data == b'{"a": 0}\n'
    assert len(list(inputs)) == 2


def test_a_standard_input_that_is_closed_is_said(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert list(case_inputs(["-"])) == [CaseInput("标准输入", problem="没有接入")]
