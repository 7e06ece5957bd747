from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.vocabulary import FactKind, VocabularyError, parse_vocabulary
from zhiji.external import library

VOCABULARY = library.vocabulary()


def test_terms_keep_the_order_of_the_file():
    assert VOCABULARY.stages == ("程序启动", "调查取证", "审查决定", "送达", "执行", "结案归档")
    assert VOCABULARY.approval_roles[0] == "承办人"
    assert VOCABULARY.acts[:2] == ("行政许可", "行政处罚")
    assert VOCABULARY.procedures == ("普通程序", "简易程序")


def test_an_event_knows_its_stage_and_its_facts():
    event = VOCABULARY.events["责令改正"]
    assert (event.stage, event.facts["改正期限"].kind) == ("调查取证", FactKind.DAY)
    assert VOCABULARY.events["立案"].facts["紧急"].kind is FactKind.YES_NO
    assert VOCABULARY.events["询问"].facts["target"].terms == ("当事人", "证人")
    assert VOCABULARY.stage_of("送达") == "送达"


def test_media_belong_to_writing_or_to_sound_and_picture():
    assert VOCABULARY.medium_group("文书") == "文字"
    assert VOCABULARY.medium_group("录像") == "音像"
    assert VOCABULARY.terms["medium"][:3] == ("文书", "系统记录", "照片")


@pytest.mark.parametrize(
    ("group", "name", "term"),
    [
        ("act", "行政检查", "监督检查"),
        ("procedure", "一般程序", "普通程序"),
        ("event", "现场勘验", "现场核查"),
        ("event", "现场检查（勘验）", "现场检查"),
        ("approval_role", "办案科室负责人", "承办机构负责人"),
        ("approval_role", "机关负责人", "机关负责人"),
    ],
)
def test_another_name_is_understood(group, name, term):
    assert VOCABULARY.canonical(group, name) == term


def test_a_name_for_two_terms_is_not_guessed():
    assert VOCABULARY.canonical("event", "不启动执法程序") is None
    assert VOCABULARY.meanings["event"]["不启动执法程序"] == ("投诉举报不予受理", "不予立案")


def test_a_slip_gets_the_nearest_term():
    assert VOCABULARY.nearest("event", "现场检察") == "现场检查"
    assert VOCABULARY.nearest("trait", "天气晴") is None
    assert VOCABULARY.nearest("event", "现场检查" * 100) is None


def test_facts_have_names_for_people():
    assert VOCABULARY.fact_label("form") == "形式"
    assert VOCABULARY.fact_label("实名") == "实名"


def test_every_term_means_itself():
    for group, terms in VOCABULARY.terms.items():
        assert [VOCABULARY.canonical(group, term) for term in terms] == list(terms)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("act: [甲, 甲]", "词汇表无法读取"),
        ("[", "词汇表无法读取"),
        ("event: {}\nmedium: {}\ndocument: {}\nfact: {}\nalias: {}\nact: [甲, 乙, 甲]", "有重复的词：甲"),
        (
            "event: {}\nmedium: {}\ndocument: {}\nfact: {}\nalias: {act: {丙: [丁]}}\nact: [甲]",
            "别名所指的“丙”不在词汇表中",
        ),
    ],
)
def test_a_broken_vocabulary_is_refused(text, words):
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(text)
    assert words in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_refused_with_a_sentence(text):
    with pytest.raises(VocabularyError):
        parse_vocabulary(text)
