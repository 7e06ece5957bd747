from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import MORNING, document, event, moment, open_case, party, with_lin

from zhiji.cases import actions as cases
from zhiji.cases.errors import CaseError
from zhiji.cases.rows import read_record
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.documents import actions, queries
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import StaleRow


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    cases.add_party(case, party(), by=SYSTEM, at=MORNING)
    cases.record_event(case, event(), by=SYSTEM, at=MORNING)
    return case


@pytest.fixture
def written(case, cast):
    return actions.write_document(case, document(event="e1"), text="经检查……", by=cast.lin.actor, at=MORNING)


def by_party(kind="签名"):
    return model.Signature("p1", kind, moment("03-02 10:12"), each_page=True)


def test_a_document_reads_back_as_it_was_written(case, cast):
    record = document(
        event="e1",
        made_by="o1",
        number="鼓城管〔2026〕1号",
        covers=("检查情况",),
        fields={"检查地点": "东街口"},
        signatures=(by_party(), model.Signature("行政机关", "盖章")),
    )
    row = actions.write_document(case, record, by=cast.lin.actor, at=MORNING)
    assert read_record(queries.document_of(case, row.ref)) == replace(record, id="r1")


def test_each_action_leaves_exactly_one_entry(written, cast):
    lin = {"by": cast.lin.actor, "at": MORNING}
    done = [
        (lambda: actions.amend_document(written, document(event="e1", made_by="o1"), **lin), EntryType.RECORD_CHANGED),
        (lambda: actions.sign(written, by_party(), **lin), EntryType.RECORD_CHANGED),
        (lambda: actions.serve(written, event("送达", parties=("p1",)), **lin), EntryType.EVENT_RECORDED),
    ]
    for act, kind in done:
        before = trail.size()
        act()
        assert trail.size() == before + 1
        assert trail.line(before).entry.type is kind


def test_signatures_add_up_and_a_refusal_to_sign_is_one(written, case):
    actions.sign(written, by_party("拒签"), by=SYSTEM, at=MORNING)
    actions.sign(written, model.Signature("o1", "签名", MORNING), by=SYSTEM, at=MORNING)
    kinds = [(signature.by, signature.kind) for signature in read_record(queries.document_of(case, "r1")).signatures]
    assert kinds == [("p1", "拒签"), ("o1", "签名")]


def test_what_is_signed_stays_as_it_is(written, cast):
    actions.sign(written, by_party(), by=SYSTEM, at=MORNING)
    with pytest.raises(CaseError, match="已有人签名"):
        actions.amend_document(written, document(), by=cast.lin.actor, at=MORNING)


def test_an_amendment_keeps_the_text_unless_told(written, case):
    actions.amend_document(written, document(event="e1", number="1"), by=SYSTEM, at=MORNING)
    assert queries.document_of(case, "r1").text == "经检查……"
    actions.amend_document(written, document(event="e1"), text="", by=SYSTEM, at=MORNING)
    assert queries.document_of(case, "r1").text == ""


def test_two_who_sign_at_once_do_not_erase_one_another(written, case):
    seen = queries.document_of(case, "r1")
    actions.sign(written, by_party(), by=SYSTEM, at=MORNING)
    with pytest.raises(StaleRow):
        actions.sign(seen, model.Signature("o1", "签名"), by=SYSTEM, at=MORNING)


def test_a_service_names_what_it_delivers(written, case):
    assert actions.serve(written, event("送达", facts={"way": "直接"}), by=SYSTEM, at=MORNING).of == "r1"


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (document("现场笔路"), "“现场笔路”不是规定的文书种类，是否应为“现场笔录”？"),
        (document(medium="录像"), "“录像”是音像，不是文书"),
        (document(None), "文书须写明种类"),
        (document(event="e7"), "没有编号为“e7”的环节"),
        (document(made_by="o7"), "没有编号为“o7”的"),
        (document(signatures=(model.Signature("p7", "签名"),)), "没有编号为“p7”的"),
        (document(signatures=(model.Signature("p1", "点头"),)), "“点头”不是规定的签名方式"),
    ],
)
def test_a_document_that_does_not_fit_is_refused(case, record, sentence):
    before = trail.size()
    with pytest.raises(CaseError) as refused:
        actions.write_document(case, record, by=SYSTEM, at=MORNING)
    assert sentence in str(refused.value)
    assert trail.size() == before
