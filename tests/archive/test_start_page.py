"""The page a volume opens with says what matters, escapes what others wrote, and needs nothing but its neighbours."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from tests.archive.conftest import EXPORTED, Links
from tests.builders import case_value, document, event, moment, party

from zhiji.archive.catalogue import Contents, Held, catalogue
from zhiji.archive.inventory import Inventory
from zhiji.archive.start_page import Exported, course, start_page
from zhiji.compliance.judging import Yardstick
from zhiji.core.casefile import model
from zhiji.core.ledger.keys import VerifierKey
from zhiji.external import library
from zhiji.rulebook.queries import Rulebook
from zhiji.trail.anchoring.standing import NO_WITNESS, Standing, State
from zhiji.verify.volume_verifier import Key

KEY = VerifierKey("zhiji.example", bytes(range(32)))
FILE = model.CaseFile(
    case=case_value(id="C-2026-0001", unit="东街中队"),
    parties=(party(id="p1", name="<榕香>小吃店 & 子公司"),),
    officers=(model.Officer("o1", "叶局"),),
    events=(
        event("现场检查", id="e1"),
        event("责令改正", "03-02 11:00", id="e2", facts={"改正期限": "2026-03-09"}),
        event("送达", "03-10 09:00", id="e3", of="r1", facts={"way": "直接", "退回": False}),
    ),
    records=(
        document("责令改正通知书", id="r1", event="e2"),
        document(None, id="r2", event="e1", medium="录像"),
        document(None, id="r3", event="e1", medium="照片"),
        document(None, id="r4", event="e1", medium="录音"),
        document(None, id="r5", event="e1", medium="录像"),
    ),
    approvals=(model.Approval("a1", "e2", "机关负责人", moment("03-02 10:30"), "同意", by="o1", opinion="请依法办理"),),
)
HELD = {
    "r2": Held("evidence/r2.mp4", 9_000_000, "video/mp4", 61.0),
    "r3": Held("evidence/r3.jpg", 1000, "image/jpeg"),
    "r4": Held("evidence/r4.wav", 1000, "audio/wav", 4.0),
}


ALONE = Standing(State.ALONE, 9, 0, None, (), 0, NO_WITNESS)
BOUND = Standing(State.BOUND, 9, 8, EXPORTED, (), 1, "前 8 条有外部见证：改动最迟在 10 分钟内会被司法局发现。")


def page(file=FILE, judgement=None, outside=ALONE):
    items = catalogue(file, Contents({"r1": ("documents/r1.html",)}, HELD), library.vocabulary())
    loose = [SimpleNamespace(path="evidence/file9.bin", name="来历<不明>.bin", file=SimpleNamespace(size=7))]
    exported = Exported(EXPORTED, "高档", KEY, "福州市城市管理委员会行政执法全过程记录实施细则", outside)
    return start_page(file, Inventory(tuple(items), tuple(loose)), judgement, exported)


@pytest.fixture(scope="module")
def html():
    return page(judgement=Yardstick(Rulebook(), library.working_calendar()).judge(FILE, at=EXPORTED))


def test_it_needs_no_script_and_no_network(html):
    assert not Links(html).tags & {"script", "link", "iframe", "object", "embed", "form"}
    assert not re.search(r"https?:|url\(|@import|\son\w+=", html)


def test_it_plays_films_and_sound_and_shows_pictures(html):
    found = Links(html)
    assert {"video", "audio", "img"} <= found.tags
    assert {held.path for held in HELD.values()} <= found.links
    assert "长 1 分 1 秒" in html


def test_what_came_without_its_file_is_listed_as_such(html):
    assert html.count("只有登记，没有文件") == 2  # once in the catalogue, once among the recordings


def test_it_says_plainly_that_nobody_outside_has_signed(html):
    assert "没有外部见证：不能排除运营者自己改动" in html


def test_it_says_who_would_find_an_alteration_within_which_time():
    html = page(outside=BOUND)
    assert "没有外部见证" not in html
    assert "改动最迟在 10 分钟内会被司法局发现" in html


def test_it_shows_the_fingerprint_that_the_verifier_prints(html):
    assert Key.parse(str(KEY)).fingerprint in html


def test_what_others_wrote_is_text_and_never_markup(html):
    assert "&lt;榕香&gt;小吃店 &amp; 子公司" in html
    assert "来历&lt;不明&gt;.bin" in html
    assert "<榕香>" not in html


def test_findings_are_shown_with_their_regulation_and_status(html):
    judgement = Yardstick(Rulebook(), library.working_calendar()).judge(FILE, at=EXPORTED)
    assert not judgement.sound
    assert "依据：福州市城市管理委员会" in html
    assert all(f"{status} {count}" in html for status, count in judgement.summary.items())


def test_without_a_judgement_it_says_so():
    assert "没有作出判断" in page()


def test_an_empty_case_has_a_page_too():
    html = page(model.CaseFile(case=case_value(id="C-1")))
    assert "本案还没有文书和音像" in html
    assert "尚未归档" in html


def test_the_course_names_facts_and_what_was_served():
    steps = [(step.title, step.people, step.note) for step in course(FILE, library.vocabulary())]
    assert steps == [
        ("现场检查", "", ""),
        ("机关负责人同意", "叶局", "责令改正：请依法办理"),
        ("责令改正", "", "改正期限：2026-03-09"),
        ("送达（责令改正通知书）", "", "送达方式：直接"),
    ]
