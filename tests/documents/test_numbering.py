"""文号: given in order without gaps, and every gap that a hand made is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import MORNING, document, open_case

from zhiji.cases import striking
from zhiji.cases.errors import CaseError
from zhiji.documents import numbering
from zhiji.documents.actions import amend_document, write_document
from zhiji.organisation import actions as organisation
from zhiji.trail.actor import SYSTEM

DECISION = "行政处罚决定书"


@pytest.fixture
def lin(cast):
    return {"by": cast.lin.actor, "at": MORNING}


@pytest.fixture
def case(cast):
    bureau = cast.unit.parent
    plan = organisation.UnitPlan(bureau.name, prefix="鼓城管")
    organisation.amend_unit(bureau, plan, by=SYSTEM, at=MORNING)
    return open_case(cast)


@pytest.fixture
def ruled(cast):
    return numbering.rule_number(DECISION, " 罚字 ", by=cast.gao.actor, at=MORNING)


def write(case, lin, **changes):
    return write_document(case, document(DECISION, **changes), **lin)


def test_a_document_of_a_ruled_kind_takes_the_next_number_of_its_year(case, ruled, lin):
    assert numbering.coming_number(case, DECISION, MORNING) == "鼓城管罚字〔2026〕1号"
    assert [write(case, lin).number for _ in range(2)] == ["鼓城管罚字〔2026〕1号", "鼓城管罚字〔2026〕2号"]
    assert write_document(case, document("现场检查笔录"), **lin).number is None


def test_a_number_written_by_hand_is_never_given_again(case, ruled, lin):
    write(case, lin, number="鼓城管罚字〔2026〕1号")
    assert write(case, lin).number == "鼓城管罚字〔2026〕2号"
    with pytest.raises(CaseError, match=rf"已用于 {case.number} 的行政处罚决定书"):
        write(case, lin, number="鼓城管罚字〔2026〕2号")


def test_a_document_that_fails_takes_no_number(case, ruled, lin):
    with pytest.raises(CaseError):
        write(case, lin, event="e9")
    assert write(case, lin).number == "鼓城管罚字〔2026〕1号"


def test_amending_keeps_the_number_and_may_give_a_free_one(case, ruled, lin):
    first, second = write(case, lin), write(case, lin)
    amend_document(second, document(DECISION), **lin)
    assert second.number == "鼓城管罚字〔2026〕2号"
    with pytest.raises(CaseError, match="请换一个"):
        amend_document(second, document(DECISION, number=first.number), **lin)


def test_a_rule_put_out_of_use_numbers_no_more(case, ruled, cast, lin):
    numbering.rule_number(DECISION, "罚字", active=False, by=cast.gao.actor, at=MORNING)
    assert write(case, lin).number is None


@pytest.mark.parametrize("word", ["", " ", "罚〔2026〕"])
def test_a_word_is_only_a_word(cast, word):
    with pytest.raises(CaseError, match="请填写文号字"):
        numbering.rule_number(DECISION, word, by=cast.gao.actor, at=MORNING)


def test_the_report_names_gaps_and_what_was_struck(case, ruled, lin):
    write(case, lin)
    gone = write(case, lin)
    write(case, lin, number="鼓城管罚字〔2026〕6号")
    striking.strike(gone, "写错了", **lin)
    [report] = numbering.reports()
    assert (report.name, report.last, report.used, report.missing) == ("鼓城管罚字〔2026〕", 6, 3, ((3, 5),))
    assert [document.number for document in report.struck] == ["鼓城管罚字〔2026〕2号"]


def test_a_struck_number_used_again_is_no_struck_number(case, ruled, lin):
    gone = write(case, lin)
    striking.strike(gone, "写错了", **lin)
    write(case, lin, number=gone.number)
    [report] = numbering.reports()
    assert (report.struck, report.missing) == ((), ())


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(0, 5))
def test_gaps_and_used_numbers_make_up_the_whole(used, more):
    last = max(used) + more
    missing = {n for first, end in numbering._gaps(sorted(used), last) for n in range(first, end + 1)}
    assert missing | used == set(range(1, last + 1))
    assert not missing & used
