"""What an explanation says of the usual reasons."""

from __future__ import annotations

import pytest

from tests.core.evaluation.ruled import case, event, moment, paper, requirement
from zhiji.core.casefile import Approval, Officer, Party, Signature
from zhiji.core.evaluation import compile_regulation
from zhiji.core.evaluation.explanation import UnknownError, explain, explanations_document, lines_of
from zhiji.core.regulations.model import (
    ApprovalCondition,
    ApprovalDemand,
    Condition,
    Demand,
    Due,
    Exemption,
    HoldsIn,
    Keep,
    Kind,
    Regulation,
    SignatureDemand,
    Span,
    Subject,
    SubjectKind,
    Unit,
)
from zhiji.external import library

FILM = Demand(media=("音像",))


def judge(*requirements):
    regulation = Regulation("局", "某局规定", None, None, None, None, None, None, ("行政处罚",), {}, requirements)
    return compile_regulation(regulation, library.vocabulary(), library.working_calendar())


def told(only, file, at="12-31 12:00"):
    (one,) = explain([judge(only)], file, only.id, at=moment(at))
    return "\n".join(lines_of(one))


def test_a_record_of_the_wrong_medium_is_named_with_the_medium_asked_for():
    said = told(requirement(demand=FILM), case(events=(event(),), records=(paper(),)))
    assert "✗ 文书（r1）：是文书，要求的是音像记录" in said


def test_a_film_of_another_event_is_named_with_its_event():
    events = (event(), event("询问", "03-03 09:00", id="e2"))
    said = told(requirement(demand=FILM), case(events=events, records=(paper(medium="录像", event="e2"),)))
    assert "✗ 录像（r1）：属于询问（e2），不是这里要的" in said


def test_a_condition_that_does_not_hold_says_what_the_case_shows():
    only = requirement(demand=FILM, when=Condition(acts=("行政许可",), facts={"主动出示证件": (True,)}))
    said = told(only, case(events=(event(),)))
    assert "没有结论：条件不成立" in said
    assert "✗ 执法行为是行政许可：本案是行政处罚" in said


def test_the_rest_days_of_a_limit_come_with_the_number_of_the_notice():
    only = requirement(demand=FILM, due=Due("event", within=Span(2, Unit.WORKING_DAYS)))
    said = told(only, case(events=(event(start="09-30 09:00"),)), "10-20 12:00")
    assert "从现场检查结束起算，2026-09-30 09:00" in said
    assert "跳过休息日7天：2026-10-01（放假，国办发明电〔2025〕7号）" in said
    assert "最后一刻 2026-10-09 23:59:59" in said


def test_what_came_late_says_both_moments():
    only = requirement(demand=FILM, due=Due("event", within=Span(24, Unit.HOURS)))
    said = told(only, case(events=(event(),), records=(paper("03-04 10:00", medium="录像"),)))
    assert "逾期，2026-03-04 10:00，晚于2026-03-03 09:00" in said


def test_a_missing_word_comes_with_the_words_that_are_there():
    only = requirement(demand=Demand(documents=("现场检查笔录",), fields=("案由", "检查地点")))
    record = paper(doc_type="现场检查笔录", fields={"案由": "占道", "天气": "晴"})
    said = told(only, case(events=(event(),), records=(record,)))
    assert "✓ 案由：写明于现场检查笔录（r1）" in said
    assert "✗ 检查地点：没有写明；写明的是：天气、案由" in said


def test_a_signature_says_who_should_have_signed_and_who_did():
    demand = Demand(documents=("现场检查笔录",), signatures=(SignatureDemand(("当事人",), ("签名",)),))
    record = paper(doc_type="现场检查笔录", signatures=(Signature("o1", "签名", moment("03-02 09:40")),))
    file = case(events=(event(parties=("p1",)),), records=(record,), officers=(Officer("o1", "王某"),))
    said = told(requirement(demand=demand), file)
    assert "✗ 当事人签名：应由某人（当事人）签；文书上的是：王某（执法人员）签名，2026-03-02 09:40" in said


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"role": "承办人", "decision": "同意"}, "审批人是承办人，要求的是机关负责人"),
        ({"role": "机关负责人", "decision": "不同意"}, "决定是“不同意”，不是同意"),
        ({"role": "机关负责人", "decision": "同意", "matter": "延期存储"}, "批准的是另一件事（延期存储）"),
        ({"role": "机关负责人", "decision": "同意", "of": "e2"}, "批的是询问（e2），不是这里的"),
    ],
)
def test_an_approval_that_is_none_says_why(given, why):
    only = requirement(kind=Kind.APPROVAL, approval=ApprovalDemand(("机关负责人",), "event", ("现场检查",)))
    approval = Approval(**{"id": "a1", "of": "e1", "at": moment("03-01 09:00"), **given})
    events = (event(), event("询问", "03-03 09:00", id="e2"))
    assert f"（a1）：{why}" in told(only, case(events=events, approvals=(approval,)))


def test_an_exception_says_why_it_does_not_apply():
    longer = Exemption(
        Condition(approval=ApprovalCondition(("机关负责人",))), Due("event", within=Span(2, Unit.WORKING_DAYS))
    )
    only = requirement(demand=FILM, due=Due("event", within=Span(24, Unit.HOURS)), unless=(longer,))
    late = Approval("a1", "e1", "机关负责人", moment("03-03 10:00"), "同意")
    said = told(only, case(events=(event(),), approvals=(late,)))
    assert "不适用：期限改为2个工作日内" in said
    assert "✗ 机关负责人审批（a1）：批准时原来的期限已经过了" in said


def test_a_term_of_keeping_says_what_the_custodian_set():
    only = requirement(
        kind=Kind.RETENTION, keep=Keep("2y"), subject=Subject(SubjectKind.MEDIUM, ("音像",)), modality="应当"
    )
    said = told(only, case(events=(event(),), records=(paper(medium="录像", retain_until="2027-01-01"),)))
    assert "✗ 录像（r1）：应当从2026-03-02起保存到2028-03-02；保管人定的是2027-01-01" in said


def test_one_subject_is_explained_where_it_is_named():
    only = requirement(demand=FILM)
    file = case(events=(event(), event(start="03-03 09:00", id="e2")))
    assert [one.subject for one in explain([judge(only)], file, "局/1-1", at=moment("04-01 09:00"))] == ["e1", "e2"]
    assert [one.subject for one in explain([judge(only)], file, "1-1@e2", at=moment("04-01 09:00"))] == ["e2"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("局/1-2", "没有编号为“局/1-2”的义务，是否应为局/1-1"),
        ("9-9@e1", "没有编号为“局/9-9”的义务"),
        ("1-1@e7", "“e7”不是局/1-1的对象；案中的对象：e1"),
        ("law-penalty/57-1", "这次没有按“law-penalty”判定，按的是局"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(asked, sentence):
    with pytest.raises(UnknownError, match=sentence):
        explain([judge(requirement(demand=FILM))], case(events=(event(),)), asked, at=moment("04-01 09:00"))


def test_what_no_case_shows_says_where_it_holds():
    said = told(requirement(holds_in=HoldsIn.SYSTEM), case(events=(event(),)))
    assert "没有结论：由系统落实，从案卷看不出" in said


def test_the_document_carries_the_same():
    only, file, at = (
        requirement(demand=FILM),
        case(events=(event(),), parties=(Party("p1", "当事人", "自然人", "某"),)),
        moment("04-01 09:00"),
    )
    document = explanations_document("C-1", at, explain([judge(only)], file, "1-1", at=at))
    (one,) = document["explanations"]
    assert document["format"] == "zhiji-explanations/1"
    assert (one["requirement"], one["subject"], one["status"]) == ("局/1-1", "e1", "缺失")
    assert one["limit"]["owed_from"] == "2026-03-02T09:00:00+08:00"
    assert one["parts"][0] == {
        "asked": "音像记录", "status": "缺失", "lacking": "音像记录", "done_at": None, "due_at": None, "considered": []
    }  # fmt: skip
