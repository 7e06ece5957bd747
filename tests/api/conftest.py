"""Other systems at the door of a small office: the same cast, each with a token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.cast import cast, quick_passwords
from tests.web.conftest import NOON, case, film_bytes, office, photo_bytes

from zhiji.api import caller
from zhiji.external.clock import FixedClock
from zhiji.organisation.tokens import Scope, make_token

__all__ = ["case", "cast", "film_bytes", "office", "photo_bytes", "quick_passwords"]


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    cache.clear()
    clock = FixedClock(NOON)
    monkeypatch.setattr(caller, "clock", clock)
    return clock


@pytest.fixture
def token():
    """`token(account)`: the text of a token of that account, for everything or for the scopes named."""

    def make(account, *scopes):
        said = {"expires_at": NOON + timedelta(days=30), "by": account.actor, "at": NOON}
        return make_token(account, "接口", scopes or tuple(Scope), **said)[1]

    return make


@pytest.fixture
def as_(client, token):
    """`as_(cast.lin)`: the headers of a client that calls with a token of that person."""

    def headers(account, *scopes):
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token(account, *scopes)}"
        return client

    return headers
