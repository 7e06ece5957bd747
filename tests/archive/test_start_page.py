"""The page a volume opens with says what matters, escapes what others wrote, and needs nothing but its neighbours."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from tests.archive.conftest import EXPORTED

from zhiji.archive.actions import export_volume

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """Everything the page refers to."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links |= {value.partition("#")[0] for name, value in attributes if name in {"src", "href"}}


@pytest.fixture
def volume(case, cast, tmp_path):
    return export_volume(case, tmp_path / "volume", by=cast.gao.actor, at=EXPORTED)


@pytest.fixture
def html(volume):
    return (volume.path / "data/index.html").read_text(encoding="utf-8")


def test_everything_it_refers_to_lies_in_the_volume(html, volume):
    for link in Links(html).links:
        assert not PurePosixPath(link).is_absolute()
        assert (volume.path / "data" / link).is_file(), link


def test_it_needs_no_script_and_no_network(html):
    found = Links(html)
    assert not found.tags & {"script", "link", "iframe", "object", "embed", "form"}
    assert not re.search(r"https?:|url\(|@import|\son\w+=", html)


def test_it_plays_the_film_and_shows_the_picture(html):
    assert {"video", "img"} <= Links(html).tags
    assert "evidence/r5.mp4" in html
    assert "evidence/r6.jpg" in html


def test_it_says_plainly_that_nobody_outside_has_signed(html):
    assert "没有外部见证" in html


def test_it_shows_the_fingerprint_that_the_verifier_prints(html, volume):
    assert volume.fingerprint in html


def test_what_others_wrote_is_text_and_never_markup(html):
    assert "&lt;榕香&gt;小吃店 &amp; 子公司" in html
    assert "<榕香>" not in html


def test_findings_are_shown_with_their_regulation(html):
    assert "福州市" in html
    assert "按制度判断" in html
