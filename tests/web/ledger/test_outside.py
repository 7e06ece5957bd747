from __future__ import annotations

import pytest
from tests.trail.anchoring.conftest import authority, neighbours, witnessed, world
from tests.web.conftest import NOON

from zhiji.trail.anchoring import rounds

__all__ = ["authority", "neighbours", "witnessed", "world"]
RED = "没有外部见证：不能排除运营者自己改动。"


@pytest.mark.parametrize("address", ["/", "/account"])
def test_those_who_answer_for_the_office_read_in_red_that_nobody_outside_vouches(cast, as_, address):
    told = {who.username for who in cast.everybody() if RED in as_(who).get(address).text}
    assert told == {"xu", "ye", "su", "system", "security", "audit"}


def test_with_a_witness_nothing_is_said_but_in_the_account_book(cast, as_, witnessed):
    for one in witnessed:
        one.at = NOON
    rounds.collect(at=NOON)
    client = as_(cast.su)
    assert RED not in client.get("/").text
    book = client.get("/ledger/").text
    assert "改动最迟在 10 分钟内会被w1、w2发现" in book
    assert 'class="notice success"' in book
