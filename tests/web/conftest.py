"""A small office with one case of lin's, a clock that stands still, and browsers for each of the cast."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.builders import document, event, moment, open_case, party, with_lin
from tests.cast import cast, quick_passwords
from tests.media import film, photo

from zhiji.cases import actions, approving
from zhiji.documents import actions as documents
from zhiji.evidence import actions as evidence
from zhiji.external.clock import FixedClock
from zhiji.web import now

if TYPE_CHECKING:
    from zhiji.cases.models import ApprovalRequest, Case, Event
    from zhiji.documents.models import Document
    from zhiji.evidence.models import Intake, Recording

__all__ = ["cast", "quick_passwords"]

NOON = moment("03-02 12:00")


@dataclass(frozen=True, slots=True)
class Office:
    """What the pages show: one case with an event, a document, a film, a request, and a file that waits for a case."""

    case: Case
    event: Event
    document: Document
    recording: Recording
    request: ApprovalRequest
    intake: Intake


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "data/static"
    settings.STATIC_ROOT.mkdir(parents=True)
    return settings.DATA_DIR


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = FixedClock(NOON)
    monkeypatch.setattr(now, "clock", clock)
    return clock


@pytest.fixture(scope="session")
def film_bytes(tmp_path_factory):
    path = tmp_path_factory.mktemp("media") / "film.mp4"
    film(path)
    return path.read_bytes()


@pytest.fixture(scope="session")
def photo_bytes(tmp_path_factory):
    path = tmp_path_factory.mktemp("media") / "photo.jpg"
    photo(path)
    return path.read_bytes()


@pytest.fixture
def case(cast):
    """Opened by lin, with him and one party on it."""
    case = open_case(cast)
    with_lin(case, cast)
    actions.add_party(case, party(), by=cast.lin.actor, at=NOON)
    return case


@pytest.fixture
def office(cast, case, film_bytes, photo_bytes):
    by = {"by": cast.lin.actor, "at": NOON}
    inspection = actions.record_event(
        case, event(end=moment("03-02 10:10"), officers=("o1",), parties=("p1",), place="东街口"), **by
    )
    paper = documents.write_document(case, document(event=inspection.ref), text="现场检查情况。", **by)
    received = evidence.take_in(io.BytesIO(film_bytes), name="检查.mp4", case=case, event=inspection.ref, **by)
    request = approving.request_approval(case, inspection.ref, "承办机构负责人", matter="立案", **by)
    waiting = evidence.take_in(io.BytesIO(photo_bytes), name="不知哪案.jpg", **by)
    return Office(case, inspection, paper, received.recording, request, waiting.intake)


@pytest.fixture
def as_(client):
    """`as_(cast.lin)`: the test client, signed in as that person."""

    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in
