"""Regulations on pages: their versions, the office's own, and the laws that it takes into use."""

from __future__ import annotations

from tests.builders import MORNING, event, moment
from tests.rulebook.test_rulebook import adopted, rules, use

from zhiji.cases import actions as cases
from zhiji.compliance.queries import worklist
from zhiji.rulebook.queries import laws_in_use

NOON = moment("03-02 12:00")
LIST, LAW = "/regulations/", "/regulations/laws/law-penalty"
USE = {"acts": ["行政处罚"], "since": "2026-03-02"}


def test_the_list_shows_every_version_and_where_it_stands(cast, as_):
    adopted(rules("2020-01-01"))
    adopted(rules("2026-01-01"))
    adopted(rules("2026-07-01"))
    page = as_(cast.lin).get(LIST).text
    assert page.index("将施行") < page.index("2026-07-01") < page.index("已失效")
    assert "2026-01-01</a> 至 2026-07-01" in page
    assert "本单位采用" in page


def test_a_version_is_read_with_its_own_words_and_leads_to_the_others(cast, as_):
    adopted(rules("2020-01-01", "老规"), wording="第一条 老的原文。")
    adopted(rules("2026-01-01", "新规"), wording="第一条 新的原文。")
    client = as_(cast.lin)
    old = client.get("/regulations/gulou@2025-12-31").text
    assert "老的原文" in old
    assert "新的原文" not in old
    assert 'href="/regulations/gulou@2026-01-01/compare/gulou@2020-01-01"' in old
    assert "老规" in client.get("/regulations/gulou@2020-01-01/第一条").text
    assert "两个版本对照" in client.get("/regulations/gulou@2020-01-01/compare/gulou").text


def test_a_law_marks_what_was_not_read_in_its_own_words(cast, as_):
    page = as_(cast.lin).get("/regulations/law-penalty").text
    assert "依据来源：常识，引用前请核对" in page


def test_only_legal_reviewers_take_a_law_into_use(cast, as_):
    client = as_(cast.fang)
    assert f'href="{LAW}"' in client.get(LIST).text
    assert client.post(LAW, {**USE, "units": [cast.unit.pk]})["Location"] == LIST
    row = laws_in_use().get(law="law-penalty")
    assert (row.acts, row.units, str(row.since)) == (["行政处罚"], [cast.unit.pk], "2026-03-02")
    assert "东街中队，2026-03-02 起启动的案件" in " ".join(client.get(LIST).text.split()).replace("<small>", "")
    for account in cast.everybody():
        if account != cast.fang:
            other = as_(account)
            assert f'href="{LAW}"' not in other.get(LIST).text
            assert other.post(LAW, USE).status_code == 403


def test_a_law_that_there_is_not_is_not_found_and_a_form_without_a_day_is_shown_again(cast, as_):
    client = as_(cast.fang)
    assert client.get("/regulations/laws/law-tax").status_code == 404
    assert client.post(LAW, {"acts": ["行政处罚"]}).status_code == 200
    assert client.post(LAW, {"acts": ["行政许可"], "since": "2026-03-02"}).status_code == 200


def test_the_checklist_shows_the_law_apart_from_the_local_rule_with_its_source(case, cast, as_):
    cases.record_event(case, event(), by=cast.lin.actor, at=MORNING)
    client = as_(cast.lin)
    assert "国家法律" not in client.get(f"/cases/{case.number}").text
    use()
    page = client.get(f"/cases/{case.number}").text
    local, law = page.split("国家法律<small>")
    assert "规则 law-penalty/" not in local
    assert "规则 law-penalty/42-2" in law
    assert "/regulations/law-penalty@2021-07-15/" in law
    assert '<small class="basis">' in law


def test_what_a_law_asks_counts_on_the_workbench(case, cast, as_):
    use()
    cases.record_event(case, event(officers=("o1",), end=NOON), by=cast.lin.actor, at=NOON)
    missing = worklist(cast.lin, now=NOON).missing
    assert missing.filter(law="行政处罚法").exists()
    assert f"还有 {missing.count() - 3} 处" in as_(cast.lin).get("/").text
