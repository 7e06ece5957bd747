"""Trying a draft, and judging one case by another version, as people see it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.compliance.test_trials import LOOSER, later, office
from tests.rulebook.test_rulebook import adopted, rules

from zhiji.compliance.models import Trial
from zhiji.compliance.trials import run_waiting
from zhiji.web.regulations import trials

LIST = "/regulations/trials/"


def upload(data: bytes = LOOSER) -> dict[str, object]:
    return {"file": SimpleUploadedFile("草案.yaml", data)}


def test_a_draft_is_sent_and_its_result_leads_to_the_cases(cast, as_):
    first, *_ = office(cast)
    client = as_(cast.fang)
    assert f'href="{LIST}"' in client.get("/regulations/").text
    address = client.post(LIST, upload())["Location"]
    page = client.get(address).text
    assert "减少问题 3 件" in page
    assert f'href="/cases/{first.number}"' in page
    assert "检查录像" in page
    assert "鼓楼区全过程记录办法" in client.get(LIST).text
    assert f'href="{address}/compare"' in page
    compared = client.get(f"{address}/compare").text
    assert "现行制度和草案对照" in compared
    assert "2027-01-01 施行" in compared


def test_with_many_cases_the_worker_does_it_and_the_page_asks_again(cast, as_, monkeypatch):
    monkeypatch.setattr(trials, "FEW", 0)
    office(cast)
    client = as_(cast.fang)
    address = client.post(LIST, upload())["Location"]
    waiting = client.get(address)
    assert waiting["Refresh"] == "5"
    assert "正在比对：0 / 3 件" in waiting.text
    assert "正在比对：0 / 3" in client.get(LIST).text
    run_waiting(later)
    done = client.get(address)
    assert "Refresh" not in done
    assert "减少问题 3 件" in done.text


def test_only_legal_reviewers_try_drafts(cast, as_):
    office(cast)
    for account in cast.everybody():
        if account != cast.fang:
            assert as_(account).post(LIST, upload()).status_code == 403
    assert not Trial.objects.exists()


def test_a_mistake_in_the_draft_is_shown_by_line_and_key(cast, as_):
    office(cast)
    page = as_(cast.fang).post(LIST, upload(LOOSER.replace("现场检查".encode(), "现场检察".encode()))).text
    assert "草案.yaml:8: 条文.第一条.1-1.环节: 词汇表中没有环节“现场检察”" in page


def test_one_of_the_two_is_asked_for_and_no_film(cast, as_, monkeypatch):
    office(cast)
    client = as_(cast.fang)
    assert "二者取一" in client.post(LIST, {"version": ""}).text
    assert "二者取一" in client.post(LIST, {**upload(), "version": "linyi-kj@2019-07-30"}).text
    monkeypatch.setattr(trials, "LARGEST", 10)
    assert "不像规则文件" in client.post(LIST, upload()).text


def test_a_version_is_chosen_instead(cast, as_):
    office(cast)
    client = as_(cast.fang)
    answer = client.post(LIST, {"version": "linyi-kj@2019-07-30", "against": "gulou"})
    assert "对照 gulou 的案件" in client.get(answer["Location"]).text
    assert client.get(f"{LIST}999999").status_code == 404


def test_a_case_is_judged_by_another_version_only_to_compare(cast, as_):
    case, *_ = office(cast, 1)
    adopted(rules("2026-06-01", "检查全程录像"))
    client = as_(cast.lin)
    assert "制度有了" not in client.get(f"/cases/{case.number}").text
    assert f'href="/cases/{case.number}/rejudge"' in client.get(f"/cases/{case.number}").text
    page = client.get(f"/cases/{case.number}/rejudge").text
    assert "还没有施行" in page
    assert "结论没有变化" in page
    page = client.get(f"/cases/{case.number}/rejudge", {"by": "fuzhou-cg"}).text
    assert "多出的问题" in page
    assert "不再是问题" in page
    assert client.get(f"/cases/{case.number}/rejudge", {"by": "atlantis"}).status_code == 404


def test_a_case_says_that_its_regulation_has_a_newer_version(cast, as_, clock):
    case, *_ = office(cast, 1)
    adopted(rules("2026-03-05", "检查全程录像"))
    clock.advance(timedelta(days=3))
    page = as_(cast.lin).get(f"/cases/{case.number}").text
    assert "制度有了 2026-03-05 施行的新版本；本案仍按启动时的版本判定" in page
    assert f'href="/cases/{case.number}/rejudge?by=gulou@2026-03-05"' in page
