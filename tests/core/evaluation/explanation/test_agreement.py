"""An explanation and the judgement are one truth."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.rules.situations import VOCABULARY, moment, situations
from tests.rules.test_situations import judge_of
from tests.strategies import case_files
from zhiji.core.calendar import local_day
from zhiji.core.evaluation import Status
from zhiji.core.evaluation.conditions import PARTS
from zhiji.core.evaluation.explanation import explain_rule, lines_of
from zhiji.core.evaluation.explanation.conditions import SAYINGS
from zhiji.core.evaluation.index import CaseIndex
from zhiji.core.regulations.model import Unit
from zhiji.external import laws, library

FEW = 9  # of the situations told, every so many
REGULATIONS = (*library.regulation_ids(), *laws.law_ids())
AT = moment("06-01 12:00")
TOLD = {regulation: situations(regulation)[::FEW] for regulation in REGULATIONS}


def explained(judge, file, at):
    index = CaseIndex(file, VOCABULARY)
    return [one for rule in judge.rules for one in explain_rule(rule, index, at=at)]


def agrees(regulation, file, at):
    judge = judge_of(regulation)
    findings = {(one.requirement, one.subject): one for one in judge.judge(file, at=at).findings}
    explanations = {(one.requirement.id, one.subject): one for one in explained(judge, file, at)}
    assert {key for key, one in explanations.items() if one.status is not None} == set(findings)
    for key, finding in findings.items():
        _agrees(explanations[key], finding)


def _agrees(explanation, finding):
    assert explanation.status is finding.status
    assert explanation.finding == finding
    assert finding.message in "\n".join(lines_of(explanation))
    assert all(seen.holds for seen in explanation.conditions)
    considered = {one.id: one for part in explanation.parts for one in part.considered}
    if explanation.status is Status.WAIVED:
        assert any(one.applies for one in explanation.exceptions)
    elif considered:
        assert considered.keys() >= set(finding.evidence)
    if explanation.status is Status.SATISFIED:
        assert all(considered[one].counts for one in finding.evidence if one in considered)


@pytest.mark.parametrize("regulation", REGULATIONS)
@settings(max_examples=3)
@given(file=case_files())
def test_each_finding_has_an_explanation_that_concludes_the_same(regulation, file):
    agrees(regulation, file, AT)


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_so_it_has_in_what_lawyers_told(regulation):
    for told in TOLD[regulation]:
        agrees(regulation, told.case, told.at)


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_the_days_passed_over_make_up_the_limit(regulation):
    for told in TOLD[regulation]:
        for one in explained(judge_of(regulation), told.case, told.at):
            if one.limit and one.limit.since and one.limit.due_at and not one.exceptions:
                makes_up(one.requirement.due, one.limit)


def makes_up(due, limit):
    if due.within and due.within.unit is Unit.WORKING_DAYS:
        days = (local_day(limit.due_at) - local_day(limit.since)).days
        assert days == due.within.amount + len(limit.skipped) + len(limit.stopped)


def test_every_condition_can_be_said():
    assert SAYINGS.keys() == PARTS.keys()
