"""Each key of the language, as the object it becomes."""

from __future__ import annotations

import pytest

from tests.core.regulations.reading import obligation, read
from zhiji.core.regulations.model import (
    ApprovalCondition,
    ApprovalDemand,
    Condition,
    Due,
    FactsCondition,
    HoldsIn,
    Keep,
    Kind,
    OfficersDemand,
    PartyCondition,
    ReportDemand,
    SignatureDemand,
    Span,
    Subject,
    SubjectKind,
    Unit,
)

ASKS = "应有记录: 音像"


def test_a_plain_entry_has_the_defaults():
    found = obligation("环节: 现场检查, 应有记录: 音像")
    assert (found.id, found.article, found.gist) == ("demo/5-1", "第五条", "示例")
    assert (found.holds_in, found.modality, found.stage) == (HoldsIn.CASE, "应当", "调查取证")
    assert (found.kind, found.demand.media) == (Kind.RECORD, ("音像",))
    assert (found.when, found.unless, found.due, found.reading) == (Condition(), (), None, None)


@pytest.mark.parametrize(
    ("entry", "subject"),
    [
        ("应有环节: 归档", Subject(SubjectKind.CASE)),
        ("环节: [立案, 结案], 应有记录: 文字", Subject(SubjectKind.EVENT, ("立案", "结案"))),
        ("环节: 每个环节, 应有记录: 文字", Subject(SubjectKind.EVENT, ("*",))),
        ("环节: 听证报告, 应有记录: 文字", Subject(SubjectKind.EVENT, ("听证报告",))),
        ("文书: 听证报告, 应填: 事由", Subject(SubjectKind.DOCUMENT, ("听证报告",))),
        ("记录: 音像, 保存期限: 永久", Subject(SubjectKind.MEDIUM, ("音像",))),
        ("利用: 查阅, 应填: 事由", Subject(SubjectKind.ACCESS, ("查阅",))),
        ("环节: 现场检查, 记录: 音像, 保存期限: 2年", Subject(SubjectKind.EVENT, ("现场检查",))),
    ],
)
def test_the_key_decides_what_an_obligation_attaches_to(entry, subject):
    assert obligation(entry).subject == subject


@pytest.mark.parametrize(
    ("entry", "part", "value"),
    [
        ("应有记录: [录像, 照片]", "media", ("录像", "照片")),
        ("应有文书: 现场笔录", "documents", ("现场笔录",)),
        ("应有环节: [立案, 当场处罚]", "events", ("立案", "当场处罚")),
        ("应填: [事由, 承办人意见]", "fields", ("事由", "承办人意见")),
        ("应填: [制作方法, 事由]", "fields", ("method", "事由")),
        ("应载明: 事实", "content_points", ("事实",)),
        ("应送至: 当事人, 应有环节: 送达", "to", ("当事人",)),
        ("应存入: 执法信息系统", "stored_in", ("执法信息系统",)),
        ("不得存入: 个人设备", "not_stored_in", ("个人设备",)),
        ("应做到: 全程记录", "full_course", True),
        ("应做到: [由管理员办理, 留存复制件]", "copy_kept", True),
        ("应做到: 事先告知音像记录", "av_notice", True),
        ("应做到: 由管理员办理", "handler", True),
        ("不得: 删改原始记录", "not_altered", True),
        ("不得: [删改原始记录, 擅自复制]", "copies_approved", True),
        ("规范用语: 请看镜头。", "wording", "请看镜头。"),
        ("至多: 1次", "at_most", 1),
        ("应派人员: [至少2人, 在编在岗, 有执法资格]", "officers", OfficersDemand(2, on_staff=True, qualified=True)),
        ("应为: {送达方式: [直接, 留置]}", "facts", {"way": ("直接", "留置")}),
    ],
)
def test_each_demand_key_says_one_demand(entry, part, value):
    assert getattr(obligation(f"环节: 送达, {entry}").demand, part) == value


def test_documents_after_the_first_may_stand_in_for_it():
    demand = obligation("环节: 现场检查, 应有文书: [现场笔录 或 现场检查笔录或询问笔录, 物品清单]").demand
    assert demand.documents == ("现场笔录", "物品清单")
    assert demand.accepts == {"现场笔录": ("现场检查笔录", "询问笔录")}


def test_points_marked_if_any_are_owed_only_where_the_thing_occurred():
    demand = obligation("文书: 听证笔录, 应载明: [事由, 翻译人员（如有）]").demand
    assert demand.content_points == ("事由", "翻译人员")
    assert demand.if_occurred == ("翻译人员",)


def test_signatures_say_who_how_and_in_what_manner():
    entry = "文书: 听证笔录, 应签署: {执法人员: [签名, 至少2人], 当事人或证人: [签名或捺印, 注明日期, 逐页, 全体, 在场时], 行政机关: 盖章}"
    assert obligation(entry).demand.signatures == (
        SignatureDemand(("执法人员",), ("签名",), minimum=2),
        SignatureDemand(
            ("当事人", "证人"), ("签名", "捺印"), dated=True, each_page=True, everyone=True, if_present=True
        ),
        SignatureDemand(("行政机关",), ("盖章",)),
    )


@pytest.mark.parametrize(
    ("condition", "part", "value"),
    [
        ("执法行为: [行政处罚, 行政检查]", "acts", ("行政处罚", "监督检查")),
        ("程序: 一般程序", "procedure", "普通程序"),
        ("送达方式: 邮寄", "facts", {"way": ("邮寄",)}),
        ("退回: 是, 送达方式: [邮寄, 直接]", "facts", {"退回": (True,), "way": ("邮寄", "直接")}),
        ("另有环节: {投诉举报接收: {实名: 否}}", "facts_of", {"投诉举报接收": FactsCondition({"实名": (False,)})}),
        (
            "另有环节: {投诉举报接收: {任一: [{实名: 是}, {可联系: 是}]}}",
            "facts_of",
            {"投诉举报接收": FactsCondition({}, ({"实名": (True,)}, {"可联系": (True,)}))},
        ),
        ("特征: [重大, 复杂]", "traits", ("重大", "复杂")),
        ("无特征: 矛盾纠纷", "not_traits", ("矛盾纠纷",)),
        ("针对: [不予立案, 行政处罚决定书]", "serves", ("不予立案", "行政处罚决定书")),
        ("不针对: 公告", "serves_none_of", ("公告",)),
        ("案中有环节: 立案", "has_events", ("立案",)),
        ("案中无环节: 立案", "has_no_events", ("立案",)),
        ("案中有文书: 公告", "has_documents", ("公告",)),
        ("环节不是: 归档", "not_for_events", ("归档",)),
        ("所属环节: 询问", "record_events", ("询问",)),
        ("作为证据: 是", "evidence", True),
        ("已有音像记录: 否", "av", False),
        ("涉及记录: [音像, 文书]", "media", ("音像", "文书")),
        ("制作设备: 执法记录仪", "methods", ("执法记录仪",)),
        ("非制作设备: [执法记录仪, 视频监控]", "not_methods", ("执法记录仪", "视频监控")),
        ("签署: 拒签", "signatures", ("拒签",)),
        ("利用人: 人民法院", "requester_kinds", ("人民法院",)),
        ("当事方: {角色: 投诉举报人, 具名: 是}", "party", PartyCondition(("投诉举报人",), named=True)),
        ("当事方: {角色: 当事人, 到场: 否}", "party", PartyCondition(("当事人",), present=False)),
        ("经审批: [分管负责人, 机关负责人]", "approval", ApprovalCondition(("分管负责人", "机关负责人"))),
        ("经审批: {层级: 机关负责人, 结果: 不同意}", "approval", ApprovalCondition(("机关负责人",), "不同意")),
        (
            "任一: [{特征: 重大}, {退回: 是}]",
            "any_of",
            (Condition(traits=("重大",)), Condition(facts={"退回": (True,)})),
        ),
        ("案外情形: 无法送达", "external", "无法送达"),
    ],
)
def test_each_condition_key_says_one_condition(condition, part, value):
    when = obligation(f"环节: 送达, 应有记录: 音像, 条件: {{{condition}}}").when
    assert getattr(when, part) == value


def test_an_exception_waives_moves_the_limit_or_hands_over():
    found = read("""
        第五条:
          5-1:
            要旨: 示例
            记录: 音像
            应存入: 执法信息系统
            期限: 返回单位后24小时内
            例外:
              - {特征: 设备故障}
              - {经审批: 承办机构负责人, 期限改为: 2个工作日内}
              - {特征: 紧急, 改按: 5-2}
              - {案外情形: 法律另有规定, 从其规定: 是}
          5-2: {要旨: 另一项, 记录: 音像, 应存入: 专用存储器}
    """).requirements[0]
    waived, later, governed, elsewhere = found.unless
    assert (waived.due, waived.governed_by, waived.elsewhere) == (None, (), False)
    assert later.due == Due("returned_at", within=Span(2, Unit.WORKING_DAYS))
    assert governed.governed_by == ("demo/5-2",)
    assert elsewhere.elsewhere


@pytest.mark.parametrize(
    ("entry", "approval"),
    [
        (
            "环节: 立案, 应经审批: 承办机构负责人, 审批先于: 立案",
            ApprovalDemand(("承办机构负责人",), "event", ("立案",)),
        ),
        ("文书: 公告, 应经审批: 局领导", ApprovalDemand(("分管负责人",), "record")),
        ("利用: 复制, 应经审批: 机关负责人, 审批先于: 复制", ApprovalDemand(("机关负责人",), "access", ("复制",))),
        ("记录: 照片, 应经审批: 机关负责人, 审批事项: 环节", ApprovalDemand(("机关负责人",), "event")),
        ("应经审批: 集体讨论", ApprovalDemand(("集体讨论",), "case")),
    ],
)
def test_an_approval_is_of_what_the_obligation_attaches_to(entry, approval):
    assert obligation(entry).approval == approval


def test_a_report_may_be_of_the_record_that_carries_it():
    entry = "环节: 听证报告, 应有文书: 听证报告, 应报告: 机关负责人, 报告事项: 记录"
    assert obligation(entry).report == ReportDemand(("机关负责人",), "record")


@pytest.mark.parametrize(
    ("words", "keep"),
    [
        ("永久", Keep("permanent", at_least=False)),
        ("长期", Keep("long", at_least=False)),
        ("与案卷同期", Keep("case", at_least=False)),
        ("2年", Keep("2y", at_least=False)),
        ("不少于6个月", Keep("6m")),
        ("6个月以上", Keep("6m")),
    ],
)
def test_records_are_kept_as_long_as_the_words_say(words, keep):
    assert obligation(f"记录: 音像, 保存期限: {words}").keep == keep


@pytest.mark.parametrize(
    ("key", "held"), [("由系统落实", HoldsIn.SYSTEM), ("由机关落实", HoldsIn.OFFICE), ("仅作说明", HoldsIn.TEXT)]
)
def test_what_no_case_shows_is_answered_elsewhere(key, held):
    found = obligation(f"{key}: 这样落实")
    assert (found.holds_in, found.answered_by) == (held, "这样落实")


def test_an_explanation_binds_nobody():
    found = obligation("仅作说明: 定义")
    assert (found.modality, found.kind) == (None, Kind.DEFINITION)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("情态: 禁止, 记录: 音像, 不得: 删改原始记录", Kind.PROHIBITION),
        ("记录: 音像, 保存期限: 永久", Kind.RETENTION),
        ("文书: 公告, 应签署: {行政机关: 盖章}", Kind.SIGNATURE),
        ("环节: 立案, 应经审批: 承办人, 应有文书: 立案审批表", Kind.APPROVAL),
        ("环节: 立案, 应报告: 机关负责人", Kind.REPORT),
        ("环节: 询问, 应派人员: 至少2人", Kind.STAFFING),
        ("记录: 音像, 应存入: 执法信息系统", Kind.STORING),
        ("利用: 查阅, 应填: 事由", Kind.ACCESS),
        ("环节: 立案, 应有文书: 立案审批表, 应填: 事由", Kind.RECORD),
        ("记录: 音像, 应填: 事由", Kind.METADATA),
        ("文书: 立案审批表, 应填: 事由", Kind.CONTENT),
        ("应有环节: 归档", Kind.ARCHIVING),
        ("文书: 公告, 应有环节: 送达, 应送至: 当事人", Kind.SERVICE),
        ("环节: 立案, 应有环节: 权利告知, 应送至: 当事人", Kind.NOTICE),
        ("环节: 案源登记, 应有环节: [立案, 当场处罚]", Kind.DUTY),
        ("环节: 立案, 应有文书: 立案审批表, 类别: 告知", Kind.NOTICE),
    ],
)
def test_the_kind_follows_from_what_is_asked(entry, kind):
    assert obligation(entry).kind is kind


def test_media_spoken_of_come_from_the_subject_and_media_to_be_made_do_not():
    assert obligation("记录: 音像, 保存期限: 永久").demand.media == ("音像",)
    assert obligation("环节: 日常巡查, 记录: 音像, 保存期限: 2年").demand.media == ("音像",)
    assert obligation("记录: 音像, 应载明: 地点").demand.media == ()


def test_what_stands_above_holds_below_and_the_nearer_word_wins():
    found = read("""
        第五条:
          应有记录: 音像
          阶段: 执行
          条件: {执法行为: 行政处罚}
          解读: 都算。
          第一款:
            环节: 送达
            条件: {送达方式: 直接}
            5-1: {要旨: 甲}
            5-2: {要旨: 乙, 条件: {送达方式: 邮寄, 退回: 是}, 解读: 另算。}
          第二款（一）:
            5-3: {要旨: 丙, 记录: 照片, 阶段: 无}
    """).requirements
    first, second, third = found
    assert [one.article for one in found] == ["第五条第一款", "第五条第一款", "第五条第二款（一）"]
    assert first.when == Condition(acts=("行政处罚",), facts={"way": ("直接",)})
    assert second.when.facts == {"way": ("邮寄",), "退回": (True,)}
    assert (first.reading, second.reading, first.stage, third.stage) == ("都算。", "另算。", "执行", None)
    assert third.subject == Subject(SubjectKind.MEDIUM, ("照片",))


def test_a_chapter_holds_for_all_its_articles():
    first, second, third = read("""
        第一章 总则: {第一条: {1-1: {要旨: 甲, 仅作说明: 目的}}}
        第二章 处罚:
          条件: {执法行为: 行政处罚}
          第二条: {2-1: {要旨: 乙, 环节: 询问, 应有记录: 音像}}
          第三条: {3-1: {要旨: 丙, 环节: 听证, 应有记录: 音像, 条件: {执法行为: 行政许可}}}
    """).requirements
    assert [first.when.acts, second.when.acts, third.when.acts] == [(), ("行政处罚",), ("行政许可",)]


def test_media_above_and_events_below_hold_together():
    (found,) = read("""
        第五条:
          记录: 音像
          保存期限: 永久
          5-1: {要旨: 甲, 环节: 询问}
    """).requirements
    assert found.subject == Subject(SubjectKind.EVENT, ("询问",))
    assert found.demand.media == ("音像",)


def test_a_nearer_subject_drops_the_one_above():
    found = read("""
        第五条:
          环节: 送达
          由系统落实: 如此
          5-1: {要旨: 甲, 文书: 送达回证, 应填: 日期, 由机关落实: 那样}
    """).requirements[0]
    assert found.subject == Subject(SubjectKind.DOCUMENT, ("送达回证",))
    assert (found.holds_in, found.answered_by) == (HoldsIn.OFFICE, "那样")


def test_the_stage_of_events_in_two_stages_is_not_guessed():
    assert obligation("环节: [立案, 结案], 应有记录: 文字").stage is None
