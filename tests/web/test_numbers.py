"""The page of 文号: rules are made there, and gaps are seen."""

from __future__ import annotations

from django.urls import reverse
from tests.builders import document, moment

from zhiji.documents.actions import write_document
from zhiji.organisation import actions as organisation
from zhiji.trail.actor import SYSTEM

AT = moment("03-02 11:00")
RULE = {"doc_type": "行政处罚决定书", "word": "罚字", "active": "on"}


def test_a_rule_is_made_and_the_next_number_offered(case, cast, as_):
    bureau = cast.unit.parent
    organisation.amend_unit(bureau, organisation.UnitPlan(bureau.name, prefix="鼓城管"), by=SYSTEM, at=AT)
    assert "文号规则已保存" in as_(cast.gao).post(reverse("numbers"), RULE, follow=True).text
    form = as_(cast.lin).get(reverse("document-new", args=[case.number]) + "?type=行政处罚决定书").text
    assert "现在是 鼓城管罚字〔2026〕1号" in form


def test_a_rule_put_out_of_use_is_shown_so(cast, as_):
    client = as_(cast.gao)
    client.post(reverse("numbers"), RULE)
    client.post(reverse("numbers"), {name: RULE[name] for name in ("doc_type", "word")})
    assert "停用" in client.get(reverse("numbers")).text


def test_gaps_are_shown(case, cast, as_):
    for number in (1, 5, 7):
        text = f"鼓城管罚字〔2026〕{number}号"
        write_document(case, document("行政处罚决定书", number=text), by=cast.lin.actor, at=AT)
    page = as_(cast.gao).get(reverse("numbers")).text
    assert "2–4、6" in page
    assert "7 号" in page
