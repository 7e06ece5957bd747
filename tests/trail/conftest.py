import itertools
from datetime import UTC, datetime

import pytest
from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.models import Unit
from zhiji.trail import actions, tracked
from zhiji.trail.actor import Actor

AT = datetime(2026, 3, 9, 1, 2, 3, 4000, UTC)
OFFICER = Actor(id="a7", name="张三", role="执法人员")
CASE = b"\x07" * 32
_numbers = itertools.count()


def add_unit(name=None, **extra):
    """One transaction that makes a row and records it."""
    with transaction.atomic():
        unit = tracked.create(Unit(name=name or f"第{next(_numbers)}中队"))
        actions.record(EntryType.ORGANISATION_CHANGED, by=OFFICER, at=AT, rows=[unit], **extra)
    return unit


def rename(unit, name, **extra):
    with transaction.atomic():
        tracked.update(unit, name=name)
        return actions.record(EntryType.ORGANISATION_CHANGED, by=OFFICER, at=AT, rows=[unit], **extra)


def look(**extra):
    """An entry without rows."""
    with transaction.atomic():
        return actions.record(EntryType.VIEWED, by=OFFICER, at=AT, **extra)


@pytest.fixture
def office(db):
    """A small log: ten units, three of them renamed, a case with four entries."""
    units = [add_unit() for _ in range(10)]
    for unit in units[:3]:
        rename(unit, f"{unit.name}（更名）")
    for _ in range(4):
        look(case_key=CASE)
    return units
