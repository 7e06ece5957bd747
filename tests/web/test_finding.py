"""The list of cases: what stands in its address, and the table taken away from it."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from tests.builders import open_case

from zhiji.core.ledger.entry import EntryType
from zhiji.trail import queries as trail
from zhiji.web import paging


def table(client, **asked):
    answer = client.get(reverse("case-table"), asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"party": "榕香"}, True),
        ({"party": "无此人"}, False),
        ({"since": "2026-03-02", "until": "2026-03-02", "event": "现场检查"}, True),
        ({"since": "2026-04-01"}, False),
        ({"sort": "按编号", "progress": "在办"}, True),
    ],
)
def test_the_list_and_its_table_show_the_same_cases(office, cast, as_, asked, found):
    client = as_(cast.lin)
    assert (office.case.title in client.get(reverse("case-list"), asked).text) is found
    assert ([row["案件编号"] for row in table(client, **asked)] == [office.case.number]) is found


@pytest.mark.parametrize(
    "asked", [{"since": "三月二日"}, {"since": "2026-03-02", "until": "2026-03-01"}, {"unit": "x"}]
)
def test_what_was_not_understood_is_said_and_gives_no_table(office, cast, as_, asked):
    client = as_(cast.lin)
    page = client.get(reverse("case-list"), asked)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert client.get(reverse("case-table"), asked).status_code == 302


def test_a_table_taken_away_is_entered_without_what_was_typed(office, cast, as_):
    table(as_(cast.lin), party="榕香")
    entry = trail.line(trail.size() - 1).entry
    assert entry.type is EntryType.DOWNLOADED
    assert entry.facts == {"page": "case-table", "cases": 1, "by": ["party"]}


def test_who_sees_less_takes_away_less(office, cast, as_):
    assert len(table(as_(cast.ye))) == 1
    assert table(as_(cast.wu)) == []


def test_a_cell_is_no_formula(cast, as_):
    open_case(cast, title="=HYPERLINK(1)")
    assert [row["案件名称"] for row in table(as_(cast.lin))] == ["'=HYPERLINK(1)"]


def test_a_long_list_is_counted_so_far_and_no_further(cast, as_, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 2)
    for _ in range(3):
        open_case(cast)
    page = as_(cast.lin).get(reverse("case-list")).text
    assert "2+ 件" in page
    assert "只列出前 2 件" in page
