from __future__ import annotations

import io

import pytest
from tests.builders import event, moment, open_case, with_lin
from tests.cast import cast, quick_passwords
from tests.media import film, photo

from zhiji.cases import actions as cases
from zhiji.evidence import actions

__all__ = ["cast", "quick_passwords"]

ARRIVED = moment("03-02 18:00")


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """A data folder for each test, so that stores do not mix."""
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "data/static"
    settings.STATIC_ROOT.mkdir(parents=True)
    return settings.DATA_DIR


@pytest.fixture
def case(cast):
    case = open_case(cast)
    with_lin(case, cast)
    cases.record_event(case, event(), by=cast.lin.actor, at=moment("03-02 10:00"))
    return case


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
def take(cast):
    """Take in bytes as lin."""

    def take(data: bytes, name: str, **about):
        return actions.take_in(io.BytesIO(data), name=name, by=cast.lin.actor, at=ARRIVED, **about)

    return take
