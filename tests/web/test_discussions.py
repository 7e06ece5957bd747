from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders import event, moment

from zhiji.cases import actions


@pytest.fixture
def page(case, cast):
    row = actions.record_event(case, event("集体讨论"), by=cast.lin.actor, at=moment("03-02 11:00"))
    return reverse("discussion", args=[case.number, row.ref])


def test_a_discussion_is_entered_and_read(page, cast, as_):
    said = {"decision": "同意", "conclusion": "处罚款三千元", f"choice_{cast.ye.pk}": "同意"}
    refused = as_(cast.lin).post(page, said).text
    assert "至少有两人" in refused
    said |= {f"choice_{cast.xu.pk}": "弃权", f"opinion_{cast.xu.pk}": "另有意见"}
    assert "意见和结论已登记" in as_(cast.lin).post(page, said, follow=True).text
    read = as_(cast.lin).get(page).text
    assert "参会 2 人，同意 1 人、弃权 1 人；处罚款三千元" in read
    assert "另有意见" in read


def test_leaders_come_highest_first(page, cast, as_):
    form = as_(cast.lin).get(page).context["form"]
    assert [leader.name for leader, *_ in form.lines] == ["叶局", "许管", "郑队", "方审"]
