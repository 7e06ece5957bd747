from __future__ import annotations

from html.parser import HTMLParser

import pytest
from tests.builders import MORNING, document, event, moment, open_case, party, with_lin

from zhiji.cases import actions as cases
from zhiji.core.casefile import model
from zhiji.documents import actions
from zhiji.documents.rendering import as_html, paper_of
from zhiji.trail.actor import SYSTEM


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.names, self.attributes = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.names.add(tag)
        self.attributes.update(name for name, _ in attributes)


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    cases.add_party(case, party(), by=SYSTEM, at=MORNING)
    scene = event(place="店内", end=moment("03-02 10:00"), officers=("o1",), parties=("p1",))
    cases.record_event(case, scene, by=SYSTEM, at=MORNING)
    return case


def write(case, *, text="", **changes):
    return actions.write_document(case, document(event="e1", **changes), text=text, by=SYSTEM, at=MORNING)


def test_the_page_needs_nothing_from_elsewhere(case):
    tags = Tags(as_html(write(case), case))
    assert not tags.names & {"script", "link", "img", "iframe", "object"}
    assert not tags.attributes & {"src", "href", "onload", "style"}


def test_what_people_wrote_is_text_and_never_markup(case):
    page = as_html(write(case, text="<script>alert(1)</script>", fields={"<b>": "<i>"}), case)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<i>" not in page


def test_the_scene_stands_on_the_paper(case):
    fields = dict(paper_of(write(case), case).fields)
    assert fields == {
        "时间": "2026年3月2日 09:30 至 10:00",
        "地点": "店内",
        "当事人等": "榕香小吃店",
        "执法人员": "林执",
    }


def test_a_field_of_the_form_takes_the_place_of_what_the_event_says(case):
    fields = paper_of(write(case, fields={"检查地点": "门前"}), case).fields
    assert ("检查地点", "门前") in fields
    assert "地点" not in dict(fields)


def test_signatures_carry_names_and_a_refusal_says_so(case):
    signatures = (
        model.Signature("p1", "拒签", moment("03-02 10:12")),
        model.Signature("o1", "签名", each_page=True),
        model.Signature("行政机关", "盖章"),
    )
    lines = paper_of(write(case, signatures=signatures), case).signatures
    assert [(line.who, line.mark, line.how, line.stamped) for line in lines] == [
        ("当事人", "拒绝签名", "拒签，2026年3月2日 10:12", False),
        ("执法人员", "林执", "签名，逐页", False),
        ("行政机关", "鼓楼区城市管理和综合执法局", "盖章", True),
    ]


def test_a_record_of_the_case_as_a_whole_has_no_scene(case):
    whole = actions.write_document(case, document("卷内目录"), text="一\n\n二", by=SYSTEM, at=MORNING)
    paper = paper_of(whole, case)
    assert (paper.title, paper.fields, paper.paragraphs) == ("卷内目录", (), ("一", "二"))


def test_an_event_over_midnight_names_both_days(case):
    late = cases.record_event(case, event(start="03-02 23:00", end=moment("03-03 01:00")), by=SYSTEM, at=MORNING)
    paper = actions.write_document(case, document(event=late.ref), by=SYSTEM, at=MORNING)
    assert dict(paper_of(paper, case).fields)["时间"] == "2026年3月2日 23:00 至 2026年3月3日 01:00"
