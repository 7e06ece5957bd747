"""Time limits in the words of the law: “24小时内”, “听证7日前”, “办结后30日内”, “及时”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiji.core.regulations.model import Due, Keep, Pause, Span, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

STARTS = {
    "本环节": "event",
    "本环节开始": "event.start",
    "制作完成": "record.made_at",
    "返回单位": "returned_at",
    "办结": "concluded_at",
    "审批": "approval",
    "利用": "access",
}
UNITS = {
    "小时": Unit.HOURS,
    "日": Unit.DAYS,
    "天": Unit.DAYS,
    "个工作日": Unit.WORKING_DAYS,
    "工作日": Unit.WORKING_DAYS,
    "个月": Unit.MONTHS,
    "年": Unit.YEARS,
}
WORDS = ("及时", "立即", "即时", "当场", "定期", "法定期限", "规定期限", "改正期限")
"""What a text may say instead of a figure; such a limit has no due time."""

TERMS = {"永久": "permanent", "长期": "long", "与案卷同期": "case", "按有关规定": "按有关规定"}

_UNIT = "|".join(UNITS)
_WITHIN = re.compile(
    rf"(?:(?P<start>.+?)(?:之日起|后|起))?(?P<amount>\d{{1,4}})(?P<unit>{_UNIT})内?(?P<fixed>，不顺延)?"
)
_BEFORE = re.compile(rf"(?P<start>.+?)(?:(?P<clear>满)?(?P<amount>\d{{1,4}})(?P<unit>{_UNIT}))?之?前")
_AT = re.compile(r"(?P<start>.+?)时(?P<limit>当场)?")
_WORDS = re.compile(rf"(?:(?P<start>.+?)后)?(?P<words>{'|'.join(WORDS)})")
_YEARLY = re.compile(r"每年(?P<month>\d{1,2})月(?P<day>\d{1,2})日前")
_KEEP = re.compile(r"(?P<least>不少于)?(?P<amount>\d{1,3})(?P<unit>年|个月)(?P<more>以上)?")


def read_limit(text: str, start: str | None, event: Callable[[str], str | None]) -> Due | str:
    """The limit, or what is wrong with it as a Chinese sentence.

    `start` is what the limit counts from where the text does not say; `event` knows the names of events.
    """
    if yearly := _YEARLY.fullmatch(text):
        return _yearly(int(yearly["month"]), int(yearly["day"]))
    for pattern, build in ((_BEFORE, _before), (_WORDS, _words), (_WITHIN, _within), (_AT, _at)):
        if found := pattern.fullmatch(text):
            name = found["start"]
            begin = start if name is None else STARTS.get(name) or event(name)
            if name is not None and begin is None:
                return f"不知道从何时起算：“{name}”不是环节，也不是{'、'.join(STARTS)}之一"
            return build(begin, found)
    return f"读不懂期限“{text}”；写法如：24小时内、2个工作日内、办结后30日内、听证7日前、本环节前、办结时、及时"


def _yearly(month: int, day: int) -> Due | str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return f"没有{month}月{day}日这一天"
    return Due(start=None, yearly=f"{month:02}-{day:02}")


def _within(start: str | None, found: re.Match[str]) -> Due | str:
    if start is None:
        return "这一项不针对环节，请写明从何时起算，例如“办结后30日内”"
    return Due(start, within=_span(found), roll=found["fixed"] is None)


def _before(start: str | None, found: re.Match[str]) -> Due:
    if not found["amount"]:
        return Due(start, before=Span(0, Unit.DAYS))
    return Due(start, before=_span(found), clear=found["clear"] is not None)


def _at(start: str | None, found: re.Match[str]) -> Due:
    """“办结时”: no limit in the text, it must be there by then. “当场处罚时当场”: the text's own limit."""
    return Due(start, within=Span(0, Unit.HOURS if found["limit"] else Unit.DAYS))


def _words(start: str | None, found: re.Match[str]) -> Due:
    return Due(start, words=found["words"])


def _span(found: re.Match[str]) -> Span:
    return Span(int(found["amount"]), UNITS[found["unit"]])


def write_limit(due: Due) -> str:
    """The limit in the words that `read_limit` understands."""
    if due.yearly is not None:
        month, day = due.yearly.split("-")
        return f"每年{int(month)}月{int(day)}日前"
    start = next((name for name, code in STARTS.items() if code == due.start), due.start or "")
    after = f"{start}后" if start and due.start != "event" else ""
    if due.before is not None:
        return f"{start}{'满' if due.clear else ''}{_written(due.before) if due.before.amount else ''}前"
    if due.within is None:
        return f"{after}{due.words}"
    if due.within.amount == 0:
        return f"{start}时{'当场' if due.within.unit is Unit.HOURS else ''}"
    fixed = "" if due.roll else "，不顺延"
    return f"{after}{_written(due.within)}内{fixed}{_excluded(due.excluding)}"


def _excluded(pauses: tuple[Pause, ...]) -> str:
    names = [pause.first if pause.first == pause.last else f"{pause.first}至{pause.last}" for pause in pauses]
    return f"（扣除{'、'.join(names)}）" if names else ""


def _written(span: Span) -> str:
    return f"{span.amount}{next(name for name, unit in UNITS.items() if unit is span.unit)}"


def read_keep(text: str) -> Keep | None:
    """“永久”, “长期”, “与案卷同期”, “2年”, “不少于6个月”; None where it cannot be read."""
    if text in TERMS:
        return Keep(TERMS[text], at_least=False)
    found = _KEEP.fullmatch(text)
    if found is None:
        return None
    unit = UNITS[found["unit"]]
    return Keep(f"{int(found['amount'])}{unit}", at_least=bool(found["least"] or found["more"]))
