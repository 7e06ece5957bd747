"""Playing and downloading: which bytes, to whom, and what the trail says before the first of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.builders import moment

from zhiji.core.ledger.entry import EntryType
from zhiji.evidence import actions
from zhiji.evidence.queries import watchings
from zhiji.external.clock import FixedClock
from zhiji.trail import queries as trail
from zhiji.web import now as web_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    clock = FixedClock(moment("03-04 10:00"))
    monkeypatch.setattr(web_now, "clock", clock)
    return clock


@pytest.fixture
def recording(take, case, film_bytes):
    return take(film_bytes, "现场 𠮷.mp4", case=case, event="e1").recording


@pytest.fixture
def url(recording):
    return f"/evidence/{recording.pk}/stream"


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_film(cast, url, film_bytes):
    response = signed_in(cast.lin).get(url)
    assert response.status_code == 200
    assert body(response) == film_bytes
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert response["Content-Length"] == str(len(film_bytes))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''%E7%8E%B0%E5%9C%BA%20%F0%A0%AE%B7.mp4"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("header", "start", "end"), [("bytes=0-", 0, None), ("bytes=5-9", 5, 10), ("bytes=-7", -7, None)]
)
def test_a_part_of_the_film(cast, url, film_bytes, header, start, end):
    response = signed_in(cast.lin).get(url, headers={"Range": header})
    assert response.status_code == 206
    assert body(response) == film_bytes[start:end]
    first = start % len(film_bytes)
    assert response["Content-Range"] == f"bytes {first}-{(end or len(film_bytes)) - 1}/{len(film_bytes)}"


def test_a_part_beyond_the_end_is_refused_and_not_logged(cast, recording, url, film_bytes):
    response = signed_in(cast.lin).get(url, headers={"Range": f"bytes={len(film_bytes)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(film_bytes)}")
    assert watchings(recording) == []


def test_part_of_something_else_gives_the_whole(cast, recording, url):
    client = signed_in(cast.lin)
    ours, others = f'"{recording.sha256}"', '"something-else"'
    assert client.get(url, headers={"Range": "bytes=5-9", "If-Range": ours}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=5-9", "If-Range": others}).status_code == 200


def test_head_says_everything_and_logs_nothing(cast, recording, url, film_bytes):
    response = signed_in(cast.lin).head(url)
    assert response["Content-Length"] == str(len(film_bytes))
    assert response["ETag"] == f'"{recording.sha256}"'
    assert watchings(recording) == []


def test_watching_is_logged_once_for_half_an_hour(cast, recording, url, clock):
    client = signed_in(cast.lin)
    for header in ("bytes=0-", "bytes=100-", "bytes=200-300"):
        body(client.get(url, headers={"Range": header}))
    clock.advance(timedelta(minutes=29))
    body(client.get(url))
    assert [(one.who, one.what) for one in watchings(recording)] == [("林执", EntryType.VIEWED)]
    clock.advance(timedelta(minutes=2))
    body(client.get(url))
    assert [one.at for one in watchings(recording)] == [moment("03-04 10:00"), moment("03-04 10:31")]


def test_everybody_who_watches_is_logged(cast, recording, url):
    for account in (cast.lin, cast.su, cast.lin):
        body(signed_in(account).get(url))
    assert [one.who for one in watchings(recording)] == ["林执", "苏督", "林执"]


def test_a_download_needs_its_own_right_and_leaves_its_own_entry(cast, recording, url):
    assert signed_in(cast.lin).get(f"{url}?download").status_code == 403
    response = signed_in(cast.gao).get(f"{url}?download", headers={"Range": "bytes=1-"})
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/octet-stream"
    assert [one.what for one in watchings(recording)] == [EntryType.DOWNLOADED]


def test_nothing_is_served_when_the_look_cannot_be_logged(cast, url, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError("disk full")

    client = signed_in(cast.lin)
    monkeypatch.setattr(actions.trail, "record", broken)
    with pytest.raises(OSError, match="disk full"):
        client.get(url)


def test_only_who_may_see_the_case_gets_a_byte(cast, url):
    assert Client().get(url)["Location"].startswith("/login")
    assert signed_in(cast.wu).get(url).status_code == 404
    assert signed_in(cast.system).get(url).status_code == 403
    assert signed_in(cast.lin).get("/evidence/999/stream").status_code == 404


def test_what_could_carry_script_is_only_handed_out(cast, take, case):
    page = take(b"<html><script>alert(1)</script></html>", "page.html", case=case, medium="截屏").recording
    url = f"/evidence/{page.pk}/stream"
    assert signed_in(cast.lin).get(url).status_code == 403
    response = signed_in(cast.gao).get(url)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_an_empty_file_is_empty(cast, take, case):
    empty = take(b"", "空.mp4", case=case).recording
    response = signed_in(cast.gao).get(f"/evidence/{empty.pk}/stream")
    assert (response.status_code, response["Content-Length"], body(response)) == (200, "0", b"")


def test_a_file_that_left_the_store_is_called_so(cast, recording, url, data_dir):
    (data_dir / "evidence/objects" / recording.file.name).unlink()
    response = signed_in(cast.lin).get(url)
    assert response.status_code == 404
    assert "zhiji audit" in response.content.decode()
    assert watchings(recording) == []


def test_a_waiting_file_is_shown_to_who_may_assign_it(cast, take, film_bytes):
    intake = take(film_bytes, "film.mp4").intake
    url = f"/intakes/{intake.pk}/stream"
    assert body(signed_in(cast.lin).get(url)) == film_bytes
    assert trail.line(trail.size() - 1).entry.facts == {"intake": intake.pk}
    assert signed_in(cast.chen).get(url).status_code == 404
