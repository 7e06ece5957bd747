from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from tests.builders import moment
from tests.web.ledger.test_tiles import grow

from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.tlog_proof import parse_tlog_proof
from zhiji.trail import actions, checkpoints, queries
from zhiji.trail.actor import SYSTEM
from zhiji.trail.browsing import PAGE


@pytest.fixture
def supervisor(cast, as_):
    grow(3)
    return as_(cast.su)


def numbers(answer):
    return [int(number) for number in re.findall(r'/ledger/entries/(\d+)"', answer.text)]


def test_without_anybody_outside_the_account_book_says_so_in_red(supervisor):
    text = supervisor.get("/ledger/").text
    assert 'class="notice error" role="status">没有外部见证：不能排除运营者自己改动。' in text


def test_entries_are_listed_newest_first_page_by_page(supervisor):
    grow(PAGE)
    first = supervisor.get("/ledger/entries/")
    size = queries.size()
    assert numbers(first) == list(range(size - 1, size - 1 - PAGE, -1))
    older = re.search(r'rel="next" href="(\?before=\d+)"', first.text)[1]
    assert numbers(supervisor.get(f"/ledger/entries/{older}")) == list(range(size - 1 - PAGE, -1, -1))


def test_they_are_narrowed_by_type_day_and_case(supervisor):
    key = b"\5" * 32
    with transaction.atomic():
        actions.record(EntryType.FIXITY_CHECKED, by=SYSTEM, at=moment("03-04 00:30"), case_key=key)
        actions.record(
            EntryType.CLOCK_CHECKED, by=SYSTEM, at=moment("03-04 23:30"), facts={"t": "fixity.checked"[::-1]}
        )
    last = queries.size() - 1
    assert numbers(supervisor.get("/ledger/entries/?type=fixity.checked")) == [last - 1]
    assert numbers(supervisor.get("/ledger/entries/?day=2026-03-04")) == [last, last - 1]
    assert numbers(supervisor.get(f"/ledger/entries/?case={key.hex()}")) == [last - 1]
    assert numbers(supervisor.get("/ledger/entries/?type=fixity.checked&day=2026-03-05")) == []
    assert supervisor.get("/ledger/entries/?type=nonsense&day=nonsense&case=zz&before=-1").status_code == 200


def test_an_entry_shows_its_bytes_and_the_way_to_the_root(supervisor):
    grow(5)
    index = queries.size() - 3
    for tree in ("sha256", "sm3"):
        answer = supervisor.get(f"/ledger/entries/{index}?tree={tree}")
        island = json.loads(re.search(r'<script id="proof" type="application/json">(.*?)</script>', answer.text)[1])
        assert bytes.fromhex(island["entry"]) == queries.line(index).body
        assert island["algorithm"] == tree
        root = queries.root(tree, queries.size()).hex()
        assert f'<dd class="mono wrap">{root}</dd>' in answer.text
        assert answer.text.count("合并得") == len(island["proof"])


def test_an_entry_that_nothing_covers_yet_says_so(supervisor):
    with transaction.atomic():
        actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=moment("03-02 12:00"))
    index = queries.size() - 1
    assert "还没有检查点覆盖这一条" in supervisor.get(f"/ledger/entries/{index}").text
    assert supervisor.get(f"/ledger/entries/{index}/proof").status_code == 404
    assert supervisor.get(f"/ledger/entries/{index + 1}").status_code == 404


def test_no_name_of_anybody_stands_in_the_account_book(office, cast, as_):
    checkpoints.sign()
    client = as_(cast.su)
    index = next(i for i in range(queries.size()) if queries.line(i).entry.type is EntryType.CASE_OPENED)
    for address in ("/ledger/entries/", f"/ledger/entries/{index}"):
        main = client.get(address).text.partition('<main id="main"')[2]
        for name in (cast.lin.name, office.case.title, office.case.number):
            assert name not in main, (address, name)


def test_the_proof_can_be_taken_along(supervisor):
    answer = supervisor.get("/ledger/entries/1/proof")
    proof = parse_tlog_proof(answer.content)
    proof.check(queries.line(1).leaf.sha256)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="1.tlog-proof"'


def test_that_one_log_begins_with_another_is_shown_with_both_roots(supervisor):
    size = queries.size()
    answer = supervisor.get(f"/ledger/consistency?old=2&new={size}").text
    assert queries.root("sha256", 2).hex() in answer
    assert all(value.hex() in answer for value in queries.consistency_proof("sha256", 2, size))
    assert "不能大于" in supervisor.get(f"/ledger/consistency?old=2&new={size + 1}").text
    assert "请写两个条数" in supervisor.get("/ledger/consistency?old=x").text
    assert supervisor.get("/ledger/consistency").status_code == 200


def test_a_month_of_checkpoints_is_a_list_for_paper(supervisor):
    answer = supervisor.get("/ledger/checkpoints?month=2026-03").text
    assert queries.root("sha256", queries.size()).hex() in answer
    assert checkpoints.log_name() in answer
    assert "这个月没有账目" in supervisor.get("/ledger/checkpoints?month=2025-03").text
    assert supervisor.get("/ledger/checkpoints?month=nonsense").status_code == 200


@pytest.mark.parametrize("address", ["/ledger/", "/ledger/entries/", "/ledger/entries/1", "/ledger/checkpoints"])
def test_each_page_costs_the_same_however_long_the_log_is(supervisor, django_assert_max_num_queries, address):
    grow(300)
    with django_assert_max_num_queries(45):
        supervisor.get(address)
