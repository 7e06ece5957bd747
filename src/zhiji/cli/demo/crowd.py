"""Many ordinary cases, taken over as data from an older system: a large office for measuring pages and loads.

Drawn by lot from a few courses of procedure; now and then something is missing or late, as in life. Their recordings are
records without files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from zhiji.cli.demo.people import PEOPLE
from zhiji.cli.demo.punishments import BASIS, DECISION, RIGHTS
from zhiji.core.casefile import model

if TYPE_CHECKING:
    from collections.abc import Iterator

SURNAMES, GIVEN = "陈林黄郑吴李王张刘杨蔡许何谢罗", "伟芳娜敏静强磊军洋艳勇杰娟涛明超秀霞平刚"
STREETS = ("东街", "五四路", "湖东路", "杨桥路", "津泰路", "乌山路", "井大路", "北大路", "通湖路", "道山路")
SHOPS = ("小吃店", "便利店", "水果店", "茶行", "洗车行", "五金店", "面馆", "理发店", "药店", "花店")
OFFENCES = ("占道经营", "店外堆放杂物", "擅自设置户外广告", "乱倒垃圾", "油烟扰民", "违法搭盖", "损坏绿地")
FAULTS = 0.03
"""How often a record is missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a course: so many days after the opening, with a document and, if `filmed`, a recording."""

    day: int
    kind: str
    paper: str
    filmed: bool = False
    signed: bool = False
    covers: tuple[str, ...] = ()
    facts: tuple[tuple[str, str | bool], ...] = ()


ORDINARY = (
    Step(0, "现场检查", "现场检查笔录", filmed=True, signed=True, facts=(("outcome", "发现违法"),)),
    Step(1, "立案", "立案审批表"),
    Step(3, "询问", "询问笔录", filmed=True, signed=True, facts=(("target", "当事人"),)),
    Step(8, "调查终结", "案件调查终结报告"),
    Step(9, "行政处罚告知", "行政处罚告知书", covers=(*BASIS, *RIGHTS), facts=(("form", "书面"),)),
    Step(16, "决定审批", "行政处罚决定审批表", covers=DECISION),
    Step(17, "作出决定", "行政处罚决定书", covers=DECISION, facts=(("outcome", "行政处罚"),)),
    Step(18, "送达", "送达回证", filmed=True, signed=True, facts=(("way", "直接"),)),
    Step(28, "履行", "履行记录"),
    Step(30, "结案", "结案表"),
    Step(40, "归档", "卷内目录"),
)
PATROL = (
    Step(0, "日常巡查", "现场笔录", filmed=True, signed=True, facts=(("outcome", "引导劝导纠正"),)),
    Step(1, "归档", "卷内目录"),
)
CHECK = (
    Step(0, "启动检查", "检查审批表"),
    Step(1, "现场检查", "现场检查笔录", filmed=True, signed=True, facts=(("outcome", "无问题"),)),
    Step(3, "检查汇总", "检查汇总记录"),
    Step(5, "归档", "卷内目录"),
)
COURSES = (
    ("行政处罚", "普通程序", ORDINARY),
    ("行政处罚", "普通程序", ORDINARY),
    ("监督检查", None, CHECK),
    ("日常巡查", None, PATROL),
)


def old_cases(count: int, *, seed: int, before: datetime) -> Iterator[model.CaseFile]:
    """So many cases of the year before `before`, in the order of their opening; the same for the same seed."""
    lot = Random(seed)  # noqa: S311  # for play, not for secrets
    first = before - timedelta(days=365)
    for serial, minutes in enumerate(sorted(lot.randrange(300 * 24 * 60) for _ in range(count)), start=1):
        day = (first + timedelta(minutes=minutes)).date()
        opened_at = datetime.combine(day, time(9 + minutes % 8, minutes % 60), before.tzinfo)
        yield _case_file(lot, f"旧案-{day.year}-{serial:06d}", opened_at)


def _case_file(lot: Random, number: str, opened_at: datetime) -> model.CaseFile:
    act, procedure, course = lot.choice(COURSES)
    taken = course[: lot.choice((len(course), len(course), lot.randint(1, len(course))))]
    officers = _officers(lot)
    shop = lot.choice(STREETS) + lot.choice(SURNAMES) + "记" + lot.choice(SHOPS)
    events, records = _course(lot, opened_at, taken)
    ended = events[-1].ended if len(taken) == len(course) else None
    subject = {"行政处罚": lot.choice(OFFENCES) + "案"}.get(act, act)
    case = model.Case(
        id=number,
        title=f"{shop}{subject}",
        regulation="fuzhou-cg",
        act=act,
        unit=str(officers[0].unit),
        opened_at=opened_at,
        procedure=procedure,
        place=f"{lot.choice(STREETS)}{lot.randint(1, 300)}号",
        concluded_at=ended - timedelta(days=1) if ended else None,
        archived_at=ended,
    )
    person = lot.choice(SURNAMES) + lot.choice(GIVEN) + lot.choice(GIVEN)
    parties = (model.Party("p1", "当事人", "个体工商户", f"{shop}（{person}）"),)
    return model.CaseFile(case, parties, officers, tuple(events), tuple(records))


def _officers(lot: Random) -> tuple[model.Officer, model.Officer]:
    first = lot.choice([person for person in PEOPLE if person.unit.endswith("中队") and person.badge])
    second = lot.choice([person for person in PEOPLE if person.unit == first.unit and person is not first])
    return (
        model.Officer("o1", first.name, first.badge, first.unit),
        model.Officer("o2", second.name, second.badge, second.unit),
    )


def _course(lot: Random, opened_at: datetime, taken: tuple[Step, ...]) -> tuple[list[model.Event], list[model.Record]]:
    events: list[model.Event] = []
    records: list[model.Record] = []
    for number, step in enumerate(taken, start=1):
        start = opened_at + timedelta(days=step.day, minutes=lot.randint(5, 50))
        end = start + timedelta(minutes=lot.randint(10, 60))
        event = model.Event(
            id=f"e{number}",
            type=step.kind,
            start=start,
            end=end,
            officers=("o1", "o2"),
            parties=("p1",) if step.signed else (),
            facts=dict(step.facts),
            av_notice_at=start if step.filmed else None,
        )
        events.append(event)
        records += [record for record in _records(step, event, len(records)) if lot.random() > FAULTS]
    return events, records


def _records(step: Step, event: model.Event, made: int) -> Iterator[model.Record]:
    at = event.ended + timedelta(minutes=5)
    signatures = tuple(model.Signature(who, "签名", at) for who in ("p1", "o1", "o2")) if step.signed else ()
    yield model.Record(
        f"r{made + 1}",
        event.id,
        "文书",
        at,
        doc_type=step.paper,
        made_by="o1",
        covers=step.covers,
        fields={"收到日期": f"{at:%Y-%m-%d}"} if step.kind == "送达" else {},
        signatures=signatures,
    )
    if step.filmed:
        stored = event.ended + timedelta(hours=3)
        yield model.Record(
            f"r{made + 2}",
            event.id,
            "录像",
            event.ended,
            method="执法记录仪",
            device="DSJ-00017",
            stored_at=stored,
            stored_in="执法信息系统",
        )
