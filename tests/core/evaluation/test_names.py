"""Which names of fields and content points are taken for the one that a rule uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.evaluation.names import NameMatcher, Wording
from zhiji.external import library

WORDING = Wording.of(library.vocabulary().terms["wording"])
MATCHING = [
    ("登记时间", ["登记日期"]),
    ("案源登记时间", ["登记时间"]),
    ("作出行政执法决定的事实", ["事实"]),
    ("作出行政执法决定的事实", ["处罚的事实"]),
    ("救济途径", ["权利救济途径"]),
    ("权利救济途径", ["救济途径"]),
    ("当事人依法享有的权利", ["权利"]),
    ("当事人基本情况", ["当事人"]),
    ("行政管理相对人的有关行为", ["当事人行为"]),
    ("被退回的具体情况", ["退回情况"]),
    ("需补正的全部内容", ["补正内容"]),
    ("时间", ["送达时间"]),
    ("公告送达的方式", ["公告方式"]),
    ("当事人姓名（名称）", ["当事人名称"]),
    ("法定代表人（负责人）", ["法定代表人"]),
    ("法定代表人（负责人）", ["负责人"]),
    ("告知（记录）人", ["告知人"]),
    ("住所或者住址", ["地址"]),
    ("检验（检测）结果", ["检验结果"]),
    ("拒绝签字或盖章的具体情况", ["拒绝签字的情况"]),
    ("听证的时间、地点", ["听证时间", "听证地点"]),
    ("听证的时间、地点", ["时间、地点"]),
    ("履行方式和期限", ["履行方式", "履行期限"]),
    ("履行方式", ["履行方式和期限"]),
    ("违反法律、法规或者规章的事实和证据", ["违法事实和证据"]),
    ("当事人的姓名或者名称、地址等基本情况", ["当事人基本情况"]),
    ("当事人的姓名或者名称、地址等基本情况", ["当事人姓名", "当事人地址"]),
    ("实施查封（扣押）的理由及依据", ["查封理由", "查封依据"]),
    ("送 达 时 间：", ["送达时间"]),
    ("作出行政执法决定的事实", ["违法事实"]),
    ("作出行政执法决定的依据", ["法律依据"]),
    ("行政管理相对人的有关行为", ["违法行为"]),
    ("收到日期", ["签收日期"]),
    ("被退回的具体情况", ["退件情况"]),
    ("救济途径", ["行政复议和行政诉讼途径"]),
    ("拒绝签字或盖章的具体情况", ["拒绝签名、拒绝盖章的情况"]),
    ("有权陈述和申辩", ["陈述、申辩权"]),
    ("有权陈述和申辩", ["享有陈述申辩的权利"]),
    ("启动证据保全的理由", ["证据保全的启动理由"]),
    ("核实当事人身份", ["身份核实"]),
    ("当事人到场和身份核实", ["当事人到场和核实其身份的情况"]),
    ("不予许可的具体理由", ["理由"]),
    ("复检的权利", ["复检权"]),
    ("案情简介", ["简要案情"]),
    ("案件来源", ["案源"]),
    ("受送达人或者符合法定条件的签收人", ["签收人员"]),
    ("受送达人或者符合法定条件的签收人", ["受送达人"]),
    ("实施查封（扣押）的理由及依据", ["查封扣押的理由", "查封扣押的依据"]),
    ("当事人、第三人等在场人员的体貌和言行", ["现场有关人员的体貌特征和言行举止"]),
    ("出示执法证件、告知申请回避和陈述申辩的权利", ["出示证件", "告知申请回避的权利", "告知陈述申辩的权利"]),
    ("要求听证的权利", ["有权要求听证"]),
    ("理由", ["不予许可的原因"]),
    ("不予立案理由", ["理由"]),
    ("告知时间", ["告知时间、告知方式及被告知人"]),
    ("公告送达的过程", ["公告送达的原因、方式和过程"]),
    ("当事人姓名（名称）", ["当事人"]),
]
DIFFERENT = [
    ("作出决定的理由", ["作出决定的依据"]),
    ("救济途径", ["依法享有的权利"]),
    ("收到日期", ["拒收日期"]),
    ("拒收日期", ["收到日期"]),
    ("收到日期", ["拒绝签收日期"]),
    ("有权陈述和申辩", ["陈述申辩情况"]),
    ("送达时间", ["送达地点"]),
    ("听证时间", ["立案时间"]),
    ("立案理由", ["不予立案理由"]),
    ("受送达人", ["送达人"]),
    ("送达人", ["受送达人"]),
    ("被告知人", ["告知人"]),
    ("承办人意见", ["承办机构意见"]),
    ("当事人", ["当事人意见"]),
    ("要求听证的权利", ["陈述申辩的权利"]),
    ("申辩情况", ["有权陈述和申辩"]),
    ("履行方式和期限", ["履行方式"]),
    ("行政处罚的内容和依据", ["依据"]),
    ("出示执法证件、告知申请回避和陈述申辩的权利", ["权利"]),
    ("受送达人或者符合法定条件的签收人", ["送达人"]),
    ("出示执法证件、告知申请回避和陈述申辩的权利", ["出示执法证件", "告知陈述申辩的权利"]),
    ("不予受理及告知的情况", ["情况"]),
    ("送达人情况", ["送达情况"]),
    ("执行情况", ["执行申请情况"]),
    ("强制执行事先催告情况", ["执行情况"]),
    ("作出决定的理由", ["采纳陈述、申辩的情况及理由"]),
    ("当事人的姓名或者名称、地址等基本情况", ["当事人姓名"]),
    ("有权陈述和申辩", ["申辩"]),
    ("事由", ["情况"]),
    ("事由", []),
]


@pytest.mark.parametrize(("asked", "given_names"), MATCHING)
def test_an_everyday_variant_gives_the_name(asked, given_names):
    assert NameMatcher([asked], WORDING).missing(given_names) == ()


@pytest.mark.parametrize(("asked", "given_names"), DIFFERENT)
def test_another_thing_does_not_give_the_name(asked, given_names):
    assert NameMatcher([asked], WORDING).missing(given_names) == (asked,)


def test_a_regulations_own_name_stands_for_what_it_leads_to():
    asked = ("出示执法证件", "告知权利")
    own = Wording.of(library.vocabulary().terms["wording"], {"现场程序的情况": "、".join(asked)})
    assert NameMatcher(asked, WORDING).missing(["现场程序"]) == asked
    assert NameMatcher(asked, own).missing(["现场程序"]) == ()


def test_a_part_that_fits_several_names_gives_none_of_them():
    asked = ("承办人意见", "承办机构意见", "法制机构审核意见")
    assert NameMatcher(asked, WORDING).missing(["意见"]) == asked


def test_names_that_nobody_asks_for_are_left_alone():
    assert NameMatcher(["事由"], WORDING).missing(["天气", "事由", "备注"]) == ()


def names_that_rules_use():
    regulations = (library.regulation(one) for one in library.regulation_ids())
    demands = [requirement.demand for regulation in regulations for requirement in regulation.requirements]
    return [(*demand.fields, *demand.content_points) for demand in demands if demand.fields or demand.content_points]


@pytest.mark.parametrize("asked", names_that_rules_use(), ids="、".join)
def test_each_name_gives_itself_and_none_of_its_neighbours(asked):
    matcher = NameMatcher(asked, WORDING)
    assert matcher.missing(asked) == ()
    for name in asked:
        assert name in matcher.missing([other for other in asked if other != name])


@given(st.lists(st.text(max_size=300)), st.lists(st.text(max_size=300)))
def test_more_names_given_never_leave_more_missing(given_names, others):
    matcher = NameMatcher(["违反法律、法规或者规章的事实和证据", "告知（记录）人", "履行方式和期限"], WORDING)
    assert set(matcher.missing([*given_names, *others])) <= set(matcher.missing(given_names))
