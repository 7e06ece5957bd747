"""The head of a rule file, and the regulation's own names."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from tests.core.regulations.reading import HEAD, SOURCE, read
from zhiji.core.regulations import read_regulation, with_aliases
from zhiji.external import library

FULL = """\
制度:
  编号: demo-2
  名称: 示例办法
  发布机关: 示例局
  地区: 示例区
  文号: 示例〔2019〕28号
  发布: 2019-07-30
  施行: 2019-08-01
  替代: 旧办法
  执法行为: [行政处罚, 行政检查]
名称对照:
  环节: {查看: 现场检查}
  文书: {检查单: 现场笔录, 查封、扣押清单: 物品清单}
  记录: {视频: 录像, 动态记录: 音像}
  人员: {被查的人: 当事人, 局长: 机关负责人}
  其他: {一般的程序: 普通程序, 贴出去: 张贴}
  要点: {经办意见: 承办人意见, 案由案情: [案由, 案情]}
条文:
  第三条:
    3-1:
      要旨: 示例
      环节: [查看, 现场核查]
      应有文书: [检查单, 查封、扣押清单]
      应签署: {被查的人: 签名}
      条件: {程序: 一般的程序}
      应经审批: 局长
    3-2: {要旨: 示例, 环节: 送达, 应有记录: [视频, 动态记录], 条件: {公告方式: 贴出去}}
    3-3: {要旨: 示例, 文书: 立案审批表, 应填: [案由, 案情, 承办人意见]}
"""


def read_full():
    return read_regulation(FULL, library.vocabulary(), source=SOURCE)


def test_the_head_says_whose_regulation_it_is():
    found = read_full()
    assert (found.id, found.title, found.issuer, found.region) == ("demo-2", "示例办法", "示例局", "示例区")
    assert (found.issued, found.effective) == (date(2019, 7, 30), date(2019, 8, 1))
    assert (found.document_number, found.replaces) == ("示例〔2019〕28号", "旧办法")
    assert found.acts == ("行政处罚", "监督检查")


def test_a_head_may_leave_out_what_the_text_does_not_say():
    found = read("第一条: {1-1: {要旨: 甲, 仅作说明: 定义}}")
    assert (found.issuer, found.issued, found.effective, found.replaces) == (None, None, None, None)


def test_the_regulations_own_names_are_understood_in_its_rules():
    first, second, _ = read_full().requirements
    assert first.subject.names == ("现场检查", "现场核查")
    assert first.demand.documents == ("现场笔录", "物品清单")
    assert first.demand.signatures[0].by == ("当事人",)
    assert (first.when.procedure, first.approval.roles) == ("普通程序", ("机关负责人",))
    assert (second.demand.media, second.when.facts) == (("录像", "音像"), {"notice": ("张贴",)})


COLLECTED = """\
统称:
  取证: [现场检查, 询问]
  决定书: [行政处罚决定书, 不予行政处罚决定书]
  影像: [照片, 录像]
条文:
  第三条:
    3-1: {要旨: 示例, 环节: [取证, 听证], 应有文书: [听证笔录 或 决定书], 应有记录: 影像, 条件: {针对: 决定书}}
"""


def test_a_collection_stands_for_its_terms_wherever_terms_are_listed():
    text = HEAD.replace("条文:\n", COLLECTED)
    (found,) = read_regulation(text, library.vocabulary(), source=SOURCE).requirements
    decisions = ("行政处罚决定书", "不予行政处罚决定书")
    assert found.subject.names == ("现场检查", "询问", "听证")
    assert found.demand.accepts == {"听证笔录": decisions}
    assert (found.demand.media, found.when.serves) == (("照片", "录像"), decisions)


def test_the_regulations_own_names_of_contents_lead_to_what_it_asks_for():
    assert read_full().aliases["content"] == {"经办意见": "承办人意见", "案由案情": "案由、案情"}


def test_the_regulations_own_names_can_be_understood_elsewhere():
    vocabulary = with_aliases(library.vocabulary(), read_full().aliases)
    assert vocabulary.canonical("document", "检查单") == "现场笔录"
    assert vocabulary.canonical("requester_kind", "被查的人") == "当事人"
    assert vocabulary.canonical("document", "公告") == "公告"
    assert library.vocabulary().canonical("document", "检查单") is None


def test_a_date_of_issue_may_stand_for_the_effective_date():
    text = HEAD.replace("条文:", "  施行: 公布之日\n条文: {第一条: {1-1: {要旨: 甲, 仅作说明: 定义}}}")
    found = read_regulation(text, library.vocabulary(), source=SOURCE)
    assert (found.effective, found.effective_words) == (None, "公布之日")


def test_the_meanings_of_the_vocabulary_stay_as_they_were():
    before = dict(library.vocabulary().meanings["document"])
    read_full()
    assert library.vocabulary().meanings["document"] == before
    assert isinstance(library.vocabulary().meanings, MappingProxyType)
