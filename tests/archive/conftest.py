from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from tests.builders import document, event, moment, open_case, party, with_lin
from tests.cast import cast, quick_passwords
from tests.media import film, photo

from zhiji.cases import actions as cases
from zhiji.core.casefile import model
from zhiji.documents import actions as documents
from zhiji.evidence import actions as evidence

__all__ = ["cast", "quick_passwords"]


class Links(HTMLParser):
    """The elements of a page, and everything in or beside the volume that it refers to."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links |= {value.partition("#")[0] for name, value in attributes if name in {"src", "href"}}


EXPORTED = moment("03-20 15:00")


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """A film and a photograph, as bytes by name."""
    folder = tmp_path_factory.mktemp("media")
    film(folder / "film.mp4")
    photo(folder / "photo.jpg")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def case(cast, media):
    """A case with a decision, its service, an inspection on film, and a file that nobody has named yet."""
    case = open_case(cast)
    with_lin(case, cast)
    lin = {"by": cast.lin.actor, "at": moment("03-10 09:00")}
    cases.add_party(case, party(name="<榕香>小吃店 & 子公司"), **lin)
    for kind, start in (("立案", "03-01 10:00"), ("现场检查", "03-02 09:30"), ("作出决定", "03-09 10:00")):
        cases.record_event(case, event(kind, start, officers=("o1",), parties=("p1",)), **lin)
    write = documents.write_document
    write(case, document("立案审批表", "03-01 10:30", event="e1", number="鼓城管立〔2026〕1号"), **lin)
    signatures = (model.Signature("p1", "签名", moment("03-02 10:12")),)
    inspected = document("现场检查笔录", event="e2", made_by="o1", fields={"检查地点": "东街口"}, signatures=signatures)
    write(case, inspected, text="经检查，当事人占道经营。\n当场责令改正。", **lin)
    decision = write(case, document("行政处罚决定书", "03-09 11:00", event="e3", number="鼓城管罚〔2026〕7号"), **lin)
    documents.serve(decision, event("送达", "03-10 09:00", parties=("p1",)), **lin)
    write(case, document("送达回证", "03-10 09:10", event="e4"), **lin)
    for name, about in (
        ("film.mp4", {"event": "e2", "made_by": "o1", "device": "DSJ-00017", "proves": "现场环境"}),
        ("photo.jpg", {"event": "e2"}),
    ):
        evidence.take_in(io.BytesIO(media[name]), name=name, case=case, **about, **lin)
    evidence.take_in(io.BytesIO(b"\x00\x01 nobody knows what this is"), name="来历不明.bin", case=case, **lin)
    return case
