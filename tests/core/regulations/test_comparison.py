"""Two regulations compared by what they speak of."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.regulations.reading import read
from zhiji.core.regulations import strictness
from zhiji.core.regulations.comparison import Relation, compare
from zhiji.core.regulations.limits import read_limit
from zhiji.core.regulations.model import Due, Keep, Span, Unit
from zhiji.external import library

MIRRORED = {
    Relation.STRICTER: Relation.LOOSER,
    Relation.LOOSER: Relation.STRICTER,
    Relation.ONLY_FIRST: Relation.ONLY_SECOND,
    Relation.ONLY_SECOND: Relation.ONLY_FIRST,
}


def regulation(*entries):
    return read("第五条:\n" + "\n".join(f"  5-{n}: {{要旨: 示例, {one}}}" for n, one in enumerate(entries, 1)))


def matters(first, second):
    return compare(regulation(*first), regulation(*second), library.vocabulary())


def only_matter(first, second):
    (found,) = matters([first], [second])
    return found


@pytest.mark.parametrize(
    ("stricter", "looser", "differs"),
    [
        ("环节: 听证, 应有记录: 音像", "环节: 听证, 情态: 可以, 应有记录: 音像", "情态"),
        ("环节: 听证, 应有记录: 录像", "环节: 听证, 应有记录: 音像", "要求"),
        ("环节: 听证, 应有文书: 听证笔录", "环节: 听证, 应有文书: 听证笔录 或 听证报告", "要求"),
        ("环节: 送达, 应载明: [时间, 地点]", "环节: 送达, 应载明: [时间]", "要求"),
        ("环节: 送达, 应载明: [时间]", "环节: 送达, 应载明: [时间（如有）]", "要求"),
        ("环节: 听证, 应派人员: [至少3人]", "环节: 听证, 应派人员: [至少2人]", "要求"),
        ("环节: 立案, 应经审批: 机关负责人", "环节: 立案, 应经审批: 承办机构负责人", "要求"),
        ("记录: 音像, 保存期限: 永久", "记录: 音像, 保存期限: 2年", "要求"),
        ("记录: 音像, 保存期限: 2年", "记录: 音像, 保存期限: 不少于6个月", "要求"),
        (
            "文书: 询问笔录, 应签署: {当事人: [签名或盖章, 逐页]}",
            "文书: 询问笔录, 应签署: {当事人: 签名或盖章}",
            "要求",
        ),
        ("记录: 音像, 应存入: 执法信息系统, 期限: 24小时内", "记录: 音像, 应存入: 执法信息系统", "期限"),
        ("环节: 听证, 应有记录: 音像", "环节: 听证, 条件: {特征: 复杂}, 应有记录: 音像", "条件"),
        (
            "环节: 送达, 条件: {送达方式: [直接, 留置]}, 应有记录: 音像",
            "环节: 送达, 条件: {送达方式: 留置}, 应有记录: 音像",
            "条件",
        ),
        (
            "环节: 听证, 条件: {无特征: 涉密}, 应有记录: 音像",
            "环节: 听证, 条件: {无特征: [涉密, 紧急]}, 应有记录: 音像",
            "条件",
        ),
        ("环节: 听证, 应有记录: 音像", "环节: 听证, 应有记录: 音像, 例外: {特征: 涉密}", "例外"),
    ],
)
def test_what_asks_more_is_stricter_and_says_in_what(stricter, looser, differs):
    found = only_matter(stricter, looser)
    assert (found.relation, found.differs) == (Relation.STRICTER, (differs,))
    assert only_matter(looser, stricter).relation is Relation.LOOSER


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("环节: 听证, 应有记录: 录像, 情态: 可以", "环节: 听证, 应有记录: 音像"),
        ("记录: 音像, 保存期限: 长期", "记录: 音像, 保存期限: 2年"),
        ("环节: 立案, 应经审批: 法制机构", "环节: 立案, 应经审批: 承办机构负责人"),
        ("环节: 听证, 应有文书: 听证笔录, 期限: 3日内", "环节: 听证, 应有文书: 听证笔录, 期限: 及时"),
        ("环节: 听证, 应有文书: 听证笔录, 期限: 10个工作日内", "环节: 听证, 应有文书: 听证笔录, 期限: 14日内"),
        ("环节: 听证, 条件: {特征: 复杂}, 应有记录: 音像", "环节: 听证, 条件: {特征: 紧急}, 应有记录: 音像"),
    ],
)
def test_what_cannot_be_ordered_is_different(first, second):
    assert only_matter(first, second).relation is Relation.DIFFERENT


def test_silence_is_one_sided():
    found = matters(["环节: 听证, 应有记录: 音像"], ["环节: 立案, 应有文书: 立案审批表"])
    assert [(one.topic.subject, one.relation) for one in found] == [
        ("立案", Relation.ONLY_SECOND),
        ("听证", Relation.ONLY_FIRST),
    ]


def test_text_and_recordings_of_one_event_are_two_matters():
    both = ["环节: 听证, 应有记录: 文字", "环节: 听证, 应有记录: 音像"]
    found = matters(both, both[1:])
    assert [one.relation for one in found] == [Relation.ONLY_FIRST, Relation.SAME]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("环节: 每个环节, 应有记录: 音像", "环节: 听证, 应有记录: 音像"),
        ("记录: 音像, 保存期限: 2年", "记录: 录像, 保存期限: 2年"),
    ],
)
def test_what_holds_of_all_holds_of_each(wide, narrow):
    relations = {one.topic.subject: one.relation for one in matters([wide], [narrow])}
    assert sorted(relations.values()) == [Relation.ONLY_FIRST, Relation.SAME]


def test_a_condition_on_every_shared_act_is_no_condition():
    free, bound = "环节: 听证, 应有记录: 音像", "环节: 听证, 条件: {执法行为: [行政处罚, 行政许可]}, 应有记录: 音像"
    both = replace(regulation(bound), acts=("行政处罚", "行政许可"))
    (found,) = compare(regulation(free), both, library.vocabulary())
    assert found.relation is Relation.SAME


def test_a_definition_is_no_matter():
    assert matters(["仅作说明: 定义"], ["仅作说明: 定义"]) == ()


@pytest.mark.parametrize("regulation_id", library.regulation_ids())
def test_a_regulation_is_the_same_as_itself(regulation_id):
    one = library.regulation(regulation_id)
    assert {each.relation for each in compare(one, one, library.vocabulary())} == {Relation.SAME}


@pytest.mark.parametrize(("first", "second"), list(combinations(library.regulation_ids(), 2)))
def test_the_other_way_round_says_the_opposite(first, second):
    pair = [library.regulation(one) for one in (first, second)]
    forth, back = (
        {
            (each.topic, frozenset(p.requirement.id for p in (*each.first, *each.second))): each.relation
            for each in found
        }
        for found in (compare(*one, library.vocabulary()) for one in permutations(pair))
    )
    assert back == {key: MIRRORED.get(relation, relation) for key, relation in forth.items()}


def test_the_time_to_store_recordings_in_two_regulations():
    fuzhou, linyi = library.regulation("fuzhou-cg"), library.regulation("linyi-kj")
    (found,) = (
        one
        for one in compare(fuzhou, linyi, library.vocabulary())
        if (one.topic.subject, one.topic.aspect) == ("音像", "应存入")
    )
    assert [each.requirement.id for each in (*found.first, *found.second)] == ["fuzhou-cg/24-5", "linyi-kj/27-1"]
    assert found.relation is Relation.DIFFERENT  # 24 hours, but with an exemption
    assert found.differs == ("期限", "例外")


def limit(text):
    found = read_limit(text, "event", lambda name: name)
    assert isinstance(found, Due), found
    return found


@pytest.mark.parametrize(
    ("sooner", "later"),
    [
        ("24小时内", "2个工作日内"),
        ("24小时内", "1日内"),
        ("15日内", "15个工作日内"),
        ("28日内", "1个月内"),
        ("30日内，不顺延", "30日内"),
        ("立即", "及时"),
        ("当场", "即时"),
        ("听证7日前", "听证3日前"),
        ("听证满7日前", "听证7日前"),
        ("每年1月15日前", "每年1月31日前"),
    ],
)
def test_a_sooner_limit_is_stricter(sooner, later):
    assert strictness.as_soon(limit(sooner), limit(later))
    assert not strictness.as_soon(limit(later), limit(sooner))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2个工作日内", "3日内"),
        ("30日内", "1个月内"),
        ("48小时内", "1日内"),
        ("办结后15日内", "返回单位后30日内"),
        ("及时", "30日内"),
        ("定期", "及时"),
        ("听证7日前", "听证5个工作日前"),
    ],
)
def test_limits_without_a_certain_order(first, second):
    assert not strictness.as_soon(limit(first), limit(second))
    assert not strictness.as_soon(limit(second), limit(first))


def test_a_longer_wait_asks_more():
    first, second = limit("7个工作日内"), limit("5个工作日内")
    assert strictness.as_late(first, second)
    assert not strictness.as_late(second, first)
    assert not strictness.as_late(None, second)


spans = st.builds(Span, st.integers(1, 60), st.sampled_from(Unit))
limits = st.builds(Due, st.just("event"), within=spans, roll=st.booleans())
keeps = st.builds(Keep, st.sampled_from(["permanent", "long", "case", "2y", "24m", "6m", "3y"]))


@given(limits, limits, limits)
def test_the_order_of_limits_is_transitive(one, two, three):
    if strictness.as_soon(one, two) and strictness.as_soon(two, three):
        assert strictness.as_soon(one, three)


@given(keeps, keeps, keeps)
def test_the_order_of_keeping_is_transitive(one, two, three):
    if strictness.kept_as_long(one, two) and strictness.kept_as_long(two, three):
        assert strictness.kept_as_long(one, three)
