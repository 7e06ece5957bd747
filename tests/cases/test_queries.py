from __future__ import annotations

import pytest
from tests.builders import MORNING, event, open_case, party, with_lin

from zhiji.cases import actions, queries
from zhiji.cases.errors import CaseNotFoundError
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.permissions import Verb
from zhiji.trail.actor import SYSTEM


def finds(account, case, verb=Verb.VIEW_CASE):
    try:
        return queries.case_for(account, case.number, verb) == case
    except CaseNotFoundError:
        return False
    except NotAllowed:
        return None


def test_who_sees_a_case(cast):
    case = open_case(cast)
    seen = {account.username: finds(account, case) for account in cast.everybody()}
    assert seen == {
        "lin": True,  # opened it
        "chen": True,  # same unit, not on the case
        "wu": False,
        "zheng": True,  # heads the unit
        "fang": True,
        "xu": True,
        "ye": True,
        "gao": True,
        "su": True,
        "system": None,
        "security": None,
        "audit": None,
    }


def test_an_officer_sees_the_cases_he_is_put_on(cast):
    case = open_case(cast)
    actions.add_officer(case, cast.wu.officer, by=cast.lin.actor, at=MORNING)
    assert finds(cast.wu, case, Verb.HANDLE_CASE)


def test_seeing_is_not_handling(cast):
    case = open_case(cast)
    assert not finds(cast.chen, case, Verb.HANDLE_CASE)
    assert finds(cast.ye, case)
    assert finds(cast.ye, case, Verb.HANDLE_CASE) is None


def test_a_missing_case_and_a_hidden_one_read_the_same(cast):
    case = open_case(cast)
    sentences = []
    for number in (case.number, "C-2026-0999"):
        with pytest.raises(CaseNotFoundError) as refused:
            queries.case_for(cast.wu, number)
        sentences.append(str(refused.value).replace(number, "…"))
    assert len(set(sentences)) == 1


def test_who_may_do_nothing_sees_an_empty_list(cast):
    open_case(cast)
    assert not queries.visible(cast.audit)


@pytest.mark.parametrize(
    ("words", "found"),
    [("榕香", True), ("C-2026-0001", True), ("东街口 小吃", True), ("李四", True), ("榕香 张三", False), ("", True)],
)
def test_a_case_is_found_by_number_title_place_and_party(cast, words, found):
    case = open_case(cast)
    actions.add_party(case, party(name="李四"), by=SYSTEM, at=MORNING)
    assert (case in queries.matching(queries.visible(cast.lin), words)) is found


def test_a_missing_event_says_so(cast):
    case = open_case(cast)
    with_lin(case, cast)
    assert queries.event_of(case, actions.record_event(case, event(), by=SYSTEM, at=MORNING).ref).ref == "e1"
    with pytest.raises(CaseNotFoundError, match="没有编号为“e2”的环节"):
        queries.event_of(case, "e2")
