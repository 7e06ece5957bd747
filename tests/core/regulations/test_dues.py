"""期限, 扣除 and 不早于 of an obligation."""

from __future__ import annotations

import pytest

from tests.core.regulations.reading import obligation, problem_with
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import Due, Kind, Pause, Span, Unit

THIRTY = Span(30, Unit.DAYS)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30日内，不顺延", Due("event", within=THIRTY, roll=False)),
        ("听证满7个工作日前", Due("听证", before=Span(7, Unit.WORKING_DAYS), clear=True)),
        ("催告书送达后10个工作日内", Due("催告书送达", within=Span(10, Unit.WORKING_DAYS))),
        ("公告送达后30日内", Due("公告送达", within=THIRTY)),
        ("送达后30日内", Due("送达", within=THIRTY)),
    ],
)
def test_a_limit_in_the_words_of_a_law_is_read_and_written(text, due):
    found = obligation(f"环节: 查封扣押, 应有文书: 现场笔录, 期限: {text}").due
    assert found == due
    assert write_limit(found) == text


def test_time_that_does_not_count_is_an_event_or_lies_between_two():
    found = obligation("环节: 受理, 应有环节: 准予许可, 期限: 20个工作日内, 扣除: [检验鉴定, 听证通知至听证]").due
    assert found.excluding == (Pause("检验鉴定", "检验鉴定"), Pause("听证通知", "听证"))
    assert write_limit(found) == "20个工作日内（扣除检验鉴定、听证通知至听证）"


def test_a_longer_limit_leaves_out_the_same_time():
    found = obligation(
        "环节: 受理, 应有环节: 准予许可, 期限: 20个工作日内, 扣除: 检验鉴定, "
        "例外: {案中有环节: 延期许可, 期限改为: 30个工作日内}"
    )
    assert found.unless[0].due.excluding == found.due.excluding == (Pause("检验鉴定", "检验鉴定"),)


def test_what_must_wait_is_a_limit():
    found = obligation("环节: 作出决定, 不早于: 行政处罚告知后5个工作日")
    assert found.kind is Kind.LIMIT
    assert found.demand.not_before == Due("行政处罚告知", within=Span(5, Unit.WORKING_DAYS))


@pytest.mark.parametrize(
    ("entry", "key", "message"),
    [
        ("环节: 受理, 应有环节: 准予许可, 期限: 24小时内, 扣除: 检验鉴定", "扣除", "只用于以日"),
        ("环节: 受理, 应有环节: 准予许可, 期限: 20日内, 扣除: 检验", "扣除", "没有环节“检验”，是否应为“检验鉴定”"),
        ("环节: 受理, 应有环节: 准予许可, 期限: 20日内, 扣除: 听证至听正", "扣除", "没有环节“听正”"),
        ("环节: 作出决定, 不早于: 行政处罚告知前", "不早于", "写明从何时起满多久"),
        ("环节: 作出决定, 不早于: 5个工作日", "不早于", "请写明从何时起算"),
        ("环节: 催告, 应有文书: 催告书, 不早于: 送达后5日", "不早于", "请单写一项，不与“应有文书”写在一起"),
        ("文书: 催告书, 不早于: 催告后5个工作日", "不早于", "写在环节上"),
        ("环节: 催告, 应有文书: 催告书, 期限: 催告涵送达后5日内", "期限", "不知道从何时起算：“催告涵送达”"),
        ("环节: 催告, 应有文书: 催告书, 依据来源: 听说", "依据来源", "可写：常识、转引"),
    ],
)
def test_a_limit_that_makes_no_sense_is_explained(entry, key, message):
    problem = problem_with(entry)
    assert problem.key.endswith(f".{key}")
    assert message in problem.message


def test_an_obligation_says_where_it_was_read():
    assert obligation("环节: 催告, 应有文书: 催告书, 依据来源: 转引").basis == "转引"
    assert obligation("环节: 催告, 应有文书: 催告书").basis is None
