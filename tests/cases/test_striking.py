"""作废: what was entered by mistake counts no more, and is never gone."""

from __future__ import annotations

import pytest
from tests.builders import MORNING, document, event, open_case, party, with_lin

from zhiji.cases import actions, approving, striking
from zhiji.cases.errors import CaseClosedError, CaseError
from zhiji.cases.models import Event, Party
from zhiji.compliance.facts import case_file
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.actions import write_document
from zhiji.trail import queries as trail

WRONG = "登记到了别的案件"


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    return case


@pytest.fixture
def lin(cast):
    return {"by": cast.lin.actor, "at": MORNING}


def test_what_is_struck_counts_no_more_and_stays_to_be_read(case, cast, lin):
    row = actions.add_party(case, party(), **lin)
    striking.strike(row, f" {WRONG} ", **lin)
    assert case_file(case).parties == ()
    kept = Party.ever.get(pk=row.pk)
    assert (kept.name, kept.struck_at, kept.struck_by, kept.struck_reason) == ("榕香小吃店", MORNING, "林执", WRONG)
    assert list(trail.lines_of_case(bytes(case.key)))[-1].entry.type is EntryType.STRUCK


def test_its_id_is_never_given_again(case, lin):
    striking.strike(actions.add_party(case, party(), **lin), WRONG, **lin)
    assert actions.add_party(case, party(name="闽味小吃店"), **lin).ref == "p2"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(case, lin, reason):
    row = actions.record_event(case, event(), **lin)
    with pytest.raises(CaseError, match="写明作废的理由"):
        striking.strike(row, reason, **lin)
    assert Event.objects.filter(pk=row.pk).exists()


def test_what_others_lean_on_is_struck_after_them(case, lin):
    owner, seen = actions.add_party(case, party(), **lin), actions.record_event(case, event(parties=("p1",)), **lin)
    paper = write_document(case, document(event="e1", signatures=(model.Signature("p1", "签名", MORNING),)), **lin)
    with pytest.raises(CaseError, match=r"现场检查笔录（03-02 10:10）、现场检查（03-02 09:30）还用着它"):
        striking.strike(owner, WRONG, **lin)
    with pytest.raises(CaseError, match="现场检查笔录"):
        striking.strike(seen, WRONG, **lin)
    for row in (paper, seen, owner):
        striking.strike(row, WRONG, **lin)
    assert (case_file(case).parties, case_file(case).events, case_file(case).records) == ((), (), ())


def test_a_decision_given_in_the_system_stands(case, cast, lin):
    actions.record_event(case, event(), **lin)
    asked = approving.request_approval(case, "e1", "分管负责人", **lin)
    approval = approving.decide(asked, approving.Decision("同意", ""), by=cast.xu.actor, at=MORNING)
    with pytest.raises(CaseError, match="不能作废"):
        striking.strike(approval, WRONG, **lin)
    with pytest.raises(CaseError, match="不能撤回"):
        striking.strike(asked, WRONG, **lin)


def test_a_request_that_waits_can_be_withdrawn(case, cast, lin):
    actions.record_event(case, event(), **lin)
    asked = approving.request_approval(case, "e1", "分管负责人", **lin)
    striking.strike(asked, "送错了层级", **lin)
    with pytest.raises(CaseError, match="撤回"):
        approving.decide(asked, approving.Decision("同意", ""), by=cast.xu.actor, at=MORNING)


def test_nothing_is_struck_twice_or_after_archiving(case, lin):
    row = actions.add_party(case, party(), **lin)
    other = actions.add_party(case, party(name="闽味小吃店"), **lin)
    striking.strike(row, WRONG, **lin)
    with pytest.raises(CaseError, match="已经作废"):
        striking.strike(row, WRONG, **lin)
    actions.conclude(case, **lin)
    actions.archive(case, **lin)
    with pytest.raises(CaseClosedError):
        striking.strike(other, WRONG, **lin)
