"""Whoever sees or tries something leaves an entry first; where the trail cannot be written, nothing is shown."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.test_access import GUARDED, arguments

from zhiji.core.ledger.entry import EntryType
from zhiji.trail import actions
from zhiji.trail import queries as trail
from zhiji.web.looks import WINDOW

LISTS = {"workbench", "case-list", "approval-list", "intake-list", "intake-assign"}
"""They show of a case what stands on its cover, or a file that is nobody's yet; opening it is what is entered."""
IMPERSONAL = {"checkpoint", "checkpoint-sm3"}


@pytest.fixture
def trail_broken(monkeypatch):
    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(actions, "record", broken)


def entries(*kinds):
    lines = (trail.line(index) for index in range(trail.size()))
    return [line for line in lines if line.entry.type in kinds]


def looks():
    return entries(EntryType.VIEWED, EntryType.PRINTED, EntryType.DOWNLOADED)


def content_of(answer):
    """What reached the browser."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_no_page_shows_anything_of_a_case_that_the_trail_does_not_know(office, cast, as_, trail_broken, film_bytes):
    secrets = [office.case.title.encode(), "东街口".encode(), "现场检查情况".encode(), film_bytes[:64]]
    client, shown = as_(cast.lin), []
    client.raise_request_exception = False
    for page in GUARDED:
        if page.name not in LISTS:
            content = content_of(client.get(reverse(page.name, kwargs=arguments(page, office))))
            shown += [page.name for secret in secrets if secret in content]
    assert shown == []


def test_every_page_of_a_case_leaves_an_entry_in_its_trail(office, cast, as_):
    client = as_(cast.lin)
    pages = [page for page in GUARDED if "number" in page.route]
    for page in pages:
        before = len(looks())
        answer = client.get(reverse(page.name, kwargs=arguments(page, office)))
        assert len(looks()) - before == (answer.status_code == 200), page.name
    assert {line.entry.case.key for line in looks()} == {bytes(office.case.key)}
    assert {line.entry.by for line in looks()} == {cast.lin.key.hex}


def test_the_same_page_is_entered_once_in_a_while(office, cast, as_, clock):
    client, address = as_(cast.lin), reverse("case", args=[office.case.number])
    for _ in range(3):
        client.get(address)
    assert len(looks()) == 1
    clock.advance(WINDOW)
    client.get(address)
    assert len(looks()) == 2


def test_an_entry_says_which_page_and_its_opening_which_part(office, cast, as_):
    as_(cast.lin).get(reverse("record", args=[office.case.number, office.document.ref]))
    [line] = looks()
    assert line.entry.facts == {"page": "record"}
    assert line.openings[1].document["parts"] == [f"ref={office.document.ref}"]


@pytest.mark.parametrize(("inside", "kind"), [("iframe", EntryType.VIEWED), ("document", EntryType.PRINTED)])
def test_a_paper_in_a_window_of_its_own_is_there_to_be_printed(office, cast, as_, inside, kind):
    address = reverse("document-paper", args=[office.case.number, office.document.ref])
    as_(cast.lin).get(address, headers={"Sec-Fetch-Dest": inside})
    assert [line.entry.type for line in looks()] == [kind]


def test_what_an_approver_reads_before_deciding_is_entered(office, cast, as_):
    as_(cast.zheng).get(reverse("approval-decide", args=[office.request.pk]))
    assert [line.entry.facts["page"] for line in looks()] == ["approval-decide"]


def test_who_tries_what_his_account_may_not_do_is_entered(office, cast, as_):
    as_(cast.su).get(reverse("case-new"))
    [line] = entries(EntryType.REFUSED)
    assert (line.entry.by, line.entry.facts) == (cast.su.key.hex, {"page": "case-new"})
    assert line.openings[1].document["attempt"] == "GET /cases/new"


def test_who_tries_a_case_out_of_his_reach_is_entered_in_that_case(office, cast, as_):
    as_(cast.wu).get(reverse("case", args=[office.case.number]))
    [line] = entries(EntryType.REFUSED)
    assert line.entry.case.key == bytes(office.case.key)
    as_(cast.wu).get(reverse("case", args=["C-2026-9999"]))  # a slip of the pen
    assert len(entries(EntryType.REFUSED)) == 1


def test_a_refused_upload_and_a_refused_tile_are_entered(office, cast, as_):
    as_(cast.su).post(reverse("uploads"), headers={"Tus-Resumable": "1.0.0"})
    as_(cast.lin).get(reverse("tile", args=["0/000"]))
    assert [line.entry.facts["page"] for line in entries(EntryType.REFUSED)] == ["uploads", "tile"]
