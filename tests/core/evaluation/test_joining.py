"""What laws say joins what the case's own regulation says."""

from __future__ import annotations

from dataclasses import replace

from tests.core.evaluation.ruled import case, event, moment, requirement
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations.model import Demand, Regulation
from zhiji.external import library

FILMED = requirement(demand=Demand(media=("音像",)))
WRITTEN = replace(requirement(demand=Demand(media=("文字",))), id="法/7-1", law="某法", article="第七条", basis="转引")


def judged(regulation_id, *requirements):
    regulation = Regulation(
        regulation_id, "某规定", None, None, None, None, None, None, ("行政处罚",), {}, requirements
    )
    judge = compile_regulation(regulation, library.vocabulary(), library.working_calendar())
    return judge.judge(case(events=(event(),)), at=moment("03-05 09:00"))


def test_findings_of_a_law_follow_and_bear_its_name():
    both = judged("局", FILMED).joined([judged("法", WRITTEN)])
    document = both.to_document()
    assert (document["regulation"], document["laws"]) == ("局", ["法"])
    assert [(one["requirement"], one["article"]) for one in document["findings"]] == [
        ("局/1-1", "第一条"),
        ("法/7-1", "某法第七条"),
    ]
    assert document["summary"] == {"缺失": 2}
    assert [one.get("basis") for one in document["findings"]] == [None, "转引"]


def test_where_no_law_is_asked_nothing_changes():
    alone = judged("局", FILMED)
    assert alone.joined([]) == alone
    assert "laws" not in alone.to_document()


def test_what_a_law_finds_decides_whether_all_is_sound():
    nothing = judged("局")
    assert nothing.sound
    assert not nothing.joined([judged("法", WRITTEN)]).sound
