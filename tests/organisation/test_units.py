from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.builders import MORNING, open_case, with_lin

from zhiji.organisation import actions, queries
from zhiji.organisation.actions import Licence, UnitPlan
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import Unit

TODAY = MORNING.date()


@pytest.fixture
def by(cast):
    return {"by": cast.system.actor, "at": MORNING}


def licence(**changes):
    return Licence(**{"number": "闽A2", "valid_until": date(2031, 6, 30), **changes})


def test_a_unit_is_renamed_and_moved(cast, by):
    squad = actions.add_unit("东街一组", under=cast.unit, **by)
    actions.amend_unit(squad, UnitPlan("温泉一组", cast.wu.unit, "鼓城温"), **by)
    assert str(Unit.objects.get(prefix="鼓城温").parent) == "温泉中队"


def test_a_unit_never_hangs_below_itself(cast, by):
    squad = actions.add_unit("东街一组", under=cast.unit, **by)
    for under in (cast.unit, squad):
        with pytest.raises(OrganisationError, match="就在“东街中队”之下"):
            actions.amend_unit(cast.unit, UnitPlan("东街中队", under), **by)


def test_a_name_is_not_given_twice(cast, by):
    with pytest.raises(OrganisationError, match="已有名为“温泉中队”的机构"):
        actions.amend_unit(cast.unit, UnitPlan("温泉中队"), **by)


def test_a_unit_is_closed_only_when_nobody_is_left_in_it(cast, by):
    with pytest.raises(OrganisationError, match="还有下级机构或 3 个在用账号"):
        actions.close_unit(cast.unit, on=TODAY, **by)
    empty = actions.add_unit("东街一组", under=cast.unit, **by)
    assert actions.close_unit(empty, on=TODAY, **by).closed_on == TODAY


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2026, 3, 1), ""), (date(2028, 12, 31), ""), (date(2029, 1, 1), "执法证不在有效期内（2028-12-31 止）")],
)
def test_a_certificate_holds_until_the_end_of_its_last_day(cast, day, why):
    assert queries.shortcoming(cast.lin.officer, "行政处罚", day) == why


def test_a_certificate_covers_what_it_names(cast, by):
    officer = cast.lin.officer
    actions.end_certificate(officer.certificates.get(), on=TODAY, because="换证", **by)
    actions.issue_certificate(officer, licence(acts=("行政处罚",)), **by)
    assert queries.shortcoming(officer, "行政处罚", TODAY) == ""
    assert queries.shortcoming(officer, "行政强制", TODAY) == "执法证的范围不含行政强制"


def test_without_a_certificate_nobody_is_qualified(cast, by):
    new = actions.register_officer(actions.NewOfficer("何新", "闽A09", cast.unit, None), **by)
    assert queries.shortcoming(new, "行政处罚", TODAY) == "没有有效的执法证"


def test_a_renewed_certificate_gives_the_officer_its_number(cast, by):
    actions.issue_certificate(cast.lin.officer, licence(valid_from=date(2029, 1, 1)), **by)
    assert (cast.lin.officer.badge, cast.lin.officer.valid_until) == ("闽A2", date(2031, 6, 30))
    assert queries.shortcoming(cast.lin.officer, "行政处罚", TODAY) == ""


def test_an_ended_certificate_no_longer_counts(cast, by):
    certificate = cast.lin.officer.certificates.get()
    actions.end_certificate(certificate, on=TODAY, because="吊销", **by)
    assert certificate.holds_on(TODAY - timedelta(days=1))
    assert not certificate.holds_on(TODAY)
    with pytest.raises(OrganisationError, match="已于 2026-03-02 失效"):
        actions.end_certificate(certificate, on=TODAY, because="吊销", **by)


def test_a_certificate_that_would_end_before_it_begins_is_refused(cast, by):
    with pytest.raises(OrganisationError, match="有效期自不能晚于有效期至"):
        actions.issue_certificate(cast.lin.officer, licence(valid_from=date(2032, 1, 1)), **by)


def test_certificates_that_run_out_are_warned_of_in_time(cast, by):
    assert not queries.expiring(date(2028, 12, 30), today=TODAY)
    assert [officer.name for officer in queries.expiring(date(2028, 12, 31), today=TODAY)][:2] == ["林执", "陈法"]
    actions.deactivate(cast.lin, **by)
    assert cast.lin.officer not in queries.expiring(date(2028, 12, 31), today=TODAY)


def test_a_case_freezes_the_qualification_of_its_day(cast, by):
    actions.end_certificate(cast.lin.officer.certificates.get(), on=TODAY, because="换证", **by)
    actions.issue_certificate(cast.lin.officer, licence(acts=("行政许可",)), **by)
    assert not with_lin(open_case(cast), cast).qualified
