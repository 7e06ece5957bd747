"""What is wrong with a rule file is said with line, key and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.regulations.reading import FIRST_LINE, HEAD, SOURCE, problem_with, problems_of, whole_file
from zhiji.core.regulations import RuleFileError, read_regulation
from zhiji.external import library

RULES = (library.data_folder("rules") / "fuzhou-cg.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "key", "message"),
    [
        # unknown keys
        ("环结: 立案, 由系统落实: 如此", "环结", "没有“环结”这个键，是否应为“环节”"),
        ("环节: 立案, 应有文本: 公告, 应有记录: 文字", "应有文本", "没有“应有文本”这个键，是否应为“应有文书”"),
        (
            "环节: 立案, 应有记录: 文字, 条件: {送达方式: 邮寄}",
            "条件.送达方式",
            "“送达方式”是送达的情况，与这里写的环节不符",
        ),
        ("环节: 立案, 应有记录: 文字, 条件: {紧级: 是}", "条件.紧级", "没有“紧级”这一条件，是否应为“紧急”"),
        (
            "环节: 送达, 应有记录: 文字, 条件: {当事方: {身份: 证人}}",
            "当事方.身份",
            "没有“身份”这个键；可写：角色、具名、到场",
        ),
        (
            "环节: 送达, 应有记录: 文字, 条件: {经审批: {级别: 承办人}}",
            "经审批.级别",
            "没有“级别”这个键，是否应为“层级”",
        ),
        # unknown and misplaced terms
        ("环节: 现场检察, 应有记录: 文字", "环节", "词汇表中没有环节“现场检察”，是否应为“现场检查”"),
        ("环节: 询问笔录, 应有记录: 文字", "环节", "“询问笔录”是文书，不是环节；文书写在“文书”或“应有文书”里"),
        ("环节: 立案, 应有文书: 送达", "应有文书", "“送达”是环节，不是文书"),
        ("环节: 立案, 应有记录: 公告", "应有记录", "“公告”是文书，不是记录方式"),
        (
            "环节: 不启动执法程序, 应有记录: 文字",
            "环节",
            "“不启动执法程序”可以指不予立案或投诉举报不予受理，请写明是哪一个",
        ),
        (
            "环节: [立案，结案], 应有记录: 文字",
            "环节.1",
            "词汇表中没有环节“立案，结案”；多项请写成 [甲, 乙]，逗号用半角",
        ),
        ("环节: 立案, 应有文书: 公告 或 传真", "应有文书", "词汇表中没有文书“传真”，是否应为“传真件”"),
        ("环节: 立案, 应有记录: 文字, 情态: 必须", "情态", "词汇表中没有情态“必须”"),
        ("环节: 立案, 应有记录: 文字, 类别: 记彔", "类别", "没有“记彔”这一类别，是否应为“记录”"),
        ("环节: 立案, 应有记录: 文字, 阶段: 送答", "阶段", "词汇表中没有阶段“送答”，是否应为“送达”"),
        ("环节: 送达, 应有记录: 文字, 条件: {送达方式: 快递}", "送达方式", "“快递”不在可写的值之中；可写：直接、邮寄"),
        ("环节: 送达, 应有记录: 文字, 条件: {退回: 有}", "退回", "只能写“是”或“否”，不能写“有”"),
        ("环节: 责令改正, 应有记录: 文字, 条件: {改正期限: 30日}", "改正期限", "这是日期，不能作为条件"),
        ("环节: 立案, 应签署: {当事人: 画押}", "应签署.当事人", "词汇表中没有签署方式“画押”"),
        ("环节: 立案, 应签署: {当事人或邻居: 签名}", "应签署.当事人或邻居", "没有当事方角色或人员职责或审批层级“邻居”"),
        ("环节: 立案, 应签署: {当事人: [签名, 写日期]}", "应签署.当事人.2", "不认识“写日期”，是否应为“注明日期”"),
        ("环节: 立案, 应派人员: [至少两人]", "应派人员.1", "不认识“至少两人”，是否应为“至少2人”"),
        ("环节: 立案, 应做到: 全程录像", "应做到", "不认识“全程录像”，是否应为“全程记录”"),
        ("环节: 立案, 应经审批: 局领导, 审批事项: 事项", "审批事项", "“事项”不能作审批事项"),
        # limits
        ("环节: 立案, 应有记录: 文字, 期限: 一天之内", "期限", "读不懂期限“一天之内”；写法如：24小时内"),
        ("环节: 立案, 应有记录: 文字, 期限: 立按后3日内", "期限", "不知道从何时起算：“立按”不是环节"),
        ("应有环节: 归档, 期限: 30日内", "期限", "请写明从何时起算，例如“办结后30日内”"),
        ("环节: 立案, 应有记录: 文字, 期限: 每年2月40日前", "期限", "没有2月40日这一天"),
        ("记录: 音像, 保存期限: 很久", "保存期限", "读不懂保存期限“很久”；可写：永久"),
        ("环节: 补正告知, 至多: 一次", "至多", "读不懂次数“一次”；写法如：1次"),
        # what does not fit together
        ("环节: 立案, 文书: 公告, 应有记录: 文字", "环节", "“环节”和“文书”只能写一个"),
        ("环节: 立案, 由系统落实: 甲, 仅作说明: 乙", "仅作说明", "“由系统落实”和“仅作说明”只能写一个"),
        ("环节: 立案", "5-1", "没有写要求什么"),
        ("应有环节: 归档, 条件: {紧急: 是}", "5-1", "条件里写了环节的事实，却没有写是哪个环节"),
        ("环节: 立案, 应有记录: 文字, 审批先于: 结案", "审批先于", "写了“审批先于”，还要写“应经审批”"),
        ("环节: 立案, 应有记录: 文字, 例外: {改按: 5-1}", "例外", "没有写在什么情形下例外"),
        ("环节: 立案, 应有记录: 文字, 例外: {紧急: 是, 改按: 5-9}", "5-1", "“改按”所指的“5-9”不在本文件中"),
        (
            "环节: 立案, 应有记录: 文字, 例外: {紧急: 是, 改按: 5-1, 从其规定: 是}",
            "例外",
            "“改按”和“从其规定”只能写一个",
        ),
        # shapes
        ("环节: , 应有记录: 文字", "环节", "没有写内容；不需要的键请整行删去"),
        ("环节: [], 应有记录: 文字", "环节", "没有写内容"),
        ("环节: {立案: 是}, 应有记录: 文字", "环节", "这里应写一段文字"),
        ("环节: 立案, 应有记录: 文字, 条件: 紧急", "条件", "这里应写成“键: 值”"),
        ("环节: 立案, 应有记录: 文字, 条件: 紧急：是", "条件", "冒号用半角并空一格"),
        ("环节: 立案, 应有记录: 文字, 解读: [甲, 乙]", "解读", "这里应写一段文字"),
        ("环节: 立案, 环节: 结案, 应有记录: 文字", "环节", "“环节”写了两次，第一次在第 8 行"),
    ],
)
def test_a_mistake_in_an_entry_is_named_by_key_and_explained(entry, key, message):
    problem = problem_with(entry)
    assert problem.line == FIRST_LINE + 1
    assert problem.key.endswith(key)
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [
        ("", 1, "文件", "缺少“制度”"),
        ("只是一句话", 1, "文件", "这里应写成“键: 值”"),
        ("- 甲\n- 乙\n", 1, "文件", "这里应写成“键: 值”"),
        (HEAD.replace("名称", "名字"), 3, "制度.名字", "没有“名字”这个键，是否应为“名称”"),
        (HEAD.replace("  名称: 示例办法\n", ""), 1, "制度", "缺少“名称”"),
        (HEAD.replace("demo", "Demo_1"), 2, "制度.编号", "编号“Demo_1”只能用小写字母"),
        (HEAD.replace("行政处罚", "行政处分"), 4, "制度.执法行为.1", "没有执法行为“行政处分”，是否应为“行政处罚”"),
        (HEAD.replace("条文", "  施行: 明年\n条文"), 6, "制度.施行", "“明年”不是日期；写法如：2019-07-30、发布之日"),
        (
            HEAD.replace("条文", "名称对照: {文书: {公示: 公告书}}\n条文"),
            6,
            "名称对照.文书.公示",
            "没有“公告书”，是否应为“公告”",
        ),
        (
            HEAD.replace("条文", "名称对照: {书: {公示: 公告}}\n条文"),
            6,
            "名称对照.书",
            "没有“书”这个键，是否应为“文书”",
        ),
        (
            whole_file("第五条: {5-1: {要旨: 甲, 文书: 公告, 应载明: 公告期限}}").replace(
                "条文:", "名称对照: {要点: {期限: [公告期限, 公告期]}}\n条文:"
            ),
            6,
            "名称对照.要点.期限.2",
            "没有一项要求载明“公告期”，是否应为“公告期限”",
        ),
        (HEAD.replace("条文", "统称: {送达: [立案]}\n条文"), 6, "统称.送达", "“送达”已经是一个词，请另取统称"),
        (HEAD.replace("条文", "统称: {启动: [立按]}\n条文"), 6, "统称.启动.1", "词汇表中没有“立按”，是否应为“立案”"),
        (whole_file("第5条: {}"), 7, "条文.第5条", "“第5条”不是条文的写法；写法如：第五条"),
        (whole_file("第五条: {第1款: {}}"), 7, "第五条.第1款", "没有“第1款”这个键；款、项写如“第一款”"),
        (whole_file("第五条: {6-1: {要旨: 甲, 仅作说明: 定义}}"), 7, "6-1", "第五条之下的义务应从该条的条号编起"),
        (whole_file("第五条:\n  5-1: {仅作说明: 定义}"), 8, "5-1", "缺少“要旨”"),
        (
            whole_file("第五条:\n  5-1: {要旨: 甲, 仅作说明: 定义}\n  （一）:\n    5-1: {要旨: 乙, 仅作说明: 定义}"),
            10,
            "5-1",
            "“5-1”写了两次，第一次在第 8 行",
        ),
        (whole_file("第五条: {5-1: [要旨"), 8, "文件", "方括号没有成对，或者漏了半角逗号"),
        (whole_file("第五条: {5-1: {要旨: 甲"), 8, "文件", "花括号没有成对，或者漏了半角逗号"),
        ("制度:\n\t编号: demo\n", 2, "文件", "有不能放在开头的字符（制表符、@、% 等）"),
        ("制度:\n  编号: a\n 名称: b\n", 3, "文件", "缩进不齐"),
        ("制度: 编号: a\n", 1, "文件", "同一行里有两个冒号，或者缩进不齐"),
        (HEAD + "---\n制度: {}\n", 7, "文件", "一个文件只能写一部制度"),
        ("甲: &a {}\n乙: *a\n", 2, "乙", "不能用 * 引用别处"),
        ("甲: " + "[" * 50 + "]" * 50, 1, "1", "层次超过 20 层"),
        ("? [甲, 乙]\n: 丙\n", 1, "?", "键应是一段文字"),
        ("制度: \x00", 1, "文件", "含有 YAML 不允许的字符；请另存为 UTF-8 纯文本"),
        ("制度: \ud800", 1, "文件", "含有 YAML 不允许的字符"),
    ],
)
def test_a_mistake_in_the_frame_is_named_by_line(text, line, key, message):
    found = [(problem.line, problem.message) for problem in problems_of(text) if problem.key.endswith(key)]
    assert any(at == line and message in said for at, said in found), problems_of(text)


def test_all_mistakes_are_reported_in_the_order_of_the_file():
    found = problems_of(whole_file("第五条: {5-2: {要旨: 甲, 环节: 立按}, 5-1: {要旨: }}\n第6条: {}"))
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert len(found) >= 4


def test_a_mistake_above_many_entries_is_reported_once():
    entries = "\n".join(f"  5-{number}: {{要旨: 甲}}" for number in range(1, 9))
    (found,) = problems_of(whole_file(f"第五条:\n  环节: 立按\n  应有记录: 文字\n{entries}"))
    assert found.line == FIRST_LINE + 1


def test_a_problem_reads_as_file_line_key_sentence():
    found = problem_with("环节: 立按, 应有记录: 文字")
    assert str(found) == f"{SOURCE}:8: 条文.第五条.5-1.环节: 词汇表中没有环节“立按”，是否应为“立案”"


def problems_in(text):
    try:
        read_regulation(text, library.vocabulary(), source=SOURCE)
    except RuleFileError as error:
        return error.problems
    return None


def assert_read_or_refused(text):
    problems = problems_in(text)
    assert problems is None or (problems and all(one.message and one.line >= 1 for one in problems))


@given(st.text())
def test_no_text_makes_the_reader_fail_otherwise(text):
    assert_read_or_refused(text)


YAML_BITS = st.sampled_from(
    [
        "制度",
        "条文",
        "第五条",
        "5-1",
        "环节",
        "条件",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "\n",
        "  ",
        "- ",
        "&a",
        "*a",
        "!t",
        "是",
    ]
)


@given(st.lists(YAML_BITS | st.text(max_size=3), max_size=60).map("".join))
def test_no_yaml_makes_the_reader_fail_otherwise(text):
    assert_read_or_refused(HEAD + text)


LINES = RULES.splitlines()
START = LINES.index("条文:")


@given(st.data())
def test_no_damaged_rule_file_makes_the_reader_fail_otherwise(data):
    start = data.draw(st.integers(START + 2, len(LINES) - 1), label="first line kept")
    kept = [*LINES[:10], "条文:", "  第一章 总则:", *LINES[start : start + 25]]
    number = data.draw(st.integers(11, len(kept) - 1), label="damaged line")
    at = data.draw(st.integers(0, len(kept[number])), label="column")
    kept[number] = kept[number][:at] + data.draw(st.text(max_size=4) | YAML_BITS) + kept[number][at + 1 :]
    assert_read_or_refused("\n".join(kept))
