"""What holds for every case under every regulation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.situations import moment, situations
from tests.rules.test_situations import judge_of
from tests.strategies import case_files

from zhiji.core.casefile import Approval, Event, Record
from zhiji.core.evaluation import PROBLEMS, Status
from zhiji.external import laws, library

REGULATIONS = (*library.regulation_ids(), *laws.law_ids())
TOLD = [one for regulation in REGULATIONS for one in situations(regulation)]
WHOLE = [one for one in TOLD if one.source == "完整案卷"]
AT = moment("06-01 12:00")
GRAVITY = {
    status: weight
    for weight, status in enumerate(
        (
            Status.WAIVED,
            Status.SATISFIED,
            Status.ADVISED,
            Status.PENDING,
            Status.INCOMPLETE,
            Status.OVERDUE,
            Status.MISSING,
        )
    )
} | {Status.VIOLATION: 9}


def statuses(regulation, file, at=AT):
    findings = judge_of(regulation).judge(file, at=at).findings
    return {(one.requirement, one.subject): one.status for one in findings}


def shuffled(draw, items):
    return tuple(draw(st.permutations(items)))


@pytest.mark.parametrize("regulation", REGULATIONS)
@settings(max_examples=12)
@given(file=case_files())
def test_each_requirement_gives_one_finding_for_each_subject(regulation, file):
    judgement = judge_of(regulation).judge(file, at=AT)
    keys = [(one.requirement, one.subject) for one in judgement.findings]
    assert len(set(keys)) == len(keys)
    ids = {"case", *(one.id for group in (file.events, file.records, file.accesses) for one in group)}
    assert ids.issuperset(one.subject for one in judgement.findings)
    assert sum(judgement.summary.values()) == len(keys)
    assert all(one.what and one.message.endswith("。") and one.article in one.message for one in judgement.findings)


@settings(max_examples=25)
@given(st.data())
def test_the_order_of_the_file_does_not_matter(data):
    told = data.draw(st.sampled_from(TOLD))
    file = told.case
    mixed = replace(
        file,
        events=shuffled(data.draw, file.events),
        records=shuffled(data.draw, file.records),
        approvals=shuffled(data.draw, file.approvals),
        parties=shuffled(data.draw, file.parties),
        officers=shuffled(data.draw, file.officers),
        reports=shuffled(data.draw, file.reports),
        accesses=shuffled(data.draw, file.accesses),
    )
    judge = judge_of(told.regulation)
    assert judge.judge(mixed, at=told.at) == judge.judge(file, at=told.at)


@settings(max_examples=40)
@given(st.data())
def test_a_record_or_an_approval_of_a_sound_file_never_worsens_what_lacked_it(data):
    told = data.draw(st.sampled_from(WHOLE))
    kept = {one.id for one in (*told.case.records, *told.case.approvals) if data.draw(st.booleans())}
    before = statuses(told.regulation, only(told.case, kept), told.at)
    after = statuses(told.regulation, told.case, told.at)
    worse = {
        key: (status, after[key])
        for key, status in before.items()
        if key in after and GRAVITY[after[key]] > GRAVITY[status]
    }
    assert worse == {}


def only(file, kept):
    """The file with these records and approvals alone, and nothing that speaks of the others."""
    records = tuple(one for one in file.records if one.id in kept)
    there = {one.id for one in records}
    known = {one.id for one in (*file.events, *records, *file.accesses)} | {file.case.id}
    return replace(
        file,
        records=records,
        events=tuple(replace(one, of=one.of if one.of in known else None) for one in file.events),
        approvals=tuple(one for one in file.approvals if one.of in known and one.id in kept),
        reports=tuple(one for one in file.reports if one.of in known),
        accesses=tuple(
            replace(one, records=tuple(each for each in one.records if each in there)) for one in file.accesses
        ),
    )


@pytest.mark.parametrize("regulation", library.regulation_ids())
def test_every_act_of_a_regulation_has_a_sound_file(regulation):
    acts = library.regulation(regulation).acts
    sound = {one.case.case.act for one in WHOLE if one.regulation == regulation and not problems(one)}
    assert sound == set(acts)


def problems(told):
    return [
        one.requirement
        for one in judge_of(told.regulation).judge(told.case, at=told.at).findings
        if one.status in PROBLEMS
    ]


UNRELATED = Record(id="别的", event=None, medium="文书", doc_type="卷内备考表", made_at=moment("03-02 08:10"))
ELSEWHERE = Event(id="别处", type="报告通报", start=moment("03-02 08:10"))
OF_IT = Approval(id="别批", of="别处", role="集体讨论", at=moment("03-02 08:05"), decision="同意")


@pytest.mark.parametrize("told", TOLD, ids=str)
def test_what_has_nothing_to_do_with_it_changes_nothing(told):
    """Some paper there is at first: obligations of a whole case may ask for any."""
    first = replace(told.case, records=(*told.case.records, UNRELATED))
    file = replace(
        first,
        events=(*first.events, ELSEWHERE),
        records=(*first.records, replace(UNRELATED, id="又一份")),
        approvals=(*first.approvals, OF_IT),
    )
    before, after = statuses(told.regulation, first, told.at), statuses(told.regulation, file, told.at)
    assert {key: after[key] for key in before} == before


@settings(max_examples=25)
@given(st.sampled_from(TOLD), st.integers(0, 24 * 400))
def test_time_alone_turns_only_what_is_pending(told, hours):
    before = statuses(told.regulation, told.case, told.at)
    after = statuses(told.regulation, told.case, told.at + timedelta(hours=hours))
    assert before.keys() == after.keys()
    turned = {status for key, status in before.items() if after[key] != status}
    assert turned <= {Status.PENDING, Status.OVERDUE}
