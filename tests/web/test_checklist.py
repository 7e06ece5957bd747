"""Order, grouping and next steps of a checklist, for a case judged by the real rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import case_value, document, event, moment, party

from zhiji.compliance.judging import Yardstick
from zhiji.core.casefile import CaseFile, model
from zhiji.external import library
from zhiji.rulebook.queries import Rulebook
from zhiji.web import statuses
from zhiji.web.cases.checklist import checklist
from zhiji.web.cases.steps import Steps
from zhiji.web.cases.subjects import subjects
from zhiji.web.cases.timeline import timeline

judge = Yardstick(Rulebook(), library.working_calendar()).judge
INSPECTION = event(id="e1", end=moment("03-02 10:10"), officers=("o1",), parties=("p1",))
FILE = CaseFile(
    case=case_value(id="C-1"),
    parties=(party(id="p1"),),
    officers=(model.Officer("o1", "林执"),),
    events=(INSPECTION, event("立案", "03-02 11:00", id="e2")),
    records=(document(id="r1", event="e1"),),
)
AT = moment("03-02 12:00")


def shown(file=FILE):
    return checklist(
        judge(file, at=AT),
        subjects=subjects(file),
        step=Steps(file).after,
        stages=("调查取证", "审查决定", "程序启动"),
    )


def step(requirement, subject, file=FILE):
    findings = judge(file, at=AT).findings
    found = next(each for each in findings if each.requirement == requirement and each.subject == subject)
    return Steps(file).after(found)


def test_groups_come_in_the_order_asked_for():
    stages = [group.stage for group in shown().groups]
    assert stages.index("调查取证") < stages.index("程序启动")


def test_in_each_group_the_worst_comes_first():
    for group in shown().groups:
        order = [statuses.URGENCY[line.finding.status] for line in group.todo]
        assert order == sorted(order)


def test_every_finding_is_shown_once():
    listed = shown()
    lines = sum(len(group.todo) + len(group.settled) + len(group.satisfied) for group in listed.groups)
    assert lines == listed.total == len(judge(FILE, at=AT).findings)


def test_the_next_limit_is_the_earliest_that_still_runs():
    running = [each.due_at for each in judge(FILE, at=AT).findings if each.status == "待完成" and each.due_at]
    assert shown().next_due.finding.due_at == min(running)


@pytest.mark.parametrize(
    ("requirement", "subject", "word", "url"),
    [
        ("fuzhou-cg/11-2", "e1", "上传音像", "/cases/C-1/upload?event=e1"),
        ("fuzhou-cg/15-1", "r1", "补签名", "/cases/C-1/documents/r1/sign"),
        ("fuzhou-cg/7-1", "e2", "制作立案审批表", "/cases/C-1/documents/new?type=%E7%AB%8B"),
        ("fuzhou-cg/7-2", "e2", "送审", "/cases/C-1/approvals/new?of=e2&role=%E6%89%BF"),
    ],
)
def test_a_finding_leads_to_the_page_where_it_is_mended(requirement, subject, word, url):
    found = step(requirement, subject)
    assert found.word == word
    assert found.url.startswith(url)


def test_what_is_satisfied_leads_nowhere():
    filmed = document(id="r2", event="e1", medium="录像", doc_type=None)
    assert step("fuzhou-cg/11-2", "e1", replace(FILE, records=(*FILE.records, filmed))) is None


def test_the_timeline_tells_the_events_by_day_and_what_is_missing_on_each():
    told = timeline(FILE, judge(FILE, at=AT).findings, {}, {})
    entry = told.days[0].entries[0]
    assert [each.event.id for each in told.days[0].entries] == ["e1", "e2"]
    assert [mark.word for mark in entry.marks if mark.tone == "has"] == ["现场检查笔录"]
    assert "缺音像记录" in [mark.word for mark in entry.marks]
    assert (told.written, told.filmed) == (1, 0)


def test_many_pictures_share_one_mark():
    pictures = tuple(document(id=f"r{n}", event="e1", medium="照片", doc_type=None) for n in range(2, 9))
    told = timeline(replace(FILE, records=pictures), (), {}, {})
    mark = told.days[0].entries[0].marks[0]
    assert (mark.word, len(mark.more)) == ("照片 7", 7)


def test_an_event_tells_what_sets_it_apart():
    elsewhere = event(id="e1", place="仓库", parties=("p2",), facts={"outcome": "发现违法"})
    people = (*FILE.parties, party(id="p2", role="证人", name="王五"))
    told = timeline(replace(FILE, parties=people, events=(elsewhere,)), (), {}, {})
    label = library.vocabulary().fact_label("outcome")
    assert told.days[0].entries[0].detail == f"仓库 · 王五 · {label}：发现违法"
