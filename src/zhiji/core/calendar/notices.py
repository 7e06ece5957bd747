"""The State Council's yearly notice on holidays (国务院办公厅关于…年部分节假日安排的通知) as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import yaml

from zhiji.core.calendar.moments import MomentError, read_day

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("年份", "标题", "文号", "发布", "放假", "上班")
NUMBER = re.compile(r".+〔(\d{4})〕\d+号")
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1999, 2200  # 调休 began with the 国庆节 of 1999
SEASONS = {
    "元旦": ("01-01", "01-01"),
    "春节": ("01-21", "02-21"),
    "清明节": ("04-04", "04-06"),
    "劳动节": ("05-01", "05-01"),
    "端午节": ("05-27", "06-26"),
    "中秋节": ("09-07", "10-09"),
    "国庆节": ("10-01", "10-03"),
}
"""First and last day on which each festival can fall (农历正月初一, 五月初五 and 八月十五 move with the moon)."""


class NoticeError(ValueError):
    """A notice that cannot be used; the message is a Chinese sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's arrangement (全国年节及纪念日放假办法). Around New Year it may also speak of days of the year before."""

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
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoticeError(f"年份：{str(year)[:9]} 不对，“年份”应是 {FIRST_YEAR} 年以后的")
    spans = [(str(name), frozenset(_span(f"放假.{name}", span))) for name, span in off.items()]
    _check_festivals(spans, year)
    notice = Notice(
        year=year,
        title=str(document["标题"]),
        number=str(document["文号"]),
        issued=_day("发布", document["发布"]),
        off=frozenset(day for _, days in spans for day in days),
        working=frozenset(_day("上班", day) for day in working),
    )
    _check_source(notice)
    _check_days(notice)
    return notice


def _check_festivals(spans: list[tuple[str, frozenset[date]]], year: int) -> None:
    taken: set[date] = set()
    for name, days in spans:
        if twice := taken & days:
            raise NoticeError(
                f"放假.{name}：{min(twice)}已写在另一个节日里，合并放假的请写在一行，例如“国庆节、中秋节”"
            )
        taken |= days
    for festival, (first, last) in SEASONS.items():
        days = frozenset(day for name, span in spans if festival in name for day in span)
        if not days:
            raise NoticeError(f"放假：缺少{festival}，合并放假的请写在一行，例如“国庆节、中秋节”")
        if not any(f"{year}-{first}" <= day.isoformat() <= f"{year}-{last}" for day in days):
            raise NoticeError(f"放假.{festival}：{min(days)}起的这几天里没有 {year} 年的{festival}，请核对")


def _check_source(notice: Notice) -> None:
    found = NUMBER.fullmatch(notice.number)
    if found is None:
        raise NoticeError(f"文号：“{notice.number[:40]}”应照抄通知的文号，例如“国办发明电〔2025〕7号”")
    if int(found[1]) != notice.issued.year:
        raise NoticeError(f"文号：〔{found[1]}〕与发布日期 {notice.issued} 不是同一年，请核对")
    if not notice.year - 1 <= notice.issued.year <= notice.year or str(notice.year) not in notice.title:
        raise NoticeError(f"标题、发布：看不出是 {notice.year} 年的通知，请核对")


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


def _check_days(notice: Notice) -> None:
    for day in sorted(notice.off | notice.working):
        if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
            raise NoticeError(f"{day}不在 {notice.year} 年（或上一年 12 月），请核对")
    for day in sorted(notice.working):
        if day.weekday() < SATURDAY or day in notice.off:
            raise NoticeError(f"上班：{day}不是调休上班的周末，请核对")


def doubts(notice: Notice) -> list[str]:
    """What is unusual in a notice that can be used, for whoever checks it against the paper.

    调休 moves days and adds none: weekdays off, less weekend days worked, are the statutory holidays.
    """
    taken = sum(day.weekday() < SATURDAY for day in notice.off) - len(notice.working)
    due = 13 if notice.year >= 2025 else 11
    if taken == due:
        return []
    return [f"放假与调休相抵是 {taken} 个工作日，而法定节假日是 {due} 天：请逐日对照原件，确认没有抄漏或抄错"]
