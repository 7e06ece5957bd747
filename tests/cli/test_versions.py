"""Versions of a regulation through the command line: which one judges, and how one names it."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from tests.cli.test_check import AFTER, RULES, fine, write
from zhiji.cli.main import main
from zhiji.external import library

OLD = RULES.replace("2026-01-01", "2021-07-15").replace("应有记录: 音像", "应有文书: 现场笔录").replace("音像", "文字")
DAY_BEFORE, FIRST_DAY = "2025-12-31T23:59:59+08:00", "2026-01-01T00:00:00+08:00"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A library of one regulation in two versions, the newer in force from 1 January 2026."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "law").symlink_to(library.data_folder("rules") / "law")
    shutil.copy(library.data_folder("rules") / "vocabulary.yaml", rules)
    (rules / "demo.yaml").write_text(RULES, encoding="utf-8")
    (rules / "demo@2021-07-15.yaml").write_text(OLD, encoding="utf-8")
    calendar = library.data_folder("calendar")
    library.vocabulary()
    monkeypatch.setattr(library, "data_folder", lambda name: rules if name == "rules" else calendar)
    monkeypatch.chdir(tmp_path)
    return rules


def run(*args, code=None):
    result = CliRunner().invoke(main, [str(one) for one in args], prog_name="zhiji")
    assert code is None or result.exit_code == code, result.output
    return result


def opened(at: str) -> str:
    case = fine()
    case["case"] |= {"regulation": "demo", "opened_at": at}
    return write("a.json", case)


def judged(*args):
    return json.loads(run("check", *args, "--at", AFTER, "--json").stdout)


@pytest.mark.parametrize(
    ("at", "effective", "what"),
    [(DAY_BEFORE, "2021-07-15", "现场笔录"), (FIRST_DAY, "2026-01-01", "音像记录")],
)
def test_a_case_is_judged_by_what_was_in_force_when_it_opened(folder, at, effective, what):
    document = judged(opened(at))
    (version,) = document["versions"]
    assert (version["regulation"], version["effective"], version["in_force"]) == ("demo", effective, True)
    assert what in document["findings"][0]["message"] + document["findings"][0]["what"]


def test_the_day_is_that_of_legal_time(folder):
    (version,) = judged(opened("2025-12-31T16:30:00+00:00"))["versions"]
    assert version["effective"] == "2026-01-01"


def test_a_case_older_than_every_version_is_judged_by_the_first_and_told_so(folder):
    case = opened("2019-03-02T09:00:00+08:00")
    (version,) = judged(case)["versions"]
    assert (version["effective"], version["in_force"]) == ("2021-07-15", False)
    shown = run("check", case, "--at", AFTER).output
    assert "（demo@2021-07-15）" in shown
    assert "这一版自 2021-07-15 起施行，案件启动之日（2019-03-02）还没有施行，只能作参照" in shown


def test_another_version_can_be_asked(folder):
    case = opened(DAY_BEFORE)
    (version,) = judged(case, "--regulation", "demo@2026-03-02")["versions"]
    assert (version["effective"], version["in_force"]) == ("2026-01-01", False)
    (same,) = judged(case, "--regulation", f"demo@{version['sha256'][:8]}")["versions"]
    assert same == version


def test_a_law_says_nothing_of_cases_older_than_itself(folder):
    case = opened("2021-07-14T09:00:00+08:00")
    assert "law-penalty" not in judged(case, "--law", "law-penalty").get("laws", [])
    document = judged(opened("2021-07-15T09:00:00+08:00"), "--law", "law-penalty")
    assert [one["regulation"] for one in document["versions"]] == ["demo", "law-penalty"]


def test_a_case_that_names_no_day_is_named_for_that(folder):
    result = run("check", opened("昨天"), code=2)
    assert "$.case.opened_at" in result.stderr


def test_two_versions_are_set_side_by_side(folder):
    found = json.loads(run("regulations", "diff", "demo@2025-12-31", "demo@2026-01-01", "--json").stdout)
    assert [found[side]["effective"] for side in ("first", "second")] == ["2021-07-15", "2026-01-01"]
    assert found["summary"]["only_first"] == found["summary"]["only_second"] == 1


def test_a_bureaus_own_file_is_set_beside_a_regulation(folder):
    shown = run("regulations", "diff", "demo", folder / "demo@2021-07-15.yaml", code=0).stdout
    assert "后者《示例办法》（demo@2021-07-15）" in shown


def test_the_list_counts_the_versions_and_names_them(folder):
    (listed,) = json.loads(run("regulations", "list", "--json").stdout)
    assert [(one["effective"], one["lapses"]) for one in listed["versions"]] == [
        ("2021-07-15", "2026-01-01"),
        ("2026-01-01", None),
    ]


def test_a_day_before_all_versions_is_answered_with_the_first_and_a_sentence(folder):
    result = run("regulations", "show", "demo@2001-01-01", code=0)
    assert result.stdout.startswith("示例办法（demo@2021-07-15，2021-07-15 施行，2026-01-01 失效）")
    assert "在 2001-01-01 没有施行中的版本" in result.stderr


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("demo@2026-02-30", "读不懂“demo@2026-02-30”"), ("demo@00000000", "没有摘要以“00000000”开头的版本")],
)
def test_a_version_that_cannot_be_is_refused_in_a_sentence(folder, name, sentence):
    assert sentence in run("regulations", "show", name, code=2).stderr
    assert sentence in run("check", opened(FIRST_DAY), "--regulation", name, code=2).stderr


def test_a_file_is_checked_with_the_versions_beside_it(folder):
    older = folder / "demo@2021-07-15.yaml"
    older.write_text(OLD.replace("2021-07-15\n", "2021-07-15\n  失效: 2025-07-01\n"), encoding="utf-8")
    result = run("regulations", "validate", folder / "demo.yaml", code=1)
    assert f"{older}:7: 制度.失效: 2025-07-01 失效，下一版 2026-01-01 才施行，其间没有制度" in result.stdout
    (problem,) = json.loads(run("regulations", "validate", folder / "demo.yaml", "--json").stdout)["problems"]
    assert problem["file"] == str(older)


def test_a_draft_under_a_name_of_its_own_is_checked_alone(folder):
    draft = folder / "草案.yaml"
    draft.write_text(RULES, encoding="utf-8")
    run("regulations", "validate", draft, code=0)
