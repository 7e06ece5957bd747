"""What a case file says comes out of the database as it went in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from tests.builders import MORNING, case_value, document, event, moment, open_case, party
from tests.strategies import case_files as any_case_file

from zhiji.cases.errors import CaseError
from zhiji.cases.models import Case
from zhiji.cases.queries import case_for
from zhiji.compliance.actions import import_case
from zhiji.compliance.facts import case_file, case_files
from zhiji.core import casefile
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.actions import write_document
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM

FULL = model.CaseFile(
    case=replace(case_value(), id="外来-1", unit="鼓楼大队", traits=("复杂",), concluded_at=moment("04-01 10:00")),
    parties=(replace(party(), id="p1"), model.Party("p2", "证人", "自然人", "王五", named=False)),
    officers=(model.Officer("o1", "林执", "闽A1", "东街中队"), model.Officer("o2", "陈法", on_staff=False)),
    events=(
        replace(event("送达", facts={"way": "直接", "退回": False}, of="r1", officers=("o1",)), id="e2"),
        replace(event(duties={"o1": ("记录人",)}, av_notice_at=moment("03-02 09:29"), parties=("p1",)), id="e1"),
    ),
    records=(
        replace(document(fields={"地点": ""}, signatures=(model.Signature("p1", "签名", MORNING, True),)), id="r1"),
        model.Record("r2", "e1", "录像", MORNING, device="", copies=(model.Copy(MORNING, "复议机关", True),)),
        model.Record("r3", None, "系统记录", MORNING, retain_until="permanent"),
    ),
    approvals=(model.Approval("a1", "case", "机关负责人", MORNING, "同意", "o1", "", "延长期限"),),
    reports=(model.Report("e1", "机关负责人", MORNING),),
    accesses=(model.Access("x1", "查阅", "张三", "当事人", MORNING, ("r1", "r2")),),
)


@pytest.fixture
def imported(db):
    return import_case(FULL, by=SYSTEM, at=MORNING)


def test_an_imported_case_comes_out_the_same(imported):
    assert case_file(Case.objects.get()) == FULL
    assert casefile.to_document(case_file(imported)) == casefile.to_document(FULL)


@pytest.mark.django_db
@settings(max_examples=60)
@given(any_case_file())
def test_any_case_file_comes_out_as_it_went_in(file):
    with transaction.atomic():
        import_case(file, by=SYSTEM, at=MORNING)
        assert case_file(Case.objects.get()) == file
        transaction.set_rollback(True)  # the next example may have the same number


def test_an_import_is_one_entry(db):
    import_case(FULL, by=SYSTEM, at=MORNING)
    assert trail.size() == 1
    assert trail.line(0).entry.type is EntryType.CASE_IMPORTED


def test_a_number_is_imported_once(imported):
    with pytest.raises(CaseError, match="案件“外来-1”已在系统中"):
        import_case(FULL, by=SYSTEM, at=MORNING)
    assert Case.objects.count() == 1


def test_an_id_that_no_database_holds_is_refused(db):
    with pytest.raises(CaseError, match="超过 200 个字"):
        import_case(replace(FULL, case=replace(FULL.case, id="长" * 201)), by=SYSTEM, at=MORNING)


def test_new_parts_do_not_take_the_ids_of_imported_ones(imported):
    assert write_document(imported, document(), by=SYSTEM, at=MORNING).ref == "r4"


def test_the_number_of_queries_does_not_grow_with_the_cases(imported, cast):
    def queries(cases):
        with CaptureQueriesContext(connection) as captured:
            case_files(cases)
        return len(captured)

    many = [imported, open_case(cast), open_case(cast)]
    assert queries([imported]) == queries(many) == 8


def test_an_imported_case_belongs_to_the_officers_whose_badges_it_names(cast):
    ours = replace(FULL, officers=(model.Officer("o1", "林执", "闽A01001"), model.Officer("o2", "外人", "沪B1")))
    case = import_case(ours, by=SYSTEM, at=MORNING)
    assert [officer.officer for officer in case.officers.all()] == [cast.lin.officer, None]
    assert case_for(cast.lin, case.number) == case
    assert case_file(case) == ours
