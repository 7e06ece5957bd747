"""卷内目录: every record once, in the order in which a volume is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from tests.builders import case_value, document, event, moment
from tests.strategies import case_files

from zhiji.archive.catalogue import PARTS, Contents, Held, catalogue, file_name
from zhiji.core.casefile import model
from zhiji.external import library

COURSE = (("e1", "立案"), ("e2", "现场检查"), ("e3", "法制审核"), ("e4", "作出决定"), ("e5", "送达"), ("e6", "结案"))


def record(ref, kind, of, at="03-02 10:00", medium="文书"):
    return document(kind, at, id=ref, event=of, medium=medium)


def ordered(*records):
    events = tuple(event(kind, id=ref) for ref, kind in COURSE)
    file = model.CaseFile(case=case_value(id="C-1"), events=events, records=records)
    return [(item.part, item.record.id) for item in catalogue(file, Contents(), library.vocabulary())]


def test_the_decision_and_its_service_come_first_and_the_closing_last():
    assert ordered(
        record("r1", "立案审批表", "e1"),
        record("r2", "现场检查笔录", "e2"),
        record("r3", None, "e2", medium="录像"),
        record("r4", "法制审核意见书", "e3"),
        record("r5", "送达回证", "e5"),
        record("r6", "行政处罚决定书", "e4", "03-09 10:00"),
        record("r7", "结案报告", "e6"),
        record("r8", "卷内备考表", None),
    ) == [
        ("决定与送达", "r6"),
        ("决定与送达", "r5"),
        ("程序启动", "r1"),
        ("调查取证", "r2"),
        ("音像", "r3"),
        ("审查", "r4"),
        ("结案归档", "r7"),
        ("其他", "r8"),
    ]


def test_within_a_part_the_older_comes_first():
    later, earlier = record("r1", "询问笔录", "e2", "03-03 10:00"), record("r2", "现场检查笔录", "e2", "03-02 10:00")
    assert ordered(later, earlier) == [("调查取证", "r2"), ("调查取证", "r1")]


def test_a_measure_taken_on_the_way_is_no_decision_of_the_matter():
    assert ordered(record("r1", "查封扣押决定书", "e2")) == [("调查取证", "r1")]


def test_a_decision_is_one_wherever_it_hangs():
    assert ordered(record("r1", "行政处罚决定书", None)) == [("决定与送达", "r1")]


@settings(max_examples=25)
@given(file=case_files())
def test_every_record_stands_in_it_once_and_parts_follow_their_order(file):
    items = catalogue(file, Contents(), library.vocabulary())
    assert sorted(item.record.id for item in items) == sorted(record.id for record in file.records)
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    parts = [PARTS.index(item.part) for item in items]
    assert parts == sorted(parts)


@pytest.mark.parametrize(("seconds", "said"), [(None, ""), (6.2, "6 秒"), (60, "1 分"), (3723, "1 小时 2 分 3 秒")])
def test_the_length_of_a_recording_is_said_in_words(seconds, said):
    film = record("r1", None, "e2", medium="录像")
    file = model.CaseFile(case=case_value(id="C-1"), events=(event(id="e2"),), records=(film,))
    held = Held("evidence/r1.mp4", 9, "video/mp4", seconds)
    [item] = catalogue(file, Contents(recordings={"r1": held}), library.vocabulary())
    assert (item.length, item.kind, item.files, item.size) == (said, "video", ("evidence/r1.mp4",), 9)


@pytest.mark.parametrize("ref", ["r1", "R1", "../r1", "证据一", "r1.html", "r" + "1" * 20, "row7", ""])
def test_no_id_from_elsewhere_becomes_part_of_a_path(ref):
    name = file_name(ref, 7)
    assert name == ("r1" if ref == "r1" else "row7")
    assert re.fullmatch(r"[a-z0-9]+", name)


def test_when_it_was_made_is_said_with_its_offset():
    film = record("r1", None, "e2", medium="录像")
    file = model.CaseFile(case=case_value(id="C-1"), events=(event(id="e2"),), records=(film,))
    [item] = catalogue(file, Contents(), library.vocabulary())
    assert item.to_document()["made_at"] == moment("03-02 10:00").isoformat()
