"""What is kept of each case is what judging it afresh would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import MORNING, case_value, document, event, moment, open_case, party, with_lin

from zhiji.cases import actions, changes
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Case
from zhiji.cases.queries import of_the_office
from zhiji.compliance import jobs, standings
from zhiji.compliance.actions import import_case
from zhiji.compliance.models import OpenFinding, Standing
from zhiji.compliance.queries import standing
from zhiji.core.casefile import model
from zhiji.core.evaluation import PROBLEMS
from zhiji.documents.actions import sign, write_document
from zhiji.trail.actor import SYSTEM


def kept(case):
    """What the lists say: stage, counts, and the open findings."""
    row = Standing.objects.get(case=case)
    findings = OpenFinding.objects.filter(case=case).values_list("requirement", "subject", "status", "due_at")
    return row.stage, row.summary, row.open_count, sorted(map(str, findings))


def judged(case, at):
    judgement = standing(Case.objects.get(pk=case.pk), at=at)
    unsettled = [finding for finding in judgement.findings if finding.status not in standings.SETTLED]
    findings = [(one.requirement, one.subject, one.status.value, one.due_at) for one in unsettled]
    return judgement.summary, sum(one.status in PROBLEMS for one in unsettled), findings


def test_every_change_of_a_case_is_followed(cast):
    case = open_case(cast)
    lin = {"by": cast.lin.actor, "at": moment("03-03 12:00")}
    row = {}
    story = [
        lambda: with_lin(case, cast),
        lambda: actions.add_party(case, party(), **lin),
        lambda: row.update(e1=actions.record_event(case, event(officers=("o1",), parties=("p1",)), **lin)),
        lambda: actions.end_event(row["e1"], moment("03-02 10:00"), **lin),
        lambda: row.update(r1=write_document(case, document(event="e1"), **lin)),
        lambda: sign(row["r1"], model.Signature("p1", "签名"), **lin),
        lambda: actions.register_access(case, model.Access("", "复制", "甲", "当事人", MORNING, ("r1",)), **lin),
        lambda: actions.conclude(case, **lin),
        lambda: actions.archive(case, **lin),
    ]
    seen = set()
    for act in story:
        act()
        at = Standing.objects.get(case=case).judged_at
        _, summary, problems, findings = kept(case)
        expected_summary, expected_problems, expected = judged(case, at)
        assert (summary, problems, len(findings)) == (expected_summary, expected_problems, len(expected))
        seen.add(str(findings))
    assert len(seen) > 4  # the story does change what is open


def test_a_refused_action_leaves_the_standing_as_it_was(cast):
    case = open_case(cast)
    actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    before = kept(case)
    with pytest.raises(CaseError):
        actions.record_event(case, event("无此环节"), by=SYSTEM, at=MORNING)
    assert kept(case) == before


def test_actions_together_are_judged_once_at_the_end(cast):
    with changes.together():
        case = open_case(cast)
        actions.record_event(case, event(), by=SYSTEM, at=MORNING)
        assert not Standing.objects.exists()
    assert Standing.objects.get(case=case).stage == "调查取证"


def test_actions_together_stand_or_fall_together(cast):
    def open_two():
        with changes.together():
            open_case(cast)
            open_case(cast, title="")

    with pytest.raises(CaseError):
        open_two()
    assert not Case.objects.exists()
    open_case(cast)
    assert Standing.objects.count() == 1


def test_a_limit_that_runs_out_shows_at_once_and_is_judged_by_the_worker(cast):
    case = open_case(cast)
    row = actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    actions.end_event(row, moment("03-02 10:00"), by=SYSTEM, at=moment("03-02 10:00"))
    owed = OpenFinding.objects.get(case=case, requirement="fuzhou-cg/4-1")
    assert (owed.status, owed.due_at) == ("待完成", moment("03-03 10:00"))
    assert owed.status_at(moment("03-03 10:00")) == "待完成"
    late = moment("03-03 10:00") + timedelta(seconds=1)
    assert owed.status_at(late) == "逾期"
    assert standings.refresh_due(moment("03-03 10:00")) == 0
    assert standings.refresh_due(late) == 1
    assert OpenFinding.objects.get(case=case, requirement="fuzhou-cg/4-1").status == "逾期"
    assert standings.refresh_due(late) == 0
    assert jobs.refresh_what_ran_out() >= 0


def test_rejudging_changes_nothing_but_the_moment(cast):
    cases = [open_case(cast), open_case(cast)]
    for case in cases:
        actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    before = [kept(case) for case in cases]
    assert standings.rejudge(of_the_office(), MORNING) == 2
    assert [kept(case) for case in cases] == before


def test_a_case_under_a_regulation_that_the_library_lacks_has_a_stage_and_no_findings(db):
    foreign = model.CaseFile(replace(case_value(regulation="atlantis"), id="外来-1"))
    assert kept(import_case(foreign, by=SYSTEM, at=MORNING)) == ("程序启动", {}, 0, [])
