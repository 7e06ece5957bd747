"""What is found of each kind of demand, for those that the situations of fuzhou-cg do not show."""

from __future__ import annotations

import pytest

from tests.core.evaluation.ruled import case, event, finding, findings, moment, paper, requirement
from zhiji.core.casefile import Access, Approval, Copy, Officer, Party, Report, Signature
from zhiji.core.regulations.model import (
    ApprovalCondition,
    ApprovalDemand,
    Condition,
    Demand,
    Due,
    Exemption,
    HoldsIn,
    Kind,
    OfficersDemand,
    PartyCondition,
    ReportDemand,
    SignatureDemand,
    Span,
    Subject,
    SubjectKind,
    Unit,
)

EVENTS = (event(end=moment("03-02 10:00")),)
OFFICERS = (Officer("o1", "甲"), Officer("o2", "乙", on_staff=False), Officer("o3", "丙", qualified=False))
LEADER = ("分管负责人",)


def approval(role="分管负责人", at="03-02 08:00", **stated):
    return Approval(**{"id": "a1", "of": "e1", "role": role, "at": moment(at), "decision": "同意", **stated})


def status(only, **stated):
    return finding(only, case(**stated)).status


@pytest.mark.parametrize("holds_in", [HoldsIn.SYSTEM, HoldsIn.OFFICE, HoldsIn.TEXT])
def test_what_no_case_shows_is_not_judged(holds_in):
    assert (
        findings(requirement(holds_in=holds_in, demand=Demand(media=("音像",))), case(events=EVENTS), "12-31 12:00")
        == ()
    )


def test_a_definition_is_not_judged():
    assert findings(requirement(kind=Kind.DEFINITION), case(events=EVENTS), "12-31 12:00") == ()


def test_a_condition_that_no_case_file_shows_binds_nobody_and_exempts_nobody():
    film = Demand(media=("音像",))
    assert (
        findings(requirement(when=Condition(external="符合条件"), demand=film), case(events=EVENTS), "12-31 12:00")
        == ()
    )
    unless = (Exemption(Condition(external="另有规定"), elsewhere=True),)
    assert status(requirement(unless=unless, demand=film), events=EVENTS) == "缺失"


@pytest.mark.parametrize("modality", ["可以", "必要时"])
def test_what_may_be_done_is_advised_where_it_was_not(modality):
    may = requirement(modality=modality, demand=Demand(media=("音像",)))
    assert status(may, events=EVENTS) == "建议"
    assert status(may, events=EVENTS, records=(paper(medium="照片"),)) == "已满足"


def test_what_is_owed_in_principle_is_missing_where_no_reason_is_stated():
    film = requirement(modality="原则上应当", demand=Demand(media=("音像",)))
    assert status(film, events=EVENTS) == "缺失"


def test_a_permission_without_a_demand_is_used_or_not_touched():
    permission = requirement(modality="可以", when=Condition(facts={"outcome": ("发现违法",)}))
    assert status(permission, events=(event(facts={"outcome": "发现违法"}),)) == "已满足"
    assert findings(permission, case(events=EVENTS), "12-31 12:00") == ()


def test_a_prohibition_without_a_demand_is_broken_by_what_it_speaks_of():
    fax = requirement(
        kind=Kind.PROHIBITION,
        modality="禁止",
        subject=Subject(SubjectKind.EVENT, ("送达",)),
        when=Condition(facts={"way": ("传真",)}, serves=("行政处罚决定书",)),
    )
    decision = (event("作出决定"), event("送达", "03-03 09:00", id="e2", facts={"way": "传真"}, of="r1"))
    assert status(fax, events=decision, records=(paper(doc_type="行政处罚决定书"),)) == "违规"
    assert findings(fax, case(events=decision, records=(paper(doc_type="公告"),)), "12-31 12:00") == ()


def test_an_event_with_no_record_at_all_breaks_a_prohibition_to_be_without():
    kept = requirement(kind=Kind.PROHIBITION, modality="禁止", demand=Demand(media=("文字", "音像")))
    assert status(kept, events=EVENTS) == "违规"
    assert status(kept, events=EVENTS, records=(paper(),)) == "已满足"


def test_one_officer_is_not_two():
    two = requirement(kind=Kind.STAFFING, demand=Demand(officers=OfficersDemand(minimum=2)))
    found = finding(two, case(events=(event(officers=("o1",)),), officers=OFFICERS))
    assert (found.status, found.what, found.evidence) == ("不完整", "2名以上执法人员", ("o1",))
    assert status(two, events=(event(officers=("o1", "o2")),), officers=OFFICERS) == "已满足"
    assert status(two, events=(event(),), officers=OFFICERS) == "缺失"


def test_officers_and_makers_of_records_must_be_fit():
    staff = requirement(kind=Kind.STAFFING, demand=Demand(officers=OfficersDemand(on_staff=True)))
    licensed = requirement(kind=Kind.STAFFING, demand=Demand(officers=OfficersDemand(qualified=True)))
    acting = (event(officers=("o1", "o2")),)
    assert finding(staff, case(events=acting, officers=OFFICERS)).evidence == ("o2",)
    assert status(licensed, events=acting, officers=OFFICERS) == "已满足"
    assert status(licensed, events=acting, officers=OFFICERS, records=(paper(made_by="o3"),)) == "不完整"


def test_a_notice_before_filming_must_come_first():
    notice = requirement(
        kind=Kind.NOTICE,
        when=Condition(av=True),
        demand=Demand(av_notice=True),
        due=Due("event", before=Span(0, Unit.DAYS)),
    )
    film = (paper(medium="录像"),)
    assert status(notice, events=EVENTS, records=film) == "缺失"
    assert status(notice, events=(event(av_notice_at=moment("03-02 09:00")),), records=film) == "已满足"
    assert status(notice, events=(event(av_notice_at=moment("03-02 09:01")),), records=film) == "逾期"
    assert findings(notice, case(events=EVENTS), "12-31 12:00") == ()


def test_a_second_notice_is_one_too_many():
    once = requirement(kind=Kind.LIMIT, subject=Subject(SubjectKind.EVENT, ("补正告知",)), demand=Demand(at_most=1))
    twice = (event("补正告知", "03-05 09:00", id="e9"), event("补正告知", "03-02 09:00", id="e2"))
    assert [(each.subject, each.status) for each in findings(once, case(events=twice), "12-31 12:00")] == [
        ("e2", "已满足"),
        ("e9", "违规"),
    ]


def test_a_way_of_posting_that_is_not_named_will_not_do():
    posted = requirement(
        kind=Kind.SERVICE,
        subject=Subject(SubjectKind.EVENT, ("送达",)),
        demand=Demand(facts={"邮寄方式": ("挂号信", "特快专递")}),
    )
    assert status(posted, events=(event("送达", facts={"邮寄方式": "挂号信"}),)) == "已满足"
    assert status(posted, events=(event("送达", facts={"邮寄方式": "其他"}),)) == "缺失"
    assert status(posted, events=(event("送达"),)) == "不完整"


def test_a_copy_is_kept_of_what_is_handed_out():
    kept = requirement(kind=Kind.ACCESS, subject=Subject(SubjectKind.ACCESS, ("调取",)), demand=Demand(copy_kept=True))
    access = (Access("x1", "调取", "法院", "人民法院", moment("04-01 09:00"), records=("r1",)),)
    copied = paper(copies=(Copy(moment("04-01 09:00"), "存档", approved=True),))
    assert status(kept, events=EVENTS, records=(paper(),), accesses=access) == "缺失"
    assert status(kept, events=EVENTS, records=(copied,), accesses=access) == "已满足"


def test_keeping_a_film_on_ones_own_device_is_forbidden():
    own = requirement(
        kind=Kind.PROHIBITION,
        modality="禁止",
        subject=Subject(SubjectKind.MEDIUM, ("音像",)),
        demand=Demand(media=("音像",), not_stored_in=("个人设备",)),
    )
    assert status(own, events=EVENTS, records=(paper(medium="录像", stored_in="个人设备"),)) == "违规"
    assert status(own, events=EVENTS, records=(paper(medium="录像", stored_in="专用存储器"),)) == "已满足"


def test_a_report_is_made_to_the_role_or_above_it():
    reported = requirement(
        kind=Kind.REPORT, report=ReportDemand(LEADER, "event"), due=Due("event", within=Span(24, Unit.HOURS))
    )
    to_chief = Report("e1", "机关负责人", moment("03-03 10:00"))
    assert status(reported, events=EVENTS, reports=(to_chief,)) == "已满足"
    assert status(reported, events=EVENTS, reports=(Report("e1", "承办人", moment("03-02 10:00")),)) == "逾期"
    assert status(reported, events=EVENTS, reports=(Report("e1", "机关负责人", moment("03-03 10:01")),)) == "逾期"


SEIZURE = requirement(
    kind=Kind.APPROVAL,
    subject=Subject(SubjectKind.EVENT, ("查封扣押",)),
    approval=ApprovalDemand(LEADER, "event", precedes=("查封扣押",)),
)


@pytest.mark.parametrize(("at", "expected"), [("03-02 09:00", "已满足"), ("03-02 09:01", "逾期")])
def test_an_approval_precedes_the_measure(at, expected):
    assert status(SEIZURE, events=(event("查封扣押"),), approvals=(approval(at=at),)) == expected


@pytest.mark.parametrize("matter", ["延长期限", "使用其他设备"])
def test_an_approval_of_another_matter_does_not_approve_the_measure(matter):
    assert status(SEIZURE, events=(event("查封扣押"),), approvals=(approval(matter=matter),)) == "缺失"


def test_an_approval_precedes_a_document():
    letter = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("案件移送",)),
        approval=ApprovalDemand(LEADER, "event", precedes=("案件移送函",)),
    )
    sent = {"events": (event("案件移送"),), "records": (paper("03-02 09:30", doc_type="案件移送函"),)}
    assert status(letter, **sent, approvals=(approval(at="03-02 09:30"),)) == "已满足"
    assert status(letter, **sent, approvals=(approval(at="03-02 09:31"),)) == "逾期"


def test_a_refused_approval_starts_what_it_starts():
    lifted = requirement(
        kind=Kind.LIMIT,
        subject=Subject(SubjectKind.EVENT, ("查封扣押",)),
        when=Condition(approval=ApprovalCondition(LEADER, "不同意")),
        demand=Demand(events=("解除查封扣押",)),
        due=Due("approval", words="立即"),
    )
    seized = event("查封扣押")
    refused = approval(at="03-02 12:00", decision="不同意")
    assert findings(lifted, case(events=(seized,), approvals=(approval(),)), "12-31 12:00") == ()
    assert finding(lifted, case(events=(seized,), approvals=(refused,)), "03-02 11:59").status == "待完成"
    assert finding(lifted, case(events=(seized,), approvals=(refused,)), "03-02 12:00").status == "缺失"
    lifting = event("解除查封扣押", "03-02 15:00", id="e2", of="e1")
    assert status(lifted, events=(seized, lifting), approvals=(refused,)) == "已满足"


MINUTES = Subject(SubjectKind.DOCUMENT, ("会议纪要",))
OTHERS = (Officer("o1", "甲"), Officer("o2", "乙"))


def test_everybody_who_took_part_signs():
    signed_by_all = requirement(
        kind=Kind.SIGNATURE,
        subject=MINUTES,
        demand=Demand(signatures=(SignatureDemand(("参会人员",), ("签名",), everyone=True),)),
    )
    meeting = (event("集体讨论", officers=("o1", "o2")),)
    one = (paper(doc_type="会议纪要", signatures=(Signature("o1", "签名"),)),)
    both = (paper(doc_type="会议纪要", signatures=(Signature("o1", "签名"), Signature("o2", "签名"))),)
    assert status(signed_by_all, events=meeting, officers=OTHERS, records=one) == "不完整"
    assert status(signed_by_all, events=meeting, officers=OTHERS, records=both) == "已满足"


def test_an_agent_signs_for_the_party_who_stayed_away():
    signed = requirement(
        kind=Kind.SIGNATURE,
        subject=Subject(SubjectKind.DOCUMENT, ("听证笔录",)),
        demand=Demand(signatures=(SignatureDemand(("当事人",), ("签名",), each_page=True),)),
    )
    people = (Party("p1", "当事人", "自然人", "某人"), Party("p2", "委托代理人", "自然人", "律师"))
    minutes = (paper(doc_type="听证笔录", signatures=(Signature("p2", "签名", each_page=True),)),)
    assert status(signed, parties=people, events=(event("听证", parties=("p2",)),), records=minutes) == "已满足"
    assert status(signed, parties=people, events=(event("听证", parties=("p1", "p2")),), records=minutes) == "不完整"


def test_a_head_signs_as_who_gave_the_opinion():
    signed = requirement(
        kind=Kind.SIGNATURE,
        subject=Subject(SubjectKind.DOCUMENT, ("立案审批表",)),
        demand=Demand(signatures=(SignatureDemand(("分管负责人", "机关负责人"), ("签名",), dated=True),)),
    )
    form = {"events": (event("立案", officers=("o1",)),), "officers": OTHERS, "approvals": (approval(by="o2"),)}
    by_head = paper(doc_type="立案审批表", signatures=(Signature("o2", "签名", moment("03-02 09:00")),))
    by_handler = paper(doc_type="立案审批表", signatures=(Signature("o1", "签名", moment("03-02 09:00")),))
    assert status(signed, **form, records=(by_head,)) == "已满足"
    assert status(signed, **form, records=(by_handler,)) == "不完整"


def test_the_seal_of_the_organ_is_its_own():
    sealed = requirement(
        kind=Kind.SIGNATURE,
        subject=MINUTES,
        demand=Demand(signatures=(SignatureDemand(("行政机关",), ("盖章",)),)),
    )
    assert (
        status(
            sealed, events=EVENTS, records=(paper(doc_type="会议纪要", signatures=(Signature("行政机关", "盖章"),)),)
        )
        == "已满足"
    )
    assert status(sealed, events=EVENTS, records=(paper(doc_type="会议纪要"),)) == "不完整"


def test_what_is_owed_only_where_it_occurred_is_not_lacking():
    told = requirement(
        demand=Demand(media=("音像",), content_points=("现场环境", "现场送达文书"), if_occurred=("现场送达文书",))
    )
    assert status(told, events=EVENTS, records=(paper(medium="录像", covers=("现场环境",)),)) == "已满足"
    assert status(told, events=EVENTS, records=(paper(medium="录像", covers=("现场送达文书",)),)) == "不完整"


def test_what_is_noted_of_a_film_are_its_own_keys():
    noted = requirement(
        kind=Kind.METADATA,
        subject=Subject(SubjectKind.MEDIUM, ("音像",)),
        demand=Demand(fields=("method", "made_at", "made_by", "proves")),
    )
    film = paper(medium="录像", method="执法记录仪", made_by="o1")
    found = finding(noted, case(events=EVENTS, records=(film,), officers=OFFICERS))
    assert (found.status, found.what) == ("不完整", "证明对象")


def test_an_event_asked_for_carries_what_else_is_asked():
    reviewed = requirement(
        subject=Subject(SubjectKind.EVENT, ("作出决定",)),
        demand=Demand(events=("法制审核",), media=("文字",), content_points=("法制审核意见",)),
    )
    decision = event("作出决定", "03-20 09:00")
    review = event("法制审核", "03-19 09:00", id="e2")
    own = paper(covers=("法制审核意见",))
    of_review = paper(id="r2", event="e2", covers=("法制审核意见",))
    assert finding(reviewed, case(events=(decision,), records=(own,))).what == "法制审核"
    assert status(reviewed, events=(decision, review), records=(own,)) == "缺失"
    assert status(reviewed, events=(decision, review), records=(of_review,)) == "已满足"
    given_as_approval = approval("法制机构", of="e2", opinion="合法", by="o1")
    assert status(reviewed, events=(decision, review), approvals=(given_as_approval,)) == "已满足"


def test_an_event_tied_to_another_order_does_not_answer_this_one():
    revisit = requirement(subject=Subject(SubjectKind.EVENT, ("责令改正",)), demand=Demand(events=("整改复查",)))
    orders = (event("责令改正", id="e1"), event("责令改正", "03-03 09:00", id="e2"))
    visit = event("整改复查", "03-10 09:00", id="e3", of="e2")
    answered = {each.subject: each.status for each in findings(revisit, case(events=(*orders, visit)), "12-31 12:00")}
    assert answered == {"e1": "缺失", "e2": "已满足"}


def test_a_condition_on_who_was_there_looks_at_the_event():
    present = requirement(
        when=Condition(party=PartyCondition(("当事人",), present=True)), demand=Demand(media=("音像",))
    )
    assert findings(present, case(events=EVENTS), "12-31 12:00") == ()
    assert status(present, events=(event(parties=("p1",)),)) == "缺失"


def test_one_of_several_conditions_is_enough():
    disputed = (Condition(facts={"易引发争议": (True,)}), Condition(traits=("易引发争议",)))
    either = requirement(
        subject=Subject(SubjectKind.EVENT, ("当场处罚",)),
        when=Condition(any_of=disputed),
        demand=Demand(media=("音像",)),
    )
    assert status(either, events=(event("当场处罚", facts={"易引发争议": True}),)) == "缺失"
    assert status(either, events=(event("当场处罚"),), traits=("易引发争议",)) == "缺失"
    assert findings(either, case(events=(event("当场处罚"),)), "12-31 12:00") == ()


def test_how_a_film_was_made_must_be_said_to_be_otherwise():
    other = requirement(
        subject=Subject(SubjectKind.MEDIUM, ("音像",)),
        kind=Kind.APPROVAL,
        when=Condition(not_methods=("执法记录仪",)),
        approval=ApprovalDemand(LEADER, "event"),
        due=Due("event", before=Span(0, Unit.DAYS)),
    )
    assert findings(other, case(events=EVENTS, records=(paper(medium="录像"),)), "12-31 12:00") == ()
    by_phone = (paper(medium="录像", method="手机"),)
    assert status(other, events=EVENTS, records=by_phone) == "缺失"
    assert status(other, events=EVENTS, records=by_phone, approvals=(approval(matter="使用其他设备"),)) == "已满足"


def test_a_signature_within_a_limit_is_late_when_it_comes_late():
    signed = requirement(
        kind=Kind.SIGNATURE,
        subject=Subject(SubjectKind.DOCUMENT, ("听证报告",)),
        demand=Demand(signatures=(SignatureDemand(("听证主持人",), ("签名",)),)),
        due=Due("听证", within=Span(5, Unit.WORKING_DAYS)),
    )
    hearing = (event("听证", "03-20 09:00", officers=("o1",), duties={"o1": ("听证主持人",)}),)

    def on(day):
        report = paper("03-23 09:00", doc_type="听证报告", signatures=(Signature("o1", "签名", moment(day)),))
        return status(signed, events=hearing, officers=OTHERS, records=(report,))

    assert on("03-27 23:59") == "已满足"
    assert on("03-28 00:00") == "逾期"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("同意", "已满足"),
        ("同意，不予公开", "已满足"),
        ("批准立案", "已满足"),
        ("不同意", "缺失"),
        ("不予批准", "缺失"),
        ("退回", "缺失"),
    ],
)
def test_only_what_agrees_is_an_approval(decision, expected):
    assert status(SEIZURE, events=(event("查封扣押"),), approvals=(approval(decision=decision),)) == expected


def test_an_approval_to_prolong_a_measure_approves_the_prolonging():
    prolonging = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("延长查封扣押",)),
        approval=ApprovalDemand(LEADER, "event"),
    )
    assert status(prolonging, events=(event("延长查封扣押"),), approvals=(approval(matter="延长期限"),)) == "已满足"


def test_an_opinion_may_be_a_field_of_the_form_but_is_not_an_approval_to_be_waited_for():
    opinion = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("立案",)),
        approval=ApprovalDemand(("承办机构负责人",), "event"),
    )
    waited_for = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("立案",)),
        approval=ApprovalDemand(("承办机构负责人",), "event", precedes=("立案",)),
    )
    form = {"events": (event("立案"),), "records": (paper(doc_type="立案审批表", fields={"承办机构意见": "同意"}),)}
    blank = {"events": (event("立案"),), "records": (paper(doc_type="立案审批表", fields={"承办机构意见": " "}),)}
    assert status(opinion, **form) == "已满足"
    assert status(opinion, **blank) == "缺失"
    assert status(waited_for, **form) == "缺失"


def test_who_reviews_the_law_stands_in_for_no_head():
    assert status(SEIZURE, events=(event("查封扣押"),), approvals=(approval(role="集体讨论"),)) == "已满足"
    head = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("查封扣押",)),
        approval=ApprovalDemand(("承办机构负责人", "分管负责人"), "event"),
    )
    assert status(head, events=(event("查封扣押"),), approvals=(approval(role="法制机构"),)) == "缺失"
    assert status(head, events=(event("查封扣押"),), approvals=(approval(role="机关负责人"),)) == "已满足"


def test_an_opinion_owed_beforehand_is_also_that_of_its_own_role():
    opinion = requirement(
        kind=Kind.APPROVAL,
        subject=Subject(SubjectKind.EVENT, ("查封扣押",)),
        approval=ApprovalDemand(("承办机构负责人",), "event"),
        due=Due("event", before=Span(0, Unit.DAYS)),
    )
    assert status(opinion, events=(event("查封扣押"),), approvals=(approval(role="机关负责人"),)) == "缺失"
    assert status(opinion, events=(event("查封扣押"),), approvals=(approval(role="承办机构负责人"),)) == "已满足"
