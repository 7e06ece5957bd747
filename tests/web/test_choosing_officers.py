"""Who is put on a case is looked at first: a certificate that holds, its scope, and whether the party is of the same name."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders import party
from tests.web.conftest import NOON

from zhiji.cases import actions
from zhiji.organisation import actions as organisation
from zhiji.organisation.actions import Licence

TODAY = NOON.date()


@pytest.fixture
def permits_only(cast):
    """chen may inspect no more: his new certificate covers licences only."""
    by = {"by": cast.system.actor, "at": NOON}
    organisation.end_certificate(cast.chen.officer.certificates.get(), on=TODAY, because="换证", **by)
    until = TODAY.replace(year=2030)
    organisation.issue_certificate(cast.chen.officer, Licence("闽A01002", until, acts=("行政许可",)), **by)
    return cast.chen.officer


def put_on(client, case, officer):
    address = reverse("officer-new", args=[case.number])
    return client.post(address, {"officer": officer.pk}, follow=True).text


def test_what_speaks_against_somebody_stands_beside_the_name(case, cast, as_, permits_only):
    page = as_(cast.lin).get(reverse("officer-new", args=[case.number])).text
    assert "陈法（东街中队）——执法证的范围不含行政处罚" in page
    assert "吴泉（温泉中队）<" in page


def test_who_is_put_on_all_the_same_is_warned_of(case, cast, as_, permits_only):
    page = put_on(as_(cast.lin), case, permits_only)
    assert "陈法执法证的范围不含行政处罚，他参加的环节会判为人员不合要求" in page
    assert not case.officers.get(name="陈法").qualified


def test_nothing_is_said_of_who_fits(case, cast, as_):
    assert "请换人" not in put_on(as_(cast.lin), case, cast.wu.officer)


def test_a_party_of_the_same_name_is_pointed_out(case, cast, as_):
    actions.add_party(case, party(name="吴泉"), by=cast.lin.actor, at=NOON)
    assert "承办人吴泉与本案当事人同名，请核对是否应当回避" in put_on(as_(cast.lin), case, cast.wu.officer)
