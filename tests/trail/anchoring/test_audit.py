"""Each way of damaging an anchor is found by name."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.trail.anchoring.conftest import NOW, later
from tests.trail.conftest import look
from zhiji.trail import checkpoints
from zhiji.trail.anchoring import rounds
from zhiji.trail.audit import audit
from zhiji.trail.models import Anchor, Checkpoint
from zhiji.trail.seat_belts import GUARDED, unfasten

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampers")]


def codes():
    """Beside what follows from the damage itself: a changed database, and a log that is not signed any further."""
    return {one.code for one in audit()} - {"SCHEMA_CHANGED", "TAIL_UNCOVERED"}


def of(source):
    unfasten(connection, GUARDED)
    return Anchor.objects.filter(source=source)


def test_a_changed_token_is_a_bad_time_stamp(stamped):
    rounds.stamp(at=NOW)
    (anchor,) = of("tsa")
    blob = bytearray(anchor.blob)
    blob[-1] ^= 1
    of("tsa").update(blob=bytes(blob))
    assert codes() == {"TIMESTAMP_BAD", "ANCHOR_ALTERED"}


def test_a_token_over_another_checkpoint_is_a_bad_time_stamp(stamped):
    rounds.stamp(at=NOW)
    look()
    checkpoints.sign()
    stamped.at = later(hours=2)
    rounds.stamp(at=later(hours=2))
    first, second = of("tsa").order_by("pk")
    of("tsa").filter(pk=first.pk).update(blob=second.blob)
    assert "TIMESTAMP_BAD" in codes()


def test_a_changed_cosignature_does_not_fit(witnessed):
    rounds.collect(at=NOW)
    (first, second) = of("w1").get(), of("w2").get()
    of("w1").update(blob=second.blob)
    assert codes() == {"ANCHOR_MISMATCH", "ANCHOR_ALTERED"}
    of("w1").update(blob=first.blob)
    of("w1").update(source="w2")
    assert codes() == {"ANCHOR_MISMATCH", "ANCHOR_ALTERED"}


def test_a_removed_anchor_is_missed(witnessed):
    rounds.collect(at=NOW)
    of("w1").delete()
    assert codes() == {"ANCHOR_LOST"}


def test_a_checkpoint_that_was_taken_away_from_under_its_cosignature_is_missed(witnessed):
    rounds.collect(at=NOW)
    size = of("w1").get().size
    look()
    checkpoints.sign()
    Checkpoint.objects.filter(size=size).delete()
    assert codes() == {"ANCHOR_MISMATCH"}
