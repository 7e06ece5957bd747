from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.note import parse_note
from zhiji.trail import actions, checkpoints, queries
from zhiji.trail.actor import SYSTEM
from zhiji.trail.anchoring import listing

pytestmark = pytest.mark.django_db


def enter(day, hour=1):
    with transaction.atomic():
        actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=datetime(2026, 3, day, hour, tzinfo=UTC))
    checkpoints.sign()


def test_each_day_has_the_checkpoint_that_covers_it_whole_and_the_list_is_signed():
    for day, hour in ((2, 1), (2, 15), (2, 17), (5, 1)):  # 17:00 UTC is the next day in Shanghai
        enter(day, hour)
    note = parse_note(listing.signed_month(date(2026, 3, 1)).encode())
    assert note.signers([checkpoints.local_signer().verifier("receipt")])
    heading, origin, *lines = note.text.splitlines()
    assert (heading, origin) == ("检查点清单 2026-03", checkpoints.log_name())
    expected = [
        (date(2026, 3, day), size, queries.root("sha256", size).hex()) for day, size in ((2, 2), (3, 3), (5, 4))
    ]
    assert lines == [" ".join(map(str, line)) for line in expected]


def test_a_month_without_entries_is_an_empty_list():
    enter(2)
    assert listing.month(date(2026, 4, 1)) == []


def test_a_day_that_is_not_covered_whole_yet_has_the_newest_there_is():
    enter(2)
    with transaction.atomic():
        actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=datetime(2026, 3, 2, 2, tzinfo=UTC))
    assert [(day, head.size) for day, head in listing.month(date(2026, 3, 1))] == [(date(2026, 3, 2), 1)]
