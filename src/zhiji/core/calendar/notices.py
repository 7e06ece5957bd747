"""The State Council's yearly notice on holidays (国务院办公厅关于…年部分节假日安排的通知) as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import yaml

from zhiji.core.calendar.moments import MomentError, read_day

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("年份", "标题", "文号", "发布", "放假", "上班")
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")  # 全国年节及纪念日放假办法第二条
SATURDAY = 5


class NoticeError(ValueError):
    """A notice that cannot be used; the message is a Chinese sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's arrangement. Around New Year it may also speak of days of the year before."""

    year: int
    title: str
    number: str
    issued: date
    off: frozenset[date]
    working: frozenset[date]


def read_notice(text: str) -> Notice:
    """One file of `calendar/` (docs/formats/calendar.md). Raises `NoticeError`."""
    try:
        document = yaml.load(text, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NoticeError(f"不是 YAML 文本：{' '.join(str(error).split())}") from None
    if not isinstance(document, dict) or set(document) != set(KEYS):
        raise NoticeError(f"一份放假通知恰有这些键：{'、'.join(KEYS)}")
    year, off, working = document["年份"], document["放假"], document["上班"]
    if type(year) is not int or not isinstance(off, dict) or not isinstance(working, list):
        raise NoticeError("“年份”应是整数，“放假”应按节日分行，“上班”应是日期的列表")
    _require_all_festivals(off)
    notice = Notice(
        year=year,
        title=str(document["标题"]),
        number=str(document["文号"]),
        issued=_day("发布", document["发布"]),
        off=frozenset(day for name, span in off.items() for day in _span(f"放假.{name}", span)),
        working=frozenset(_day("上班", day) for day in working),
    )
    _check(notice)
    return notice


def _require_all_festivals(off: dict[object, object]) -> None:
    named = "、".join(map(str, off))
    missing = [festival for festival in FESTIVALS if festival not in named]
    if missing:
        raise NoticeError(f"放假：缺少{'、'.join(missing)}，合并放假的请写在一行，例如“国庆节、中秋节”")


def _span(place: str, value: object) -> Iterator[date]:
    """`2026-10-01 至 2026-10-07`, or one day."""
    first, _, last = str(value).partition("至")
    start = _day(place, first.strip())
    days = (_day(place, last.strip()) - start).days if last else 0
    if not 0 <= days < 15:
        raise NoticeError(f"{place}：“{value}”应是前一天至后一天，不超过 15 天")
    return (start + timedelta(days=offset) for offset in range(days + 1))


def _day(place: str, value: object) -> date:
    try:
        return read_day(str(value))
    except MomentError as error:
        raise NoticeError(f"{place}：{error}") from None


def _check(notice: Notice) -> None:
    for day in sorted(notice.off | notice.working):
        if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
            raise NoticeError(f"{day}不在 {notice.year} 年（或上一年 12 月），请核对")
    for day in sorted(notice.working):
        if day.weekday() < SATURDAY or day in notice.off:
            raise NoticeError(f"上班：{day}不是调休上班的周末，请核对")
