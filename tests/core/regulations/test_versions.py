"""Versions of a regulation: which holds on a day, and how they must follow one another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.regulations.reading import problems_of as file_problems
from zhiji.core.regulations import RegulationError, Version, applicable, in_order, read_reference, read_regulation
from zhiji.core.regulations.succession import RuleFile, problems_of
from zhiji.core.regulations.versions import Reference, pick
from zhiji.external import library

NEW_YEAR = date(2026, 1, 1)
TEXT = """\
制度:
  编号: demo
  名称: 示例办法
{dates}  执法行为: [行政处罚]
条文:
  第一条: {{1-1: {{要旨: 甲, 仅作说明: 定义}}}}
"""


def text(**dates: str) -> str:
    return TEXT.format(dates="".join(f"  {key}: {day}\n" for key, day in dates.items()))


def version(**dates: str):
    return read_regulation(text(**dates), library.vocabulary(), source="demo.yaml")


def family(*days: str):
    return in_order(version(施行=day) for day in days)


def problems(**files: dict[str, str]) -> list[str]:
    """`files`: dates of each file by its name, where __ stands for @ and _ for -."""
    named = {name.replace("__", "@").replace("_", "-"): text(**dates) for name, dates in files.items()}
    found = [
        RuleFile(name, f"{name}.yaml", said, read_regulation(said, library.vocabulary(), source=f"{name}.yaml"))
        for name, said in named.items()
    ]
    return [str(one) for one in problems_of(found)]


def test_a_case_of_the_day_before_and_of_the_day_itself_fall_under_different_versions():
    versions = family("2026-01-01", "2021-07-15")
    assert [one.since for one in versions] == [date(2021, 7, 15), NEW_YEAR]
    assert applicable(versions, NEW_YEAR - timedelta(days=1)) is versions[0]
    assert applicable(versions, NEW_YEAR) is versions[1]
    assert versions[0].lapses == NEW_YEAR


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True), st.dates())
def test_on_every_day_exactly_one_version_applies_and_is_in_force_from_the_first_day_on(days, day):
    versions = family(*map(str, days))
    found = applicable(versions, day)
    assert [one for one in versions if one.in_force_on(day)] == ([found] if day >= min(days) else [])
    assert found is versions[0] or found.since <= day


def test_before_the_first_version_the_first_stands_in_and_says_so():
    (only,) = family("2026-01-01")
    found = Version.of(applicable([only], date(2025, 12, 31)), date(2025, 12, 31))
    assert not found.in_force
    assert found.remark == "这一版自 2026-01-01 起施行，案件启动之日（2025-12-31）还没有施行，只能作参照"


def test_after_a_version_lapsed_it_stands_in_and_says_so():
    (only,) = in_order([version(施行="2020-01-01", 失效="2025-01-01")])
    found = Version.of(applicable([only], NEW_YEAR), NEW_YEAR)
    assert found.remark == "这一版自 2025-01-01 起失效，案件启动之日（2026-01-01）已经失效，只能作参照"
    assert Version.of(only, date(2024, 12, 31)).remark == ""


@pytest.mark.parametrize(
    ("dates", "since"),
    [
        ({}, None),
        ({"施行": "发布之日"}, None),
        ({"施行": "发布之日", "发布": "2019-07-30"}, date(2019, 7, 30)),
        ({"施行": "2026-01-01", "发布": "2025-12-01"}, NEW_YEAR),
        ({"发布": "2025-12-01"}, None),
    ],
)
def test_a_version_is_in_force_from_the_day_its_text_names(dates, since):
    assert version(**dates).since == since
    assert version(**dates).in_force_on(date(1999, 1, 1)) is (since is None)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("fuzhou-cg", Reference("fuzhou-cg")),
        ("fuzhou-cg@2026-01-01", Reference("fuzhou-cg", NEW_YEAR)),
        ("fuzhou-cg@5be1a0c4", Reference("fuzhou-cg", None, "5be1a0c4")),
    ],
)
def test_a_version_is_named_by_a_day_or_by_its_digest(said, wanted):
    assert read_reference(said) == wanted


@pytest.mark.parametrize("said", ["", "@", "a@", "a@2026-02-30", "a@明天", "a@2026-01-01@x", "a@5be1"])
def test_what_names_no_version_is_refused_with_an_example(said):
    with pytest.raises(RegulationError, match="例如 fuzhou-cg@2026-03-02"):
        read_reference(said)


def test_the_newest_is_meant_where_nothing_is_said_of_the_version():
    versions = family("2021-07-15", "2026-01-01")
    assert pick(versions, Reference("demo")) is versions[1]
    assert pick(versions, Reference("demo", date(2022, 1, 1))) is versions[0]
    assert pick(versions, Reference("demo", None, "00000000")) is None


def test_a_version_may_not_lapse_before_it_begins():
    (found,) = file_problems(text(施行="2026-01-01", 失效="2026-01-01"))
    assert (found.line, found.key) == (5, "制度.失效")
    assert "应在施行日期（2026-01-01）之后" in found.message


def test_versions_in_order_have_no_problem():
    assert problems(demo={"施行": "2026-01-01"}, demo__2021_07_15={"施行": "2021-07-15", "失效": "2026-01-01"}) == []
    assert problems(demo={"施行": "发布之日"}) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"demo": {"施行": "2026-01-01"}, "demo__2021_07_15": {"施行": "2021-07-15", "失效": "2026-02-01"}},
            "demo@2021-07-15.yaml:5: 制度.失效: 2026-02-01 才失效，下一版 2026-01-01 已经施行，两版重叠",
        ),
        (
            {"demo": {"施行": "2026-01-01"}, "demo__2021_07_15": {"施行": "2021-07-15", "失效": "2025-07-15"}},
            "demo@2021-07-15.yaml:5: 制度.失效: 2025-07-15 失效，下一版 2026-01-01 才施行，其间没有制度",
        ),
        (
            {"demo": {"施行": "2020-01-01"}, "demo__2021_07_15": {"施行": "2021-07-15"}},
            "demo.yaml:4: 制度.施行: 不带日期的文件应是最新的一版",
        ),
        (
            {"demo": {"施行": "2026-01-01"}, "demo__2021_07_15": {"施行": "2021-07-16"}},
            "demo@2021-07-15.yaml:4: 制度.施行: 文件名写的是 2021-07-15，施行日期却是 2021-07-16",
        ),
        (
            {"demo": {"施行": "2026-01-01"}, "demo__2026_01_01": {"施行": "2026-01-01"}},
            "制度.施行: 与 demo.yaml 同在 2026-01-01 施行",
        ),
        (
            {"demo": {"施行": "发布之日"}, "demo__2021_07_15": {"施行": "2021-07-15"}},
            "demo.yaml:4: 制度.施行: 有几个版本的制度，每一版都要写明施行日期",
        ),
        ({"other": {"施行": "2026-01-01"}}, "other.yaml:2: 制度.编号: 编号“demo”与文件名“other”不同"),
    ],
)
def test_versions_that_do_not_follow_one_another_are_named_by_file_line_and_key(files, said):
    (found,) = problems(**files)
    assert said in found


@pytest.mark.parametrize("regulation_id", library.regulation_ids())
def test_the_versions_that_ship_follow_one_another(regulation_id):
    folder = library.data_folder("rules")
    assert problems_of(library.succession(folder / f"{regulation_id}.yaml")) == ()
