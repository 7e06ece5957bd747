"""The document of findings, its sentences, and what docs/formats/findings.md shows of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.core.evaluation.ruled import case, event, finding, findings, moment, paper, requirement
from zhiji.core.casefile import Approval, parse
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations.model import (
    ApprovalCondition,
    ApprovalDemand,
    Condition,
    Demand,
    Due,
    Exemption,
    Keep,
    Kind,
    Span,
    Subject,
    SubjectKind,
    Unit,
)
from zhiji.external import library

PAGE = Path(__file__).parents[3] / "docs" / "formats" / "findings.md"
FILM = Demand(media=("音像",))
DAY = Due("event", within=Span(24, Unit.HOURS))


def sentence(only, file=None, at="12-31 12:00"):
    return finding(only, file or case(events=(event(),)), at).message


def judged():
    document = {
        "format": "zhiji-case/1",
        "case": {
            "id": "C-2026-0001",
            "title": "某案",
            "regulation": "fuzhou-cg",
            "act": "行政处罚",
            "unit": "大队",
            "opened_at": "2026-03-02T09:00:00+08:00",
        },
        "events": [{"id": "e1", "type": "现场检查", "start": "2026-03-02T09:30:00+08:00"}],
    }
    judge = compile_regulation(library.regulation("fuzhou-cg"), library.vocabulary(), library.working_calendar())
    return judge.judge(parse(document, library.vocabulary()), at=moment("03-02 12:00"))


def test_the_page_shows_a_finding_as_it_is_given():
    shown = json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1])
    given = judged().to_document()
    assert given.keys() == shown.keys()
    assert given["at"] == shown["at"]
    assert shown["findings"][0] in given["findings"]
    assert shown["retention"][0].keys() == {"record", "article", "keep", "until"}


def test_the_page_explains_each_status():
    explained = re.findall(r"^\| (\S+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(library.vocabulary().terms["status"]) <= set(explained)


def test_a_judgement_counts_and_says_whether_all_is_sound():
    judgement = judged()
    assert not judgement.sound
    assert judgement.summary == judgement.to_document()["summary"]
    assert judgement.summary["缺失"] == sum(one.status == "缺失" for one in judgement.findings)
    assert "豁免" not in judgement.summary


def test_what_is_missing_is_named_with_its_article():
    assert sentence(requirement(demand=FILM)) == "现场检查（e1）缺少音像记录（第一条：应当如此）。"


def test_what_is_pending_says_until_when():
    assert sentence(requirement(demand=FILM, due=DAY), at="03-02 12:00") == (
        "现场检查（e1）的音像记录待完成，应在2026年3月3日09:00前完成（第一条：应当如此）。"
    )
    still_on = case(events=(event(end=moment("03-02 12:01")),))
    assert "尚未到期" in sentence(requirement(demand=FILM), still_on, at="03-02 12:00")


def test_what_is_overdue_says_whether_it_was_done():
    late = case(events=(event(),), records=(paper("03-05 09:00", medium="录像"),))
    assert "还没有完成，已过2026年3月3日09:00的时限" in sentence(requirement(demand=FILM, due=DAY))
    assert "完成时已过2026年3月3日09:00的时限" in sentence(requirement(demand=FILM, due=DAY), late)


def test_an_exception_gives_its_reason():
    by_trait = (Exemption(Condition(traits=("不适宜音像记录",))),)
    unfit = case(events=(event(traits=("不适宜音像记录",)),))
    assert "不适宜音像记录属于本制度所列的例外" in sentence(requirement(demand=FILM, unless=by_trait), unfit)
    governed = (Exemption(Condition(traits=("设备故障",)), governed_by=("局/1-1",)),)
    broken = case(events=(event(traits=("设备故障",)),))
    assert "因设备故障，改按第一条的要求" in sentence(requirement(demand=FILM, unless=governed), broken)


def test_a_waiver_by_a_fact_names_the_fact():
    returned = (Exemption(Condition(facts={"退回": (True,)})),)
    served = case(events=(event("送达", facts={"退回": True}),))
    serving = requirement(subject=Subject(SubjectKind.EVENT, ("送达",)), demand=FILM, unless=returned)
    assert "，退回属于本制度所列的例外" in sentence(serving, served)


def test_a_role_among_other_things_is_asked_for_its_approval():
    signed_off = requirement(demand=FILM, approval=ApprovalDemand(("机关负责人",), "event"))
    assert "缺少音像记录、机关负责人审批（" in sentence(signed_off)


def test_what_is_satisfied_reads_as_such():
    film = case(events=(event(),), records=(paper(medium="录像"),))
    films = Subject(SubjectKind.MEDIUM, ("录像",))
    assert sentence(requirement(demand=FILM), film).startswith("现场检查（e1）的音像记录已满足要求（")
    forbidden = requirement(kind=Kind.PROHIBITION, modality="禁止", subject=films, demand=Demand(not_altered=True))
    assert sentence(forbidden, film) == "录像（r1）没有删改原始记录（第一条：应当如此）。"
    stored = requirement(kind=Kind.STORING, subject=films, demand=Demand(stored_in=("执法信息系统",)))
    kept = case(
        events=(event(),), records=(paper(medium="录像", stored_at=moment("03-02 10:00"), stored_in="执法信息系统"),)
    )
    assert sentence(stored, kept) == "录像（r1）存入执法信息系统已满足要求（第一条：应当如此）。"
    once = requirement(demand=Demand(at_most=1))
    assert sentence(once) == "现场检查（e1）不超过1次（第一条：应当如此）。"
    allowed = requirement(kind=Kind.DUTY, modality="可以")
    assert sentence(allowed, film) == "现场检查（e1）符合规定（第一条：应当如此）。"


def test_a_record_that_came_late_has_passed_its_limit():
    papers = Subject(SubjectKind.MEDIUM, ("录像",))
    late = case(events=(event(),), records=(paper("03-05 09:00", medium="录像"),))
    assert sentence(requirement(kind=Kind.LIMIT, subject=papers, due=DAY), late) == (
        "录像（r1）完成时已过2026年3月3日09:00的时限（第一条：应当如此）。"
    )


def test_a_violation_says_what_was_not_allowed():
    measure = Subject(SubjectKind.EVENT, ("查封扣押",))
    unapproved = requirement(
        kind=Kind.PROHIBITION,
        modality="禁止",
        subject=measure,
        approval=ApprovalDemand(("机关负责人",), "event", ("查封扣押",)),
    )
    file = case(events=(event("查封扣押"),))
    assert "违规，没有事先经过机关负责人审批" in sentence(unapproved, file)
    kept = requirement(kind=Kind.RETENTION, subject=Subject(SubjectKind.MEDIUM, ("录像",)), keep=Keep("2y"))
    short = case(events=(event(),), records=(paper(medium="录像", retain_until="2026-04-01"),))
    assert "违规，所定的保存期限短于应当的保存2年" in sentence(kept, short)
    unrecorded = requirement(kind=Kind.PROHIBITION, modality="禁止", demand=Demand(media=("文字", "音像")))
    assert "（e1）违规，没有文字或音像记录（" in sentence(unrecorded)
    once = requirement(demand=Demand(at_most=1))
    twice = case(events=(event(), replace(event(), id="e2", start=moment("03-03 09:00"))))
    assert "（e2）违规，应当不超过1次（" in findings(once, twice, "12-31 12:00")[-1].message


def test_an_extension_counts_only_where_it_was_given_in_time():
    longer = (
        Exemption(
            Condition(approval=ApprovalCondition(("分管负责人",))), due=Due("event", within=Span(2, Unit.WORKING_DAYS))
        ),
    )
    limited = requirement(demand=FILM, due=DAY, unless=longer)

    def due(at):
        given = Approval("a1", "e1", "分管负责人", at, "同意")
        return finding(limited, case(events=(event(),), approvals=(given,)), "03-02 12:00").due_at

    assert due(moment("03-03 09:00")) == moment("03-04 23:59") + timedelta(seconds=59)
    assert due(moment("03-03 09:01")) == moment("03-03 09:00")


def test_findings_of_one_requirement_follow_the_order_of_time():
    events = (event(id="e9", start="03-03 09:00"), event(id="e2", start="03-04 09:00"), event(id="e5"))
    found = findings(requirement(demand=FILM), case(events=events), "12-31 12:00")
    assert [one.subject for one in found] == ["e5", "e9", "e2"]
