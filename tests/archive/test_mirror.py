import io
import json

import pytest
from tests.archive.test_destruction import ORDER
from tests.builders import moment
from tests.cast import quick_passwords

from zhiji.archive import mirror as mirroring
from zhiji.archive.destruction import destroy_records
from zhiji.archive.errors import MirrorError
from zhiji.archive.mirror import Mirror
from zhiji.evidence import actions as evidence
from zhiji.trail import journal, queries

__all__ = ["quick_passwords"]
AT = moment("03-20 09:00")


@pytest.fixture
def mirror(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(mirroring, "WIDTH", 4)
    return Mirror(tmp_path / "mirror")


def take_in(cast, content):
    evidence.take_in(io.BytesIO(content), name=f"{len(content)}.txt", by=cast.lin.actor, at=AT)


def test_a_mirror_follows_the_log_and_holds_every_byte(mirror, cast):
    size = queries.size()
    assert mirror.update().entries == size
    take_in(cast, b"one")
    done = mirror.update()
    assert (done.size, done.entries, done.files) == (size + 1, 1, 1)
    assert mirror.update().entries == 0
    assert json.dumps(list(mirror.documents(0))) == json.dumps(journal.documents(0, size + 1))


def test_what_a_killed_run_left_half_written_is_written_again(mirror, cast, tmp_path):
    mirror.update()
    take_in(cast, b"one")
    last = max((tmp_path / "mirror/entries").iterdir())
    last.write_text('{"index": ')
    (tmp_path / "mirror/entries/.x").write_text("left behind")
    with pytest.raises(MirrorError, match="读不出来"):
        mirror.update()


def test_a_mirror_of_something_else_is_not_touched(mirror, cast, tmp_path):
    mirror.update()
    head = tmp_path / "mirror/mirror.json"
    document = json.loads(head.read_bytes())
    head.write_text(json.dumps({**document, "origin": "zhiji.local/other"}))
    with pytest.raises(MirrorError, match="另一套系统"):
        mirror.update()
    head.write_text(json.dumps({**document, "size": document["size"] + 9}))
    with pytest.raises(MirrorError, match="账本短了"):
        mirror.update()
    head.write_text("{}")
    with pytest.raises(MirrorError, match="不是 zhiji-mirror/1"):
        mirror.update()


def test_a_mirror_does_not_follow_a_rewritten_history(mirror, cast, tmp_path):
    mirror.update()
    last = max((tmp_path / "mirror/entries").iterdir())
    last.write_text(last.read_text().replace("2026-01-05", "2026-01-06"))
    with pytest.raises(MirrorError, match="历史被改写"):
        mirror.update()


def test_what_is_lawfully_destroyed_goes_from_the_mirror(mirror, case, cast):
    mirror.update()
    destroy_records(case, ["r2"], ORDER, (cast.ye, cast.su), by=cast.gao.actor, at=AT)
    mirror.update()
    assert "当事人占道经营" not in json.dumps(list(mirror.documents(0)), ensure_ascii=False)
