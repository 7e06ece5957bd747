"""Numbers in series without gaps: of cases, and 文号 of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.cases.models import Case, NumberSeries
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def next_in(series: str) -> int:
    """The next number, from 1. A transaction that fails gives its number back."""
    row, _ = NumberSeries.objects.select_for_update().get_or_create(name=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def next_case_number(at: datetime) -> str:
    """Like C-2026-0001: year in which the case opens, serial of that year; skips what an import has taken."""
    series = f"C-{at.astimezone(SHANGHAI).year}"
    number = f"{series}-{next_in(series):04d}"
    while Case.objects.filter(number=number).exists():
        number = f"{series}-{next_in(series):04d}"
    return number


def coming_in(series: str) -> int:
    """What `next_in` would give now."""
    last = NumberSeries.objects.filter(name=series).values_list("last", flat=True).first()
    return (last or 0) + 1


def series() -> dict[str, int]:
    """The last number given in each series."""
    return dict(NumberSeries.objects.values_list("name", "last"))


def catch_up(known: Mapping[str, int]) -> None:
    """Numbers that were given elsewhere in these series, up to the one named, are not given again."""
    for name, last in known.items():
        row, _ = NumberSeries.objects.get_or_create(name=name)
        NumberSeries.objects.filter(pk=row.pk, last__lt=last).update(last=last)
