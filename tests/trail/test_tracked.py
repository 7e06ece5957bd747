from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import models

from tests.trail.conftest import AT, add_unit
from zhiji.cases.models import Case, Event
from zhiji.core.ledger.canonical import parse_canonical
from zhiji.core.ledger.errors import CanonicalError
from zhiji.organisation.models import Account, Officer
from zhiji.trail import tracked
from zhiji.trail.checks import check_tracked_models
from zhiji.trail.tracked import field_value, row_opening

SHANGHAI = timezone(timedelta(hours=8))
pytestmark = pytest.mark.usefixtures("tampers")  # rows are saved here without entries, on purpose


def case(**extra):
    fields = {"number": "C-2026-0001", "title": "案", "regulation": "r", "act": "行政处罚", "unit_name": "中队"}
    return Case(**{**fields, "opened_at": AT.astimezone(SHANGHAI), **extra})


@pytest.mark.django_db
def test_a_row_projects_the_same_before_saving_and_after_reading_back():
    unit = add_unit()
    saved = [
        tracked.create(case(traits=("涉及重大公共利益",), unit=unit)),
        tracked.create(Officer(name="张三", badge="A1", unit=unit, valid_until=date(2027, 1, 1), on_staff=1)),
        tracked.create(Account(username="zhang", name="张三", password="x", roles=["执法人员"])),
    ]
    event = Event(case=saved[0], ref="e1", type="立案", start="2026-03-09T09:00:00+08:00", duties={"o1": "询问人"})
    event.facts = {"乙": 3.0, "甲": [True, None, "3"]}
    for row in [*saved, tracked.create(event)]:
        assert row_opening(row) == row_opening(type(row)._base_manager.get(pk=row.pk))


@pytest.mark.django_db
def test_the_projection_holds_every_concrete_field_and_the_version_once():
    row = tracked.create(case())
    document = parse_canonical(row_opening(row))
    columns = {field.attname for field in Case._meta.concrete_fields}
    assert set(document["fields"]) == columns - {"version"}
    assert (document["version"], document["row"], document["table"]) == (1, str(row.pk), "cases_case")
    assert document["fields"]["key"] == row.key.hex()
    assert document["fields"]["opened_at"] == "2026-03-09T01:02:03.004000+00:00"
    assert document["fields"]["traits"] == "[]"


class Holder:
    """Stands in for a row with one value."""

    def __init__(self, value):
        self.value = value


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        (models.DecimalField(decimal_places=2, max_digits=9), Decimal("2.50"), "2.5"),
        (models.DecimalField(decimal_places=2, max_digits=9), Decimal(100), "100"),
        (models.FloatField(), 0.1, "0.1"),
        (models.BigIntegerField(), 2**53, str(2**53)),
        (models.BigIntegerField(), 2**53 - 1, 2**53 - 1),
        (models.TimeField(), "09:30", "09:30:00"),
        (models.BinaryField(), memoryview(b"\x00\xff"), "00ff"),
        (models.JSONField(null=True), None, None),
        (models.DateTimeField(), datetime(2026, 1, 1, 0, 0, 0, 1, SHANGHAI), "2025-12-31T16:00:00.000001+00:00"),
    ],
    ids=lambda value: f"{type(value).__name__}",
)
def test_a_field_is_written_as_the_format_says(field, value, written):
    field.set_attributes_from_name("value")
    assert field_value(field, Holder(value)) == written


def test_a_field_type_without_a_written_form_is_refused():
    field = models.DurationField()
    field.set_attributes_from_name("value")
    with pytest.raises(CanonicalError, match="timedelta"):
        field_value(field, Holder(timedelta(1)))


def test_no_installed_model_slips_past_the_projection():
    assert check_tracked_models() == []


@pytest.mark.django_db
def test_a_new_row_starts_at_version_one_whatever_it_says():
    row = tracked.create(case(version=9))
    assert Case.objects.get(pk=row.pk).version == row.version == 1
    assert tracked.update(row, title="改").version == 2
    assert Case.objects.get(pk=row.pk).title == "改"
