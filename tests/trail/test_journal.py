import json

import pytest
from django.db import transaction

from tests.trail.conftest import add_unit, rename
from tests.trail.test_expunging import destroy
from zhiji.organisation.models import Unit
from zhiji.trail import audit, checkpoints, journal, queries
from zhiji.trail.errors import JournalBroken
from zhiji.trail.tracked import restore


@pytest.fixture
def mirrored(office):
    """A log of 20 entries, its journal as text, its signed head; then the database falls back to what it was at 17."""
    backup = transaction.savepoint()
    rename(office[4], "备份之后更名")
    destroy(office[1])
    add_unit("备份之后新设")
    signed = checkpoints.sign()
    kept = json.loads(json.dumps(journal.documents(0, 1000)))
    transaction.savepoint_rollback(backup)
    return kept, signed


def test_what_a_backup_lacks_is_played_back_to_the_same_root(mirrored):
    kept, signed = mirrored
    assert "SIGNER_ROLLBACK" in {one.code for one in audit.audit(sign=False)}
    assert journal.play_back(kept) == 3
    assert checkpoints.sign() == signed
    assert audit.audit() == []
    assert Unit.objects.filter(name__in=["备份之后更名", "备份之后新设"]).count() == 2


def test_playing_back_twice_adds_nothing(mirrored):
    kept, _ = mirrored
    journal.play_back(kept)
    assert journal.play_back(kept) == 0


def test_new_rows_are_numbered_after_those_that_came_back(mirrored):
    journal.play_back(mirrored[0])
    add_unit("恢复之后新设")
    assert audit.audit() == []


def test_a_journal_with_a_gap_is_refused_and_nothing_of_it_is_kept(mirrored):
    kept, _ = mirrored
    with pytest.raises(JournalBroken, match="缺少第 18 条"):
        journal.play_back([*kept[:18], kept[19]])
    assert queries.size() == 17
    journal.play_back(kept)


def test_a_journal_of_another_history_is_refused(mirrored):
    kept, _ = mirrored
    other = {**kept[3], "body": kept[4]["body"]}
    with pytest.raises(JournalBroken, match="不是同一段历史"):
        journal.play_back([*kept[:3], other])
    journal.play_back(kept)


def test_a_content_that_was_changed_in_the_mirror_is_refused(mirrored):
    kept, _ = mirrored
    position, salt, content = kept[19]["payloads"][1]
    forged = {**kept[19], "payloads": [kept[19]["payloads"][0], [position, salt, content.replace("新设", "伪造")]]}
    with pytest.raises(JournalBroken, match="与承诺不符"):
        journal.play_back([*kept[:19], forged])
    journal.play_back(kept)


@pytest.mark.django_db
def test_what_never_fits_a_table_is_no_row():
    with pytest.raises(LookupError):
        restore({"table": "nowhere", "row": "1", "version": 1, "fields": {}})
