from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.calendar import NoticeError, doubts, read_notice
from zhiji.external import library

GOOD = """
年份: 2026
标题: 国务院办公厅关于2026年部分节假日安排的通知
文号: 国办发明电〔2025〕7号
发布: 2025-11-04
放假:
  元旦: 2025-12-31 至 2026-01-02
  春节: 2026-02-15 至 2026-02-23
  清明节: 2026-04-06
  劳动节: 2026-05-01 至 2026-05-05
  端午节: 2026-06-19
  国庆节、中秋节: 2026-10-01 至 2026-10-07
上班: [2026-02-14, 2026-02-28]
"""


def test_a_notice_says_its_source_and_its_days():
    notice = read_notice(GOOD)
    assert (notice.year, notice.number, notice.issued) == (2026, "国办发明电〔2025〕7号", date(2025, 11, 4))
    assert {date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 6), date(2026, 10, 7)} <= notice.off
    assert len(notice.off) == 3 + 9 + 1 + 5 + 1 + 7
    assert notice.working == {date(2026, 2, 14), date(2026, 2, 28)}


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("文号: 国办发明电〔2025〕7号", "", "恰有这些键"),
        ("年份: 2026", "年份: 1", "“年份”应是 1999 年以后的"),
        ("年份: 2026", "年份: 二〇二六", "“年份”应是整数"),
        ("年份: 2026", "年份: 2027", "没有 2027 年的元旦"),
        ("  清明节: 2026-04-06\n", "", "缺少清明节"),
        ("清明节: 2026-04-06", "清明节: 四月六日", "放假.清明节：“四月六日”不是日期"),
        (
            "2026-02-15 至 2026-02-23",
            "2026-02-23 至 2026-02-15",
            "放假.春节：“2026-02-23 至 2026-02-15”应是前一天至后一天",
        ),
        ("2026-05-01 至 2026-05-05", "2026-05-01 至 2026-06-05", "不超过 15 天"),
        ("[2026-02-14, 2026-02-28]", "[2026-02-13]", "2026-02-13不是调休上班的周末"),
        ("[2026-02-14, 2026-02-28]", "[2026-02-15]", "2026-02-15不是调休上班的周末"),
        ("[2026-02-14, 2026-02-28]", "[2028-02-12]", "2028-02-12不在 2026 年"),
        ("[2026-02-14, 2026-02-28]", "[节前]", "上班：“节前”不是日期"),
        ("发布: 2025-11-04", "发布: 去年", "发布：“去年”不是日期"),
        ("上班: [", "上班: [[", "不是 YAML"),
        (GOOD, "", "恰有这些键"),
        ("文号: 国办发明电〔2025〕7号", "文号: 无", "文号：“无”应照抄通知的文号"),
        ("〔2025〕", "〔2024〕", "不是同一年"),
        ("2025-11-04", "2026-11-04", "不是同一年"),
        ("关于2026年", "关于2027年", "看不出是 2026 年的通知"),
        ("端午节: 2026-06-19", "端午节: 2026-07-19", "放假.端午节：2026-07-19起的这几天里没有 2026 年的端午节"),
        ("端午节: 2026-06-19", "端午节: 2026-05-04", "2026-05-04已写在另一个节日里"),
    ],
)
def test_a_mistake_in_a_notice_is_named(good, bad, words):
    with pytest.raises(NoticeError) as caught:
        read_notice(GOOD.replace(good, bad))
    assert words in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_refused_with_a_sentence(text):
    with pytest.raises(NoticeError):
        read_notice(text)


def test_a_notice_that_gives_more_days_than_the_law_is_doubted():
    assert len(doubts(read_notice(GOOD))) == 1
    files = library.data_folder("calendar").glob("*.yaml")
    assert [doubts(read_notice(file.read_text(encoding="utf-8"))) for file in files] == [[]] * 4
