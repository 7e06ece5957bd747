"""The demonstration office: believable, the same each time, and judged as its stories say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from fractions import Fraction
from hashlib import new

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.cast import QUICK_HASHERS
from zhiji.cases.models import ApprovalRequest, CaseOfficer, Party
from zhiji.cases.queries import of_the_office
from zhiji.cli.demo import STORIES, building, scene
from zhiji.cli.demo.people import PASSWORD, PEOPLE
from zhiji.cli.demo.stories import TELLERS
from zhiji.compliance.facts import case_files
from zhiji.compliance.queries import standing, worklist
from zhiji.core.calendar import SHANGHAI
from zhiji.core.evaluation import PROBLEMS
from zhiji.organisation.demonstration import demo_accounts
from zhiji.organisation.models import Account, Officer
from zhiji.organisation.roles import Role
from zhiji.trail.seat_belts import GUARDED

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=SHANGHAI)
SMALL = (160, 90)


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A data folder, small films and cheap password hashes: none of these is what the tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene, "FILM_SIZE", SMALL)
        patch.setattr(scene, "FILM_RATE", Fraction(1, 600))
        patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("office"))
        patch.setattr("django.conf.settings.PASSWORD_HASHERS", QUICK_HASHERS)
        yield


@pytest.fixture(scope="module")
def office(quick, django_db_setup, django_db_blocker):
    """Built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        building.build(cases=STORIES + 5, seed=7, now=NOW)
        yield {case.title: case for case in of_the_office()}
        transaction.set_rollback(True)


def judged(case):
    return standing(case, at=NOW)


def problems(case):
    return [finding for finding in judged(case).findings if finding.status in PROBLEMS]


def story(office, words):
    return next(case for title, case in office.items() if words in title)


def test_there_are_as_many_cases_as_asked_for_and_each_story_once(office):
    assert len(TELLERS) == STORIES
    assert len(office) == STORIES + 5


def test_no_person_stands_in_the_log_in_an_index_in_an_address_or_in_a_file_name(office, settings):
    """Neither by name, number or badge nor by a digest that a guess would confirm."""
    people = {
        str(value)
        for model, fields in PERSONAL.items()
        for row in model.objects.values_list(*fields)
        for value in row
        if value
    }
    assert len(people) > 40
    shown = b"\n".join(everywhere_but_in_contents(office, settings.DATA_DIR)).lower()
    digests = [new(name, form) for person in people for form in forms(person) for name in ALGORITHMS]
    assert [person for person in people for form in forms(person) if form in shown] == []
    assert [found for found in digests if found.digest() in shown or found.hexdigest().encode() in shown] == []
    assert "榕香小吃店".encode() not in shown


PERSONAL = {Party: ("name", "id_no"), CaseOfficer: ("name", "badge"), Account: ("name",), Officer: ("name", "badge")}
ALGORITHMS = ("md5", "sha1", "sha256", "sm3")


def forms(text):
    return [text.lower().encode(code, "ignore") for code in ("utf-8", "gb18030", "utf-16-le")]


def everywhere_but_in_contents(office, folder):
    """All bytes of the ledger beside the contents it commits to, the addresses of every case, and every file name."""
    for table in GUARDED.keys() - {"trail_payload"}:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            for row in cursor.fetchall():
                yield from (
                    bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() for value in row
                )
    for case in office.values():
        yield reverse("case", args=[case.number]).encode()
        yield from (reverse("record", args=[case.number, row.ref]).encode() for row in case.documents.all())
    yield from (str(path.relative_to(folder)).encode() for path in folder.rglob("*"))


def test_the_sound_case_holds_and_is_archived(office):
    case = story(office, "榕香小吃店")
    assert case.archived_at
    assert set(judged(case).summary) == {"已满足"}
    assert judged(case).summary["已满足"] > 100


def test_the_faulty_case_has_five_faults_each_of_its_own_kind(office):
    found = {(one.requirement, one.status.value, one.what) for one in problems(story(office, "闽味轩"))}
    assert found == {
        ("fuzhou-cg/5-3", "缺失", "音像记录"),
        ("fuzhou-cg/7-5", "不完整", "法制机构审核意见"),
        ("fuzhou-cg/15-1", "不完整", "当事人签名或盖章"),
        ("fuzhou-cg/24-5", "逾期", "存入执法信息系统或专用存储器"),
        ("fuzhou-cg/28-3", "违规", "承办机构负责人"),
    }


def test_no_other_story_has_a_fault(office):
    faulty = [title for title, case in office.items() if not case.number.startswith("旧案") and problems(case)]
    assert faulty == ["闽味轩酒楼擅自设置户外广告案"]


def test_a_limit_runs_out_within_hours(office):
    due = [
        one.due_at for one in judged(story(office, "倾倒建筑垃圾")).findings if one.status == "待完成" and one.due_at
    ]
    assert 0 < (min(due) - NOW).total_seconds() < 4 * 3600


def test_every_act_occurs(office):
    assert {case.act for case in office.values()} == {
        "行政许可",
        "行政处罚",
        "行政强制",
        "监督检查",
        "行政征收",
        "日常巡查",
    }


def test_somebody_has_work_and_somebody_has_to_decide(office):
    people = {account.username: account for account in Account.objects.all()}
    assert worklist(people["linzhi"], now=NOW).today.exists()
    assert worklist(people["zhengguo"], now=NOW).waiting.exists()
    assert worklist(people["yehong"], now=NOW).waiting.exists()
    assert ApprovalRequest.objects.filter(approval=None).count() == 3


def test_nothing_happens_after_the_present(office):
    for file in case_files(list(office.values())):
        moments = [event.start for event in file.events] + [record.made_at for record in file.records]
        assert max(moments) <= NOW


def test_every_role_has_an_account_that_the_sign_in_page_may_show(office):
    assert Counter(person.role for person in PEOPLE).keys() == set(Role)
    shown = {account.username: account.password for account in demo_accounts()}
    assert shown == {person.username: PASSWORD for person in PEOPLE}
    assert all(Account.objects.get(username=username).check_password(PASSWORD) for username in ("linzhi", "shenji"))


@pytest.mark.usefixtures("quick", "db")
def test_the_same_seed_makes_the_same_office(monkeypatch):
    monkeypatch.setattr(building, "TELLERS", TELLERS[2:3])

    def built(seed):
        with transaction.atomic():
            building.build(cases=4, seed=seed, now=NOW)
            made = case_files(list(of_the_office()))
            transaction.set_rollback(True)
        return made

    first = built(1)
    assert built(1) == first
    assert built(2) != first


def run(*arguments, **environment):
    command = [sys.executable, "-m", "zhiji", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=120
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with one small case, made by the command itself."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    answer = run("demo", "--data", folder, "--cases", "0", "--json", "--at", "2026-11-18T10:20:00+08:00")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["cases"] == []
    assert len(json.loads(answer.stdout)["accounts"]) == len(PEOPLE)
    return folder


def test_an_office_without_cases_is_reported_all_the_same(tmp_path):
    answer = run("demo", "--data", tmp_path / "data", "--cases", "0")
    assert (answer.returncode, answer.stdout.splitlines()[0]) == (0, f"演示单位已建在 {tmp_path / 'data'}，案件 0 个")


def test_a_folder_in_use_is_refused(data):
    answer = run("demo", "--data", data, "--cases", "0")
    assert answer.returncode == 2
    assert "已有数据" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_moment_without_offset_is_refused_before_anything_is_made(tmp_path):
    answer = run("demo", "--data", tmp_path / "data", "--at", "2026-11-18T10:20:00")
    assert answer.returncode == 2
    assert "--at" in answer.stderr
    assert not (tmp_path / "data").exists()


def test_an_office_without_cases_says_what_to_do(data):
    assert run("cases", "--data", data, "--json").stdout == "[]\n"
    assert "还没有案件" in run("cases", ZHIJI_DATA=str(data)).stdout


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = run("demo", "--data", tmp_path / "file")
    assert answer.returncode == 2
    assert "不能使用" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
