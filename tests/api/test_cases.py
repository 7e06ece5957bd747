"""What another system does with cases: the same verbs, rights and trail as on the pages."""

from __future__ import annotations

import pytest

from zhiji.compliance.facts import case_file
from zhiji.core.casefile import parse, to_document
from zhiji.core.ledger.entry import EntryType
from zhiji.external import library
from zhiji.trail import checkpoints
from zhiji.trail import queries as trail

NEW = {
    "title": "榕记小馆油烟案",
    "regulation": "fuzhou-cg",
    "act": "行政处罚",
    "procedure": "普通程序",
    "opened_at": "2026-03-02T09:00:00+08:00",
}
INSPECTION = {"type": "现场检查", "start": "2026-03-02T10:30:00+08:00", "officers": ["o1"], "parties": ["p1"]}


def post(client, path, body, **headers):
    return client.post(f"/api/v1{path}", body, content_type="application/json", **headers)


def get(client, path, **query):
    return client.get(f"/api/v1{path}", query)


def test_a_case_is_opened_written_to_and_read_as_its_file(cast, as_):
    client = as_(cast.lin)
    number = post(client, "/cases", NEW).json()["number"]
    assert post(client, f"/cases/{number}/parties", {"item": {"role": "当事人", "kind": "法人", "name": "榕记"}}).json()
    officer = {"name": "林执", "badge": "闽A01001", "unit": "东街中队", "on_staff": True, "qualified": True}
    assert post(client, f"/cases/{number}/officers", {"item": officer}).json() == {"id": "o1"}
    assert post(client, f"/cases/{number}/events", {"item": INSPECTION}).json() == {"id": "e1"}
    record = {"event": "e1", "medium": "文书", "doc_type": "现场检查笔录", "made_at": "2026-03-02T11:00:00+08:00"}
    assert post(client, f"/cases/{number}/records", {"item": record, "text": "检查情况。"}).json() == {"id": "r1"}
    document = get(client, f"/cases/{number}").json()
    file = parse(document, library.vocabulary())
    assert [event.type for event in file.events] == ["现场检查"]
    assert [record.doc_type for record in file.records] == ["现场检查笔录"]


def test_reading_a_case_is_entered_in_its_chain(case, cast, as_):
    before = len(list(trail.lines_of_case(bytes(case.key))))
    get(as_(cast.su), f"/cases/{case.number}")
    lines = list(trail.lines_of_case(bytes(case.key)))
    assert len(lines) == before + 1
    assert lines[-1].entry.type is EntryType.VIEWED


def test_a_mistake_is_named_by_its_place(case, cast, as_):
    wrong = {"item": {**INSPECTION, "type": "现场捡查", "officers": ["o9"]}}
    answer = post(as_(cast.lin), f"/cases/{case.number}/events", wrong)
    assert answer.status_code == 422
    assert answer.json()["path"] == "$.item.type"
    assert "现场检查" in answer.json()["error"]


def test_a_move_that_must_wait_is_refused_with_what_lacks(case, cast, as_):
    decision = {"type": "作出决定", "start": "2026-03-02T11:00:00+08:00", "officers": ["o1"], "parties": ["p1"]}
    client, path = as_(cast.lin), f"/cases/{case.number}/events"
    answer = post(client, path, {"item": {**decision, "facts": {"outcome": "行政处罚"}}})
    assert answer.status_code == 409
    assert "第十六条" in {finding["article"] for finding in answer.json()["lacking"]}
    said = {"item": {**decision, "facts": {"outcome": "行政处罚"}}, "already_happened": "决定已于上午作出"}
    assert post(client, path, said).status_code == 201


def test_findings_are_those_of_the_pages(office, cast, as_):
    found = get(as_(cast.lin), f"/cases/{office.case.number}/findings").json()
    assert found["format"] == "zhiji-findings/1"
    assert found["summary"]
    later = get(as_(cast.lin), f"/cases/{office.case.number}/findings", at="2027-01-01T00:00:00+08:00").json()
    assert later["at"].startswith("2027-01-01")


def test_a_case_file_is_taken_over_once(case, cast, as_):
    document = to_document(case_file(case))
    document["case"]["id"] = "OLD-1"
    client = as_(cast.lin)
    assert post(client, "/case-files", {"document": document}).json() == {"number": "OLD-1"}
    answer = post(client, "/case-files", {"document": document})
    assert (answer.status_code, answer.json()["path"]) == (400, "case.id")


def test_a_file_is_judged_and_nothing_kept(case, cast, as_):
    document = to_document(case_file(case)) | {}
    document["case"]["id"] = "X-1"
    before = trail.size()
    client = as_(cast.fang)
    made = trail.size()
    assert post(client, "/check", {"document": document}).json()["case"] == "X-1"
    assert trail.size() == made > before


def test_something_is_struck(case, cast, as_):
    client, path = as_(cast.lin), f"/cases/{case.number}/strike"
    assert post(client, path, {"id": "p1", "reason": "登错了"}).status_code == 204
    assert post(client, path, {"id": "p1", "reason": "登错了"}).status_code == 404
    assert case_file(case).parties == ()


def test_the_list_goes_on_page_by_page_without_a_gap(cast, as_):
    client = as_(cast.lin)
    numbers = [post(client, "/cases", NEW).json()["number"] for _ in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        page = get(client, "/cases", limit=2, cursor=cursor).json()
        found += [line["number"] for line in page["items"]]
        cursor = page["next"]
    assert found == numbers[::-1]


@pytest.mark.parametrize("cursor", ["x", "!!!!", "MjAyNi0wMy0wMg==", "5Lit5paH"])
def test_a_cursor_of_ones_own_making_is_refused(cast, as_, cursor):
    assert get(as_(cast.lin), "/cases", cursor=cursor).status_code == 400


def test_the_evidence_of_a_case_is_listed(office, cast, as_):
    [film] = get(as_(cast.lin), f"/cases/{office.case.number}/evidence").json()
    assert (film["id"], film["sha256"]) == (office.recording.ref, office.recording.sha256)
    assert len(film["sm3"]) == 64


def test_an_approval_goes_its_way(office, cast, as_):
    number = office.case.number
    said = {"of": "e1", "roles": ["分管负责人"], "matter": "立案"}
    key = post(as_(cast.lin), f"/cases/{number}/approval-requests", said).json()["id"]
    client = as_(cast.xu)
    assert [row["id"] for row in get(client, "/approvals").json()] == [key]
    assert post(client, f"/approvals/{key}/answer", {"decision": "同意", "opinion": "同意"}).status_code == 204
    assert get(client, "/approvals").json() == []
    assert post(client, f"/approvals/{key}/answer", {"decision": "同意"}).status_code == 404


def test_a_proof_of_an_entry_is_given_once_a_checkpoint_covers_it(office, cast, as_):
    client = as_(cast.su)
    assert get(client, "/ledger/entries/0/proof").status_code == 404
    checkpoints.sign()
    proof = get(client, "/ledger/entries/0/proof").json()
    assert proof["size"] > proof["index"] == 0
    assert proof["checkpoint"].splitlines()[1] == str(proof["size"])
