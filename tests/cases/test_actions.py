from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import MORNING, case_value, document, event, moment, open_case, party, with_lin

from zhiji.cases import actions, approving, queries
from zhiji.cases.errors import CaseClosedError, CaseError
from zhiji.cases.models import Case, Event
from zhiji.cases.rows import read
from zhiji.core.casefile import model
from zhiji.core.ledger.entry import EntryType
from zhiji.documents.actions import write_document
from zhiji.organisation import posts
from zhiji.organisation.actions import end_certificate, set_roles
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.queries import at_work
from zhiji.organisation.roles import Role
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import StaleRow

OTHER = model.Officer(id="", name="专家甲", qualified=False)


def request(case, cast, of, role="分管负责人"):
    return approving.request_approval(case, of, role, by=cast.lin.actor, at=MORNING)


def every_action(case, cast):
    """Each verb once, in an order that works, with the entry it must leave."""
    lin = {"by": cast.lin.actor, "at": MORNING}
    made = {}
    yield EntryType.CASE_CHANGED, lambda: actions.add_party(case, party(), **lin)
    yield EntryType.CASE_CHANGED, lambda: actions.add_officer(case, cast.lin.officer, **lin)
    yield EntryType.CASE_CHANGED, lambda: actions.add_other_officer(case, OTHER, **lin)
    yield (
        EntryType.EVENT_RECORDED,
        lambda: made.update(e1=actions.record_event(case, event(officers=("o1",), parties=("p1",)), **lin)),
    )
    yield EntryType.EVENT_CHANGED, lambda: actions.end_event(made["e1"], moment("03-02 10:00"), **lin)
    yield EntryType.RECORD_WRITTEN, lambda: write_document(case, document(event="e1"), **lin)
    yield EntryType.CASE_CHANGED, lambda: made.update(ask=request(case, cast, "e1"))
    yield (
        EntryType.APPROVAL_DECIDED,
        lambda: approving.decide(made["ask"], approving.Decision("同意", "照办"), by=cast.xu.actor, at=MORNING),
    )
    yield (
        EntryType.APPROVAL_DECIDED,
        lambda: approving.record_approval(
            case, model.Approval("", "r1", "机关负责人", MORNING, "同意", by="o1"), **lin
        ),
    )
    yield EntryType.CASE_CHANGED, lambda: actions.record_report(case, model.Report("e1", "机关负责人", MORNING), **lin)
    yield EntryType.CASE_CHANGED, lambda: actions.describe(case, case_value(traits=("复杂",)), **lin)
    yield EntryType.CASE_CHANGED, lambda: actions.conclude(case, **lin)
    yield EntryType.CASE_CHANGED, lambda: actions.archive(case, **lin)
    yield (
        EntryType.ACCESS_REGISTERED,
        lambda: actions.register_access(
            case, model.Access("", "查阅", "张三", "当事人", MORNING, records=("r1",)), by=cast.gao.actor, at=MORNING
        ),
    )


def test_every_action_leaves_exactly_its_entry_in_the_chain_of_the_case(cast):
    case = open_case(cast)
    for number, (kind, act) in enumerate(every_action(case, cast), start=1):
        before = trail.size()
        act()
        assert trail.size() == before + 1
        entry = trail.line(before).entry
        assert entry.type is kind
        assert (entry.case.key, entry.case.seq) == (bytes(case.key), number)


def test_no_entry_shows_a_name_or_a_number(cast):
    case = open_case(cast)
    for _, act in every_action(case, cast):
        act()
    bodies = b"".join(line.body for line in trail.lines_of_case(bytes(case.key)))
    assert case.number.encode() not in bodies
    assert "榕香".encode() not in bodies
    assert "林执".encode() not in bodies


def test_numbers_run_by_year_of_opening_in_shanghai(cast):
    new_year = moment("01-01 00:10").replace(year=2027)
    opened = [MORNING, MORNING, new_year, new_year - timedelta(minutes=20)]
    numbers = [open_case(cast, opened_at=at).number for at in opened]
    assert numbers == ["C-2026-0001", "C-2026-0002", "C-2027-0001", "C-2026-0003"]


def test_a_case_opened_by_an_account_remembers_it(cast):
    assert open_case(cast).opened_by == cast.lin


def test_refs_follow_one_another_over_documents_of_all_kinds(cast):
    case = open_case(cast)
    refs = [write_document(case, document(), by=cast.lin.actor, at=MORNING).ref for _ in range(3)]
    assert refs == ["r1", "r2", "r3"]


def test_an_alias_becomes_the_term(cast):
    case = open_case(cast, act="行政检查", procedure="一般程序")
    assert (case.act, case.procedure) == ("监督检查", "普通程序")
    assert actions.record_event(case, event("检查勘验"), by=SYSTEM, at=MORNING).type == "现场检查"


def test_an_officer_on_the_case_is_as_qualified_as_on_that_day(cast):
    case = open_case(cast)
    assert with_lin(case, cast).qualified
    end_certificate(cast.chen.officer.certificates.get(), on=MORNING.date(), because="吊销", by=SYSTEM, at=MORNING)
    assert not actions.add_officer(case, cast.chen.officer, by=SYSTEM, at=MORNING).qualified


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (event("现场检察"), "“现场检察”不是规定的环节，是否应为“现场检查”？"),
        (event(officers=("o9",)), "本案没有编号为“o9”的执法人员"),
        (event(parties=("p9",)), "本案没有编号为“p9”的当事人"),
        (event(duties={"o9": ("记录人",)}), "本案没有编号为“o9”的执法人员"),
        (event(of="e9"), "本案没有编号为“e9”的环节或记录"),
        (event(end=moment("03-02 09:00")), "结束时间（2026-03-02 09:00）早于开始时间（2026-03-02 09:30）"),
        (event(traits=("重大的",)), "“重大的”不是规定的特征，是否应为“重大”？"),
        (event("解除查封扣押"), "“解除查封扣押”之前须先有“查封扣押”，请先登记那个环节"),
        (event(facts={"实名": True}), "“现场检查”没有“实名”这一项"),
        (event(facts={"outcome": "没事"}), "的值“没事”不对，应为无问题、引导劝导纠正、发现隐患、发现违法"),
        (event("立案", facts={"紧急": "是"}), "“紧急”的值“是”不对，应为是或否"),
        (event("责令改正", facts={"改正期限": "下周"}), "应为日期（如 2026-03-09）"),
        (event("责令改正", facts={"改正期限": "20260309"}), "应为日期（如 2026-03-09）"),
        (event("责令改正", facts={"改正期限": True}), "应为日期（如 2026-03-09）"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_with_what_to_do(cast, draft, sentence):
    case = open_case(cast)
    before = trail.size()
    with pytest.raises(CaseError) as refused:
        actions.record_event(case, draft, by=cast.lin.actor, at=MORNING)
    assert sentence in str(refused.value)
    assert (trail.size(), Event.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("changes", "field"), [({"title": " "}, "title"), ({"act": "处罚人"}, "act"), ({"procedure": "快"}, "procedure")]
)
def test_a_case_that_does_not_fit_is_refused_and_takes_no_number(cast, changes, field):
    with pytest.raises(CaseError) as refused:
        open_case(cast, **changes)
    assert refused.value.field == field
    assert open_case(cast).number == "C-2026-0001"


def test_a_case_under_an_unknown_regulation_is_refused(cast):
    with pytest.raises(CaseError, match="没有制度“atlantis”"):
        open_case(cast, regulation="atlantis")


def test_a_stale_event_is_not_overwritten(cast):
    case = open_case(cast)
    actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    seen_by_chen, seen_by_lin = Event.objects.get(), Event.objects.get()
    actions.end_event(seen_by_lin, moment("03-02 10:00"), by=cast.lin.actor, at=MORNING)
    with pytest.raises(StaleRow):
        actions.end_event(seen_by_chen, moment("03-02 11:00"), by=cast.chen.actor, at=MORNING)
    assert Event.objects.get().end == moment("03-02 10:00")


def test_an_amended_event_keeps_what_was_not_amended(cast):
    case = open_case(cast)
    with_lin(case, cast)
    row = actions.record_event(case, event(officers=("o1",), place="店内"), by=SYSTEM, at=MORNING)
    changed = replace(read(model.Event, row), traits=("紧急",))
    actions.amend_event(row, changed, by=SYSTEM, at=MORNING)
    assert read(model.Event, Event.objects.get()) == replace(changed, id="e1")


def test_an_archived_case_stays_as_it_is(cast):
    case = open_case(cast)
    with pytest.raises(CaseError, match="尚未办结"):
        actions.archive(case, by=cast.gao.actor, at=MORNING)
    actions.conclude(case, by=cast.lin.actor, at=MORNING)
    with pytest.raises(CaseError, match="已经办结"):
        actions.conclude(case, by=cast.lin.actor, at=MORNING)
    actions.archive(case, by=cast.gao.actor, at=MORNING)
    with pytest.raises(CaseClosedError, match=f"{case.number} 已归档"):
        actions.record_event(case, event(), by=cast.lin.actor, at=MORNING)
    assert Case.objects.get().archived_at == MORNING


def test_only_the_asked_role_decides_and_only_once(cast):
    case = open_case(cast)
    actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    ask = request(case, cast, "e1")
    with pytest.raises(NotAllowed, match="送“分管负责人”审批"):
        approving.decide(ask, approving.Decision("同意", ""), by=cast.zheng.actor, at=MORNING)
    with pytest.raises(NotAllowed, match="须由本系统的账号办理"):
        approving.decide(ask, approving.Decision("同意", ""), by=SYSTEM, at=MORNING)
    with pytest.raises(CaseError, match="应为“同意”或“不同意”"):
        approving.decide(ask, approving.Decision("再议", ""), by=cast.xu.actor, at=MORNING)
    approval = approving.decide(ask, approving.Decision("不同意", "证据不足"), by=cast.xu.actor, at=MORNING)
    assert (approval.ref, approval.by, approval.opinion) == ("a1", "o1", "证据不足")
    assert case.officers.get().name == "许管"
    with pytest.raises(CaseError, match="已经审批"):
        approving.decide(ask, approving.Decision("同意", ""), by=cast.xu.actor, at=MORNING)


def stand_in_for_xu(cast, substitute):
    plan = posts.Absence(cast.xu, substitute, Role.DEPUTY, MORNING, moment("03-03 09:00"))
    posts.appoint_stand_in(plan, by=cast.security.actor, at=MORNING)


def test_a_stand_in_decides_under_both_names(cast):
    case = open_case(cast)
    ask = request(case, cast, actions.record_event(case, event(), by=SYSTEM, at=MORNING).ref)
    stand_in_for_xu(cast, cast.fang)
    approving.decide(ask, approving.Decision("同意", ""), by=cast.fang.actor, at=MORNING)
    assert case.officers.get().name == "方审（代许管）"
    last = trail.line(trail.size() - 1)
    assert last.actor == {
        "kind": "actor",
        "id": cast.fang.key.hex,
        "name": "方审（代许管）",
        "role": "分管负责人（代许管）",
    }


def test_a_stand_in_never_decides_what_he_asked_for(cast):
    case = open_case(cast)
    ask = request(case, cast, actions.record_event(case, event(), by=SYSTEM, at=MORNING).ref)
    stand_in_for_xu(cast, cast.lin)
    lin = at_work(cast.lin, MORNING)
    assert not queries.waiting_for(lin)
    with pytest.raises(NotAllowed, match="不归您的账号决定"):
        approving.decide(ask, approving.Decision("同意", ""), by=lin.actor, at=MORNING)


def test_a_stand_in_sees_what_waits_only_while_he_stands_in(cast):
    case = open_case(cast)
    ask = request(case, cast, actions.record_event(case, event(), by=SYSTEM, at=MORNING).ref)
    stand_in_for_xu(cast, cast.fang)
    assert list(queries.waiting_for(at_work(cast.fang, MORNING))) == [ask]
    assert not queries.waiting_for(at_work(cast.fang, moment("03-03 09:00")))
    with pytest.raises(NotAllowed):
        approving.decide(ask, approving.Decision("同意", ""), by=cast.fang.actor, at=moment("03-03 09:00"))


def test_a_head_of_another_unit_does_not_decide(cast):
    case = open_case(cast)
    actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    ask = request(case, cast, "e1", "承办机构负责人")
    set_roles(cast.wu, [Role.UNIT_HEAD], by=cast.security.actor, at=MORNING)
    with pytest.raises(NotAllowed, match="不归您的账号决定"):
        approving.decide(ask, approving.Decision("同意", ""), by=cast.wu.actor, at=MORNING)


def test_who_decides_twice_is_listed_once(cast):
    case = open_case(cast)
    for kind in ("立案", "结案"):
        row = actions.record_event(case, event(kind), by=SYSTEM, at=MORNING)
        ask = request(case, cast, row.ref)
        approving.decide(ask, approving.Decision("同意", ""), by=cast.xu.actor, at=MORNING)
    assert [officer.name for officer in case.officers.all()] == ["许管"]


def test_a_request_waits_for_those_who_may_decide_it(cast):
    case = open_case(cast)
    actions.record_event(case, event(), by=SYSTEM, at=MORNING)
    asks = {
        role: request(case, cast, "e1", role)
        for role in ("承办人", "承办机构负责人", "法制机构", "分管负责人", "机关负责人", "集体讨论")
    }
    waiting = {account.username: {ask.role for ask in queries.waiting_for(account)} for account in cast.everybody()}
    assert waiting == {name: set() for name in waiting} | {
        "lin": {"承办人"},
        "zheng": {"承办机构负责人"},
        "fang": {"法制机构"},
        "xu": {"分管负责人"},
        "ye": {"机关负责人", "集体讨论"},
    }
    approving.decide(asks["分管负责人"], approving.Decision("同意", ""), by=cast.xu.actor, at=MORNING)
    assert not queries.waiting_for(cast.xu)


def test_the_case_as_a_whole_can_be_approved(cast):
    case = open_case(cast)
    for target in ("case", case.number):
        assert request(case, cast, target).of == target


@pytest.mark.parametrize("target", ["e9", "r1"])
def test_an_approval_needs_something_to_approve(cast, target):
    with pytest.raises(CaseError, match=f"“{target}”"):
        request(open_case(cast), cast, target)
