from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.builders import moment
from tests.web.ledger.monitor import Monitor

from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.tree import StoredTree
from zhiji.trail import actions, checkpoints, queries, readers
from zhiji.trail.actor import SYSTEM
from zhiji.trail.anchoring.errors import AnchorError

AT = moment("03-02 12:00")


def grow(count):
    with transaction.atomic():
        for _ in range(count):
            actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=AT)
    checkpoints.sign()


def monitor(client, prefix="/ledger/", hash_name="sha256"):
    def fetch(path):
        answer = client.get(prefix + path)
        assert answer.status_code == 200, path
        return answer.content

    return Monitor(fetch, hash_name)


@pytest.fixture
def supervisor(cast, as_):
    return as_(cast.su)


@pytest.mark.parametrize(("prefix", "hash_name"), [("/ledger/", "sha256"), ("/ledger/sm3/", "sm3")])
def test_a_stranger_rebuilds_the_tree_from_tiles_and_entries(supervisor, prefix, hash_name):
    grow(300)
    reader = monitor(supervisor, prefix, hash_name)
    _, earlier, earlier_root = reader.checkpoint()
    grow(290)
    _, size, root = reader.checkpoint()
    entries, leaves = reader.entries(size), reader.leaves(size)
    assert size == earlier + 290
    assert [reader.leaf(entry) for entry in entries] == leaves
    assert reader.root(leaves) == root
    assert reader.root(leaves[:earlier]) == earlier_root
    assert reader.upper_rows_agree(size)


def test_the_checkpoint_is_public_and_stays_fresh(db, client):
    assert client.get("/ledger/checkpoint").status_code == 404
    grow(1)
    answer = client.get("/ledger/checkpoint")
    assert answer.content == queries.latest_checkpoint(checkpoints.local_signer().name)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert client.get("/ledger/sm3/checkpoint").text.splitlines()[0].endswith("/sm3")


def test_tiles_are_for_the_supervising_body_only(cast, client, as_):
    grow(1)
    assert client.get("/ledger/tile/0/000.p/1").status_code == 401
    allowed = {who.username for who in cast.everybody() if as_(who).get("/ledger/tile/0/000.p/1").status_code == 200}
    assert allowed == {"su", "audit"}
    assert as_(cast.lin).get("/ledger/tile/entries/000.p/1").status_code == 403


def test_what_is_not_there_is_404(supervisor):
    grow(1)
    size = queries.size()
    for path in (f"0/000.p/{size + 1}", "0/000", "1/000.p/1", "entries/001.p/1", "0/0", "9/000", "0/x000/000"):
        assert supervisor.get(f"/ledger/tile/{path}").status_code == 404, path


def test_entries_that_no_checkpoint_covers_are_not_served(supervisor):
    grow(1)
    size = queries.size()
    with transaction.atomic():
        actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=AT)
    assert supervisor.get(f"/ledger/tile/entries/000.p/{size}").status_code == 200
    assert supervisor.get(f"/ledger/tile/entries/000.p/{size + 1}").status_code == 404


def test_a_tile_costs_the_same_few_queries_and_never_changes(supervisor):
    grow(600)
    costs = set()
    for path in ("0/000", "0/001", "1/000.p/2", "entries/001"):
        with CaptureQueriesContext(connection) as asked:
            answer = supervisor.get(f"/ledger/tile/{path}")
        costs.add(sum("trail_" in query["sql"] for query in asked))
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]
    assert len(costs) == 1
    tile = supervisor.get("/ledger/tile/0/000").content
    assert tile == b"".join(queries.reader("sha256")(0, 0, 256))
    assert supervisor.get("/ledger/tile/1/000.p/2").content[:32] == StoredTree(
        "sha256", queries.reader("sha256")
    ).range_hash(0, 256)


def test_a_tile_is_only_read(supervisor):
    grow(1)
    assert supervisor.post("/ledger/tile/0/000.p/1").status_code == 405
    assert supervisor.post("/ledger/checkpoint").status_code == 405


def test_a_machine_of_the_supervising_body_has_a_token_of_its_own(cast, client):
    grow(1)
    by = {"by": cast.system.actor, "at": AT}
    token = readers.add("市司法局", **by)
    grow(1)

    def status(said):
        return client.get("/ledger/tile/0/000.p/1", headers={"Authorization": said}).status_code

    assert (status(f"Bearer {token}"), status("Bearer x"), status(token), status("")) == (200, 401, 401, 401)
    assert client.get("/ledger/entries/", headers={"Authorization": f"Bearer {token}"}).status_code == 302
    readers.retire("市司法局", **by)
    assert status(f"Bearer {token}") == 401
    with pytest.raises(AnchorError, match="没有用过"):
        readers.add("市司法局", **by)
    with pytest.raises(AnchorError, match="没有名为"):
        readers.retire("市司法局", **by)
