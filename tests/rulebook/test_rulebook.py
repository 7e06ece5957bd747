"""What the office judges by: shipped regulations, its own files, and the laws that it has taken into use."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.builders import MORNING, case_value, event, moment, open_case

from zhiji.cases import actions as cases
from zhiji.cases.errors import CaseError
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge, yardstick
from zhiji.compliance.models import OpenFinding, Standing
from zhiji.compliance.standings import WHILE_CHANGING, refresh_after_changes
from zhiji.core.ledger.entry import EntryType
from zhiji.external import library
from zhiji.rulebook.actions import Use, adopt, use_law
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.queries import current, wording
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM

RULES = """\
制度:
  编号: {id}
  名称: 鼓楼区全过程记录办法
  施行: {since}
  执法行为: [行政处罚]
条文:
  第一条:
    1-1: {{要旨: {gist}, 环节: 现场检查, 应有记录: 音像}}
"""
OPENED = MORNING.date()


def rules(since: str = "2026-03-02", gist: str = "检查录像", regulation: str = "gulou") -> bytes:
    return RULES.format(id=regulation, since=since, gist=gist).encode()


def adopted(data: bytes, **said):
    return adopt(data, source="办法.yaml", by=SYSTEM, at=MORNING, **said)


def gists(case) -> set[str]:
    return {finding.gist for finding in judge(case_file(case), at=MORNING).findings}


def test_an_adopted_file_is_used_like_a_shipped_one_and_kept_by_its_digest(db):
    row = adopted(rules(), wording="第一条 现场检查应当录像。")
    found = current().regulation("gulou")
    assert "gulou" in current().ids()
    assert found.sha256 == row.sha256 == hashlib.sha256(rules()).hexdigest()
    assert wording(found) == "第一条 现场检查应当录像。"
    assert current().is_own(found)
    assert wording(library.regulation("fuzhou-cg")).startswith("福州市")


def test_the_entry_names_the_file_by_its_digest(db):
    row = adopted(rules())
    entry = trail.line(trail.entry_of(row)).entry
    assert entry.type is EntryType.REGULATION_CHANGED
    assert entry.facts == {"regulation": "gulou", "effective": "2026-03-02", "sha256": row.sha256}


@pytest.mark.parametrize(("since", "gist"), [("2026-03-02", "新规"), ("2026-03-03", "老规")])
def test_a_case_falls_under_a_new_version_from_its_first_day_on(cast, since, gist):
    adopted(rules("2020-01-01", "老规"))
    adopted(rules(since, "新规"))
    case = open_case(cast, regulation="gulou")
    cases.record_event(case, event(), by=SYSTEM, at=MORNING)
    assert gists(case) == {gist}
    (version,) = Standing.objects.get(case=case).versions
    assert version["effective"] == (since if gist == "新规" else "2020-01-01")
    assert OpenFinding.objects.get(case=case).regulation == f"gulou@{version['effective']}"


def test_a_case_older_than_its_regulation_is_judged_by_the_first_version_and_told_so(cast):
    adopted(rules("2026-04-01"))
    case = open_case(cast, regulation="gulou")
    (version,) = judge(case_file(case), at=MORNING).versions
    assert not version.in_force
    assert "还没有施行" in version.remark


def test_a_corrected_file_takes_the_place_of_the_version_of_the_same_day_and_the_old_one_stays(db):
    first = adopted(rules(gist="有误"))
    adopted(rules(gist="改正"))
    book = current()
    assert [one.requirements[0].gist for one in book.versions("gulou")] == ["改正"]
    assert book.find(f"gulou@{first.sha256[:12]}").requirements[0].gist == "有误"


def test_a_version_of_its_own_follows_a_shipped_one(cast):
    adopted(rules("2026-07-01", regulation="linyi-kj"))
    versions = current().versions("linyi-kj")
    assert [one.since for one in versions] == [date(2019, 7, 30), date(2026, 7, 1)]
    assert versions[0].lapses == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff", "办法.yaml：不是 UTF-8 文本"),
        (rules().replace("现场检查".encode(), "现场检察".encode()), "办法.yaml:8: 条文.第一条.1-1.环节: "),
        (rules(regulation="law-penalty"), "是国家法律的编号"),
        (RULES.replace("  施行: {since}\n", "").format(id="linyi-kj", gist="甲").encode(), "也要写明“施行”的日期"),
        (rules("2019-01-01\n  失效: 2020-01-01", regulation="linyi-kj"), "两版重叠；请把“失效”改为 2019-07-30"),
    ],
)
def test_what_cannot_be_adopted_is_refused_in_a_sentence(db, data, sentence):
    with pytest.raises(RulebookError) as refused:
        adopted(data)
    assert sentence in str(refused.value)


def test_the_same_file_is_not_adopted_twice(db):
    adopted(rules())
    with pytest.raises(RulebookError, match="已经采用过"):
        adopted(rules())


def test_a_case_is_opened_under_an_own_regulation_but_not_under_a_law(cast):
    adopted(rules())
    assert open_case(cast, regulation="gulou").regulation == "gulou"
    with pytest.raises(CaseError, match=r"没有制度“law-penalty”，可用：.*gulou"):
        open_case(cast, regulation="law-penalty")


def use(law="law-penalty", acts=("行政处罚",), since=OPENED, units=()):
    return use_law(law, Use(acts, since, units), by=SYSTEM, at=MORNING)


def laws_of(case) -> tuple[str, ...]:
    return judge(case_file(case), at=MORNING).laws


def test_laws_say_nothing_until_they_are_taken_into_use(cast):
    case = open_case(cast)
    assert laws_of(case) == ()
    use()
    use("law-coercion", ("行政强制",))
    assert laws_of(case) == ("law-penalty",)
    use(acts=())
    assert laws_of(case) == ()


def test_a_law_in_use_is_kept_with_the_findings_and_cites_its_own_article(cast):
    use()
    case = open_case(cast)
    cases.record_event(case, event(), by=SYSTEM, at=MORNING)
    owed = OpenFinding.objects.filter(case=case, law="行政处罚法").first()
    assert owed.requirement.startswith("law-penalty/")
    assert owed.regulation == "law-penalty@2021-07-15"
    assert owed.cited == f"行政处罚法{owed.article}"
    assert [one["regulation"] for one in Standing.objects.get(case=case).versions] == ["fuzhou-cg", "law-penalty"]


def test_a_law_speaks_of_cases_opened_from_the_chosen_day_on(cast):
    case = open_case(cast)
    use(since=OPENED + timedelta(days=1))
    assert laws_of(case) == ()
    use(since=OPENED)
    assert laws_of(case) == ("law-penalty",)


def test_a_law_not_yet_in_force_when_the_case_opened_says_nothing(cast):
    use(since=date(2000, 1, 1))
    file = case_file(open_case(cast))
    old = replace(file, case=replace(file.case, opened_at=moment("01-01 09:00").replace(year=2021)))
    assert judge(old, at=MORNING).laws == ()


def test_a_law_may_be_in_use_in_some_units_and_those_below_them(cast):
    bureau, springs = cast.ye.unit, cast.wu.unit
    case = open_case(cast)
    use(units=[springs])
    assert laws_of(case) == ()
    use(units=[bureau])
    assert laws_of(case) == ("law-penalty",)


def test_a_law_is_not_used_for_acts_that_it_does_not_govern(db):
    with pytest.raises(RulebookError, match="不管“行政许可”"):
        use(acts=("行政许可",))
    with pytest.raises(RulebookError, match="没有法律“law-tax”"):
        use("law-tax")


def test_the_worker_judges_again_what_a_change_reaches(cast):
    reached, other = open_case(cast), open_case(cast, act="行政许可", procedure=None)
    for case in (reached, other):
        cases.record_event(case, event(), by=SYSTEM, at=MORNING)
    use()
    done: set = set()
    assert refresh_after_changes(MORNING, done) == 0  # too soon: somebody may still be judging by the rulebook before
    later = MORNING + WHILE_CHANGING
    assert refresh_after_changes(later, done) == 1
    assert OpenFinding.objects.filter(case=reached, law="行政处罚法").exists()
    assert refresh_after_changes(later, done) == refresh_after_changes(later, set()) == 0
    use(acts=())
    assert refresh_after_changes(later + WHILE_CHANGING, done) == 0  # the same moment: nothing was judged since


def test_many_cases_are_judged_by_a_yardstick_read_once(cast, django_assert_num_queries):
    use(units=[cast.unit])
    file = case_file(open_case(cast))
    with django_assert_num_queries(5):  # own files, laws, two for units, holiday notices
        by = yardstick()
        assert [by.judge(file, at=MORNING).laws for _ in range(3)] == [("law-penalty",)] * 3


def test_a_case_value_of_an_unknown_regulation_has_no_judgement(db):
    assert current().speaking_of(case_value(regulation="atlantis")) == ()
