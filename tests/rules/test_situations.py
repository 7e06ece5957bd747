"""What each article asks for, told as situations; see `situations.py`."""

from __future__ import annotations

from functools import lru_cache

import pytest
from tests.rules.situations import moment, rules_of, situations

from zhiji.core.evaluation import compile_regulation
from zhiji.external import laws, library

SITUATIONS = [one for regulation in (*library.regulation_ids(), *laws.law_ids()) for one in situations(regulation)]
NOTHING = "无"


@lru_cache
def judge_of(regulation):
    return compile_regulation(rules_of(regulation), library.vocabulary(), library.working_calendar())


def expected_parts(expected):
    stated = {"状态": expected} if isinstance(expected, str) else dict(expected)
    if stated.get("到期"):
        stated["到期"] = moment(stated["到期"])
    return stated


def actual_parts(finding):
    if finding is None:
        return {"状态": NOTHING}
    return {
        "状态": finding.status.value,
        "到期": finding.due_at,
        "项": finding.what,
        "据": list(finding.evidence),
        "暂定": finding.provisional,
        "来源": finding.basis,
    }


def kept_for(judgement):
    terms = ((one.record, one.keep, one.until) for one in judgement.retention)
    return {record: f"{keep} {until}" if until else keep for record, keep, until in terms}


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_situation_gives_the_findings_it_should(situation):
    judgement = judge_of(situation.regulation).judge(situation.case, at=situation.at)
    for key, expected in situation.expected.items():
        if key == "问题":
            problems = [
                f"{one.requirement} {one.subject} {one.message}" for one in judgement.findings if one.status in expected
            ]
            assert problems == []
            continue
        if key == "保存":
            assert kept_for(judgement) == expected
            continue
        serial, _, subject = key.partition(" ")
        found = [
            one
            for one in judgement.findings
            if one.requirement == f"{situation.regulation}/{serial}" and subject in {"", one.subject}
        ]
        assert len(found) <= 1, f"{key}: 有几个对象 {[one.subject for one in found]}，请写明是哪一个"
        stated = expected_parts(expected)
        actual = actual_parts(found[0] if found else None)
        assert {name: actual.get(name) for name in stated} == stated, found[0].message if found else key
