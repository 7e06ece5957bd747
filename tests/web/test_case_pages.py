"""What a person does on the pages of a case, from its opening to its archiving."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders import moment

from zhiji.cases.queries import case_for
from zhiji.compliance.facts import case_file

NEW = {
    "act": "行政处罚",
    "procedure": "普通程序",
    "regulation": "fuzhou-cg",
    "title": "榕记小馆油烟案",
    "party": "榕记小馆",
    "party_role": "当事人",
    "party_kind": "个体工商户",
    "origin": "案源登记",
    "start": "2026-03-02T09:00",
    "place": "榕安路 118 号",
}


def test_three_answers_make_a_case_with_its_checklist(cast, as_):
    chen = str(cast.chen.officer.pk)
    answer = as_(cast.lin).post(reverse("case-new"), NEW | {"partner": chen}, follow=True)
    file = case_file(case_for(cast.lin, "C-2026-0001"))
    assert [officer.name for officer in file.officers] == ["林执", "陈法"]
    assert [(party.name, party.role) for party in file.parties] == [("榕记小馆", "当事人")]
    assert [(event.type, event.start) for event in file.events] == [("案源登记", moment("03-02 09:00"))]
    assert "案源和启动程序都作相应记录" in answer.text


def test_a_penalty_needs_its_procedure(cast, as_):
    page = as_(cast.lin).post(reverse("case-new"), NEW | {"procedure": ""})
    assert page.context["form"].errors["procedure"] == ["行政处罚须选普通程序或简易程序。"]
    assert 'value="榕记小馆油烟案"' in page.text


def test_other_acts_have_no_procedure(cast, as_):
    as_(cast.lin).post(reverse("case-new"), NEW | {"act": "监督检查"})
    assert case_for(cast.lin, "C-2026-0001").procedure is None


def test_the_list_finds_by_number_party_and_title(office, cast, as_):
    client = as_(cast.lin)
    for words in (office.case.number, "榕香小吃店", "占道"):
        assert office.case.title in client.get(reverse("case-list"), {"q": words}).text
    assert "没有符合的案件" in client.get(reverse("case-list"), {"q": "无此案"}).text


def test_an_empty_office_says_how_to_start(cast, as_):
    assert "新建第一件" in as_(cast.lin).get(reverse("case-list")).text
    assert "新建" not in as_(cast.su).get(reverse("case-list")).text


def test_the_case_page_shows_story_and_checklist(office, cast, as_):
    page = as_(cast.lin).get(reverse("case", args=[office.case.number])).text
    for said in ("现场检查笔录", "录像", "第十一条第二款", "现场检查同时音像记录", "补签名"):
        assert said in page


def test_who_may_only_look_is_offered_nothing_to_do(office, cast, as_):
    page = as_(cast.su).get(reverse("case", args=[office.case.number])).text
    assert "登记环节" not in page
    assert "补签名" not in page


def test_an_event_is_recorded_with_its_facts(case, cast, as_):
    url = reverse("event-new", args=[case.number]) + "?type=现场检查"
    said = {"start": "2026-03-02T09:30", "end": "2026-03-02T10:10", "officers": ["o1"], "parties": ["p1"]}
    said |= {"fact_outcome": "发现违法", "av_notice_at": "2026-03-02T09:29", "duty_o1": "记录人"}
    answer = as_(cast.lin).post(url, said)
    event = case_file(case).events[0]
    assert answer["Location"] == reverse("case", args=[case.number]) + "#e1"
    assert (event.start, event.end) == (moment("03-02 09:30"), moment("03-02 10:10"))
    assert (event.facts, event.duties, event.av_notice_at) == (
        {"outcome": "发现违法"},
        {"o1": ("记录人",)},
        moment("03-02 09:29"),
    )


def test_yes_no_and_unknown_are_three_facts(case, cast, as_):
    client, url = as_(cast.lin), reverse("event-new", args=[case.number]) + "?type=立案"
    for place, (answer, facts) in enumerate((("true", {"紧急": True}), ("false", {"紧急": False}), ("", {}))):
        already = {"gate_kind": "补记", "gate_reason": "当日已经立案"}
        client.post(url, {"start": "2026-03-02T09:30", "fact_紧急": answer} | already)
        assert case_file(case).events[place].facts == facts


def test_what_a_service_delivers_is_asked_first_and_of_an_inspection_only_if_one_looks(case, cast, as_):
    asked = {}
    for kind in ("送达", "现场检查"):
        form = as_(cast.lin).get(f"/cases/{case.number}/events/new?type={kind}").context["form"]
        asked[kind] = "of" in [field.name for field in form.main], "对应的文书" in form.further_named
    assert asked == {"送达": (True, False), "现场检查": (False, True)}


def test_a_refused_event_is_shown_again_with_what_was_typed(case, cast, as_):
    url = reverse("event-new", args=[case.number]) + "?type=现场检查"
    page = as_(cast.lin).post(url, {"start": "2026-03-02T09:30", "end": "2026-03-02T09:00", "place": "东街口"})
    assert "早于开始时间" in page.context["form"].errors["end"][0]
    assert 'value="东街口"' in page.text
    assert case_file(case).events == ()


def test_amending_starts_from_what_is_recorded(office, cast, as_):
    url = reverse("event-amend", args=[office.case.number, office.event.ref])
    client = as_(cast.lin)
    assert 'value="2026-03-02T09:30"' in client.get(url).text
    client.post(url, {"start": "2026-03-02T09:30", "end": "2026-03-02T10:20", "officers": ["o1"]})
    assert case_file(office.case).events[0].end == moment("03-02 10:20")


def test_the_kind_is_chosen_first_what_usually_follows_on_top(office, cast, as_):
    page = as_(cast.lin).get(reverse("event-new", args=[office.case.number]))
    assert page.context["usual"]
    assert "?type=%E9%80%81%E8%BE%BE" in page.text


def test_a_document_is_written_with_the_fields_that_the_regulation_asks_for(office, cast, as_):
    url = reverse("document-new", args=[office.case.number]) + "?type=立案审批表&event=e1"
    client = as_(cast.lin)
    form = client.get(url).context["form"]
    asked = [name for name in form.fields if name.startswith("field_")]
    assert len(asked) == 5
    said = {"event": "e1", "made_at": "2026-03-02T11:00", "number": "鼓城管立〔2026〕1 号", "text": "建议立案。"}
    client.post(url, said | dict.fromkeys(asked, "已写"))
    record = case_file(office.case).records[-1]
    assert (record.doc_type, record.number, len(record.fields)) == ("立案审批表", "鼓城管立〔2026〕1 号", 5)


def test_what_is_known_is_filled_in_but_no_opinion(office, cast, as_):
    url = reverse("document-new", args=[office.case.number]) + "?type=立案审批表&event=e1"
    initial = as_(cast.lin).get(url).context["form"].initial
    assert initial["field_当事人基本情况"] == "榕香小吃店"
    assert not [name for name in initial if "意见" in name]


def test_a_signature_or_its_refusal_is_registered(office, cast, as_):
    url = reverse("document-sign", args=[office.case.number, office.document.ref])
    as_(cast.lin).post(url, {"by": "p1", "kind": "拒签", "at": "2026-03-02T10:15"})
    signature = next(r for r in case_file(office.case).records if r.id == office.document.ref).signatures[0]
    assert (signature.by, signature.kind, signature.at) == ("p1", "拒签", moment("03-02 10:15"))


def test_a_signed_document_is_not_amended_any_more(office, cast, as_):
    client, args = as_(cast.lin), [office.case.number, office.document.ref]
    client.post(reverse("document-sign", args=args), {"by": "p1", "kind": "签名", "at": "2026-03-02T10:15"})
    page = client.post(reverse("document-amend", args=args), {"made_at": "2026-03-02T10:10", "text": "改过"})
    assert "已有人签名" in page.text


def test_the_paper_is_a_page_of_its_own_that_runs_nothing(office, cast, as_):
    paper = as_(cast.lin).get(reverse("document-paper", args=[office.case.number, office.document.ref]))
    assert "现场检查情况。" in paper.text
    assert "default-src 'none'" in paper["Content-Security-Policy"]
    assert paper["X-Frame-Options"] == "SAMEORIGIN"


def test_a_request_reaches_the_inbox_and_is_decided(office, cast, as_):
    ask = reverse("approval-request", args=[office.case.number])
    as_(cast.lin).post(ask, {"of": "e1", "roles": ["机关负责人"], "matter": "延期", "reason": "路远"})
    inbox = as_(cast.ye).get(reverse("approval-list")).context["waiting"]
    decide = reverse("approval-decide", args=[inbox[0].request.pk])
    as_(cast.ye).post(decide, {"decision": "同意", "opinion": "同意延期。"})
    approval = case_file(office.case).approvals[-1]
    assert (approval.role, approval.decision, approval.opinion) == ("机关负责人", "同意", "同意延期。")


def test_a_refusal_needs_its_reason(office, cast, as_):
    decide = reverse("approval-decide", args=[office.request.pk])
    page = as_(cast.zheng).post(decide, {"decision": "不同意", "opinion": " "})
    assert page.context["form"].errors["opinion"] == ["不同意须写明理由，好让承办人知道怎么改。"]
    assert case_file(office.case).approvals == ()


def test_what_is_decided_cannot_be_decided_again(office, cast, as_):
    client, decide = as_(cast.zheng), reverse("approval-decide", args=[office.request.pk])
    client.post(decide, {"decision": "同意"})
    answer = client.post(decide, {"decision": "不同意", "opinion": "改主意了"})
    assert answer.status_code == 404
    assert "可能已经批过" in answer.text


def test_the_decision_is_made_beside_what_it_rests_on(office, cast, as_):
    page = as_(cast.zheng).get(reverse("approval-decide", args=[office.request.pk])).text
    for said in ("立案", "现场检查笔录", "判定", "现场检查同时音像记录"):
        assert said in page


def test_a_move_that_must_wait_says_for_what_and_how_else(case, cast, as_):
    url = reverse("event-new", args=[case.number]) + "?type=作出决定"
    said = {"start": "2026-03-02T11:00", "officers": ["o1"], "parties": ["p1"], "fact_outcome": "行政处罚"}
    page = as_(cast.lin).post(url, said).text
    assert "这一步之前还缺" in page
    assert "作出决定前经决定审批" in page
    assert "如实补记" in page
    assert "由负责人说明理由后放行" not in page
    answer = as_(cast.lin).post(url, said | {"gate_kind": "补记", "gate_reason": "决定已于上午作出"}, follow=True)
    assert "作出决定已登记" in answer.text
    assert "补记：决定已于上午作出" in answer.text


def test_concluding_comes_before_archiving_and_archiving_ends_all_changes(office, cast, as_):
    client, close = as_(cast.lin), reverse("case-close", args=[office.case.number])
    assert "尚未办结" in client.post(close, {"step": "archive"}).text
    assert "为什么不补就办结" in client.post(close, {"step": "conclude"}).text
    client.post(close, {"step": "conclude", "reason": "当事人已注销，无法补签"})
    client.post(close, {"step": "archive"})
    page = client.post(
        reverse("party-new", args=[office.case.number]), {"name": "李四", "role": "证人", "kind": "自然人"}
    )
    assert "已归档" in page.text


def test_the_player_stands_beside_the_proof(office, cast, as_):
    page = as_(cast.lin).get(reverse("record", args=[office.case.number, office.recording.ref])).text
    assert office.recording.file.sha256 in page
    assert office.recording.file.sm3 in page
    assert "林执 2026-03-02 12:00:00 调阅" in page
    assert 'data-start="2026-' in page


def test_who_watched_is_shown(office, cast, as_):
    client = as_(cast.su)
    b"".join(client.get(reverse("evidence-stream", args=[office.recording.pk])).streaming_content)
    page = as_(cast.lin).get(reverse("record", args=[office.case.number, office.recording.ref])).text
    assert "<b>苏督</b><small>查看</small>" in page


def test_a_waiting_file_is_put_into_its_case(office, cast, as_):
    client = as_(cast.lin)
    assert "不知哪案.jpg" in client.get(reverse("intake-list")).text
    client.post(reverse("intake-assign", args=[office.intake.pk]), {"case": office.case.number, "event": "e1"})
    assert case_file(office.case).records[-1].medium == "照片"


@pytest.mark.parametrize(("case_number", "sentence"), [("C-2026-9999", "没有找到案件"), ("", "这个字段是必填项")])
def test_assigning_to_no_case_says_so(office, cast, as_, case_number, sentence):
    page = as_(cast.lin).post(reverse("intake-assign", args=[office.intake.pk]), {"case": case_number})
    assert sentence in page.text


def test_the_trail_of_a_case_names_who_did_what(office, cast, as_):
    page = as_(cast.lin).get(reverse("case-trail", args=[office.case.number])).text
    for said in ("立案登记", "登记事项", "音像与证据入库", "林执"):
        assert said in page


def test_what_was_done_too_late_without_a_limit_in_hours_is_shown_so(office, cast, as_):
    """An approval owed before the event and given after it is 逾期, and has no moment by which it was due."""
    client, url = as_(cast.lin), reverse("event-new", args=[office.case.number]) + "?type=立案"
    client.post(url, {"start": "2026-03-02T11:00", "officers": ["o1"]})
    ask = reverse("approval-request", args=[office.case.number])
    client.post(ask, {"of": "e2", "roles": ["承办机构负责人"]})
    waiting = as_(cast.zheng).get(reverse("approval-list")).context["waiting"][-1].request
    client.post(reverse("approval-decide", args=[waiting.pk]), {"decision": "同意"})
    assert "已补，但晚了" in client.get(reverse("case", args=[office.case.number])).text
