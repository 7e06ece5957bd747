from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.casefile.documents import changed, sound, without
from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import CaseFileError, parse, problems
from zhiji.core.regulations import with_aliases
from zhiji.external import library

VOCABULARY = library.vocabulary()


def error(document) -> CaseFileError:
    with pytest.raises(CaseFileError) as caught:
        parse(document, VOCABULARY)
    return caught.value


def test_a_sound_document_becomes_objects():
    file = parse(sound(), VOCABULARY)
    assert file.case.opened_at == datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    assert [event.type for event in file.events] == ["现场检查", "责令改正"]
    assert file.events[0].duties == {"o1": ("记录人",)}
    assert file.events[1].facts == {"改正期限": "2026-03-09"}
    assert file.records[0].signatures[1].by == "行政机关"
    assert file.records[1].event is None
    assert file.parties[0].named is True


def test_a_sound_document_has_no_problems():
    assert problems(sound(), VOCABULARY) == []


def test_optional_parts_may_be_absent():
    document = {"format": "zhiji-case/1", "case": sound()["case"]}
    assert parse(document, VOCABULARY).records == ()


@pytest.mark.parametrize(
    ("path", "other", "term"),
    [
        (("case", "act"), "行政检查", "监督检查"),
        (("case", "procedure"), "一般程序", "普通程序"),
        (("approvals", 0, "role"), "局主要领导", "机关负责人"),
        (("events", 0, "type"), "检查勘验", "现场检查"),
    ],
)
def test_another_name_for_a_term_becomes_the_term(path, other, term):
    file = parse(changed(path, other), VOCABULARY)
    found = {
        "act": file.case.act,
        "procedure": file.case.procedure,
        "role": file.approvals[0].role,
        "type": file.events[0].type,
    }
    assert found[path[-1]] == term


def test_a_time_in_another_zone_becomes_legal_time():
    file = parse(changed(("case", "opened_at"), "2026-03-02T01:00:00Z"), VOCABULARY)
    assert file.case.opened_at.utcoffset() == timedelta(hours=8)
    assert file.case.opened_at == datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def test_what_a_form_says_in_numbers_or_yes_and_no_is_taken_as_text():
    fields = {"罚款": 500, "比例": 0.5, "当场收缴": True, "听证": False, "备注": None}
    file = parse(changed(("records", 0, "fields"), fields), VOCABULARY)
    assert file.records[0].fields == {"罚款": "500", "比例": "0.5", "当场收缴": "是", "听证": "否", "备注": ""}


@pytest.mark.parametrize("target", ["e1", "r1", "x1", "C-2026-0001"])
def test_an_approval_may_be_of_an_event_a_record_an_access_or_the_case(target):
    assert parse(changed(("approvals", 0, "of"), target), VOCABULARY).approvals[0].of == target


@pytest.mark.parametrize("part", ["approvals", "reports"])
def test_the_word_case_stands_for_the_id_of_the_case(part):
    file = parse(changed((part, 0, "of"), "case"), VOCABULARY)
    assert getattr(file, part)[0].of == "C-2026-0001"


BROKEN = [
    # unknown keys
    (("case", "tittle"), "x", "$.case.tittle", "是否应为“title”"),
    (("events", 1, "strat"), "x", "$.events[1].strat", "是否应为“start”"),
    (("extra",), [], "$.extra", "没有这个键"),
    (("records", 0, "signatures", 0, "who"), "p1", "$.records[0].signatures[0].who", "可用：by、kind、at、each_page"),
    (("records", 0, "a b'c"), 1, "$.records[0]['a b\\'c']", "没有这个键"),
    # unknown codes
    (("case", "act"), "行政处分", "$.case.act", "是否应为“行政处罚”"),
    (("case", "traits", 0), "复朵", "$.case.traits[0]", "词汇表没有“复朵”"),
    (("events", 0, "type"), "现场检察", "$.events[0].type", "是否应为“现场检查”"),
    (("events", 0, "type"), "不启动执法程序", "$.events[0].type", "可以指投诉举报不予受理或不予立案"),
    (("events", 0, "duties"), {"o1": ["纪录人"]}, "$.events[0].duties.o1[0]", "是否应为“记录人”"),
    (("records", 0, "medium"), "文字", "$.records[0].medium", "词汇表没有“文字”"),
    (("records", 0, "doc_type"), "现场笔记", "$.records[0].doc_type", "是否应为“现场笔录”"),
    (("records", 1, "stored_in"), "云盘", "$.records[1].stored_in", "可用：执法信息系统、专用存储器、个人设备"),
    (("parties", 0, "kind"), "", "$.parties[0].kind", "可用：自然人"),
    # facts
    (("events", 0, "facts"), {"form": "书面"}, "$.events[0].facts.form", "“现场检查”没有这个事实，可用：outcome"),
    (("events", 0, "facts"), {"outcome": "不详"}, "$.events[0].facts.outcome", "应是无问题、"),
    (("events", 0, "facts"), {"outcome": True}, "$.events[0].facts.outcome", "应是无问题、"),
    (("events", 1, "facts", "改正期限"), "三月九日", "$.events[1].facts.改正期限", "请写成年-月-日"),
    (("events", 1, "facts", "改正期限"), "20260309", "$.events[1].facts.改正期限", "请写成年-月-日"),
    (("events", 1, "facts", "改正期限"), True, "$.events[1].facts.改正期限", "应是日期，这里却是真假值"),
    (("events", 1, "facts", "改正期限"), 3, "$.events[1].facts.改正期限", "应是文字，这里却是数字"),
    # ids that lead nowhere, or to the wrong kind
    (("events", 0, "officers", 1), "o9", "$.events[0].officers[1]", "没有编号为“o9”的执法人员"),
    (("events", 0, "officers", 1), "p1", "$.events[0].officers[1]", "“p1”是当事人等"),
    (("events", 0, "parties", 0), "p9", "$.events[0].parties[0]", "没有编号为“p9”的当事人等"),
    (("events", 0, "duties"), {"o9": []}, "$.events[0].duties.o9", "没有编号为“o9”"),
    (("events", 1, "of"), "e9", "$.events[1].of", "没有编号为“e9”的环节"),
    (("events", 1, "of"), "e2", "$.events[1].of", "不能服务于它自己"),
    (("records", 0, "event"), "e9", "$.records[0].event", "没有编号为“e9”的环节"),
    (("records", 0, "event"), "r2", "$.records[0].event", "“r2”是记录"),
    (("records", 0, "made_by"), "o9", "$.records[0].made_by", "没有编号为“o9”"),
    (("records", 0, "signatures", 0, "by"), "甲", "$.records[0].signatures[0].by", "没有编号为“甲”"),
    (("approvals", 0, "of"), "a1", "$.approvals[0].of", "“a1”是审批"),
    (("approvals", 0, "by"), "o9", "$.approvals[0].by", "没有编号为“o9”"),
    (("reports", 0, "of"), "e9", "$.reports[0].of", "没有编号为“e9”"),
    (("accesses", 0, "records", 0), "e1", "$.accesses[0].records[0]", "“e1”是环节"),
    (("accesses", 0, "handler"), "o9", "$.accesses[0].handler", "没有编号为“o9”"),
    # ids used twice
    (("events", 1, "id"), "e1", "$.events[1].id", "编号“e1”已用于环节"),
    (("records", 1, "id"), "p1", "$.records[1].id", "编号“p1”已用于当事人等"),
    (("parties", 0, "id"), "行政机关", "$.parties[0].id", "已用于行政机关"),
    (("officers", 0, "id"), "", "$.officers[0].id", "编号不能为空"),
    # times
    (("case", "opened_at"), "2026-03-02T09:00:00", "$.case.opened_at", "例如“2026-03-02T09:00:00+08:00”"),
    (("case", "opened_at"), "2026-03-02", "$.case.opened_at", "没有时区"),
    (("events", 0, "end"), "昨天", "$.events[0].end", "不是时间"),
    (("events", 0, "end"), 1772415000, "$.events[0].end", "应是带时区的时间，这里却是数字"),
    (("events", 0, "end"), "9999-12-31T23:59:59+08:00", "$.events[0].end", "1900—2200"),
    (("records", 1, "retain_until"), "forever", "$.records[1].retain_until", "应是“permanent”“case”或年-月-日"),
    (("records", 1, "retain_until"), [], "$.records[1].retain_until", "应是“permanent”“case”或年-月-日"),
    # types
    (("case",), [], "$.case", "应是对象，这里却是列表"),
    (("events",), {}, "$.events", "应是列表，这里却是对象"),
    (("events",), None, "$.events", "应是列表，这里却是空值"),
    (("events", 0), "e1", "$.events[0]", "应是对象，这里却是文字"),
    (("events", 0, "facts"), [], "$.events[0].facts", "应是对象，这里却是列表"),
    (("parties", 0, "named"), 1, "$.parties[0].named", "应是 true 或 false，这里却是数字"),
    (("parties", 0, "named"), None, "$.parties[0].named", "应是 true 或 false，这里却是空值"),
    (("case", "title"), None, "$.case.title", "应是文字，这里却是空值"),
    (("case", "title"), 3, "$.case.title", "应是文字，这里却是数字"),
    (("records", 0, "covers"), "时间", "$.records[0].covers", "应是列表，这里却是文字"),
    (("records", 0, "fields"), {"案由": []}, "$.records[0].fields.案由", "应是文字，这里却是列表"),
    (("records", 0, "fields"), {"罚款": 10**30}, "$.records[0].fields.罚款", "应是文字，这里却是数字"),
    # text that no database and no file can hold
    (("case", "title"), "甲\x00乙", "$.case.title", "无法保存的字符"),
    (("case", "title"), "甲\ud800", "$.case.title", "无法保存的字符"),
    # another format
    (("format",), "zhiji-case/2", "$.format", "应是“zhiji-case/1”"),
]


@pytest.mark.parametrize(("path", "value", "place", "reason"), BROKEN)
def test_each_mistake_is_named_with_its_place_and_what_to_do(path, value, place, reason):
    found = error(changed(path, value))
    assert found.path == place
    assert reason in found.reason
    assert str(found) == f"{found.path}：{found.reason}"


@pytest.mark.parametrize(
    "path", [("case",), ("case", "id"), ("events", 1, "start"), ("records", 0, "signatures", 0, "by")]
)
def test_a_required_key_that_is_missing_is_named(path):
    found = error(without(path))
    assert found.path.endswith(f".{path[-1]}")
    assert found.reason == "缺少这一项，请补上"


def test_all_problems_are_found_in_the_order_of_the_document():
    document = sound()
    document["case"]["act"] = "行政处分"
    document["case"]["tittle"] = "x"
    del document["case"]["unit"]
    document["events"][0]["start"] = "2026"
    document["events"][0]["facts"] = 3
    document["events"][1]["type"] = "改正"
    document["records"][0]["signatures"][1]["kind"] = "画押"
    assert [problem.path for problem in problems(document, VOCABULARY)] == [
        "$.case.act",
        "$.case.tittle",
        "$.case.unit",
        "$.events[0].start",
        "$.events[0].facts",
        "$.events[1].type",
        "$.records[0].signatures[1].kind",
    ]


def test_a_message_stays_on_one_line_whatever_the_document_holds():
    for value in ("甲\n乙", "\x1b[31m红", "\ud800", "\u202e反"):
        assert str(error(changed(("case", "act"), value))).isprintable()
        assert str(error(changed((value,), 1))).isprintable()


def test_a_document_with_endless_mistakes_is_answered_with_a_hundred():
    document = changed(("events",), [{"id": 1} for _ in range(20_000)])
    assert len(problems(document, VOCABULARY)) == 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_any_json_value_is_read_or_refused_with_a_path(value):
    assert all(problem.path.startswith("$") for problem in problems(value, VOCABULARY))


def leaves(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))


PLACES = [path for path in leaves(sound()) if path]


@given(st.sampled_from(PLACES), json_values)
def test_anything_anywhere_is_read_or_refused_near_its_place(path, value):
    for problem in problems(changed(path, value), VOCABULARY):
        assert problem.reason


@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_a_document_that_lacks_anything_is_read_or_refused(first, second):
    document = without(first)
    if second[: len(first)] != first and isinstance(second[-1], str):
        target = document
        for step in second[:-1]:
            there = step in target if isinstance(target, dict) else len(target) > step
            target = target[step] if there else {}
        target.pop(second[-1], None)
    assert all(str(problem) for problem in problems(document, VOCABULARY))


def test_a_name_for_a_whole_group_of_media_is_no_medium():
    """Regulations call 音像 as such by names of their own; a record is a photograph or a film."""
    own = with_aliases(VOCABULARY, {"medium": {"视音频资料": "音像", "摄像": "录像"}})
    assert parse(changed(("records", 1, "medium"), "摄像"), own).records[1].medium == "录像"
    [problem] = problems(changed(("records", 1, "medium"), "视音频资料"), own)
    assert problem.path == "$.records[1].medium"


def test_a_code_is_never_taken_for_another_name():
    """Not even where a regulation uses that very word for something else."""
    own = with_aliases(VOCABULARY, {"event": {"询问": "现场检查", "到场查看": "现场检查"}})
    assert parse(changed(("events", 0, "type"), "到场查看"), own).events[0].type == "现场检查"
    document = changed(("events", 0), {"id": "e1", "type": "询问", "start": "2026-03-02T09:30:00+08:00"})
    assert parse(document, own).events[0].type == "询问"


def test_a_regulations_own_name_for_what_a_fact_says_is_understood():
    own = with_aliases(VOCABULARY, {"fact": {"EMS 快递": "特快专递", "张贴公告": "张贴"}})
    document = changed(("events", 0, "type"), "送达")
    document["events"][0]["facts"] = {"way": "邮寄", "邮寄方式": "EMS 快递"}
    assert parse(document, own).events[0].facts == {"way": "邮寄", "邮寄方式": "特快专递"}


def test_an_own_name_is_no_answer_to_another_fact():
    own = with_aliases(VOCABULARY, {"fact": {"张贴公告": "张贴"}})
    document = changed(("events", 0, "type"), "送达")
    document["events"][0]["facts"] = {"way": "张贴公告"}
    assert [problem.path for problem in problems(document, own)] == ["$.events[0].facts.way"]
