"""Reading the log page by page: what supervisors look through. Only entries' own bytes, no opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BinaryField, F, Func, IntegerField, Max, Min, Value

from zhiji.core.calendar import SHANGHAI
from zhiji.core.ledger.digests import Digests
from zhiji.core.ledger.entry import EntryType, write_moment
from zhiji.trail.models import CaseLink, Checkpoint, Entry
from zhiji.trail.queries import Line

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

PAGE = 50
_MOMENT = 24
"""Characters of a moment as entries write it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; day: in legal time; case: the case's random key."""

    type: EntryType | None = None
    day: date | None = None
    case: bytes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. older: where the next page begins, None at the end of the log."""

    lines: tuple[Line, ...]
    older: int | None


class _PlaceOf(Func):
    """Where some bytes begin within others, from 1; 0 where they do not."""

    function = "INSTR"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        turned = self.copy()
        turned.set_source_expressions(self.get_source_expressions()[::-1])
        template = "POSITION(%(expressions)s)"
        return turned.as_sql(compiler, connection, template=template, arg_joiner=" IN ", **context)


def page(wanted: Filter, before: int | None = None) -> Page:
    """At most PAGE entries with numbers below `before`, in a fixed number of queries."""
    found = _narrowed(wanted)
    if before is not None:
        found = found.filter(index__lt=before)
    rows = list(found.order_by("-index")[: PAGE + 1])
    lines = tuple(_line(row) for row in rows[:PAGE])
    return Page(lines, lines[-1].index if len(rows) > PAGE else None)


def covering(origin: str, index: int) -> tuple[int, bytes] | None:
    """The newest checkpoint that covers an entry: its size and the signed note."""
    row = Checkpoint.objects.filter(origin=origin, size__gt=index).order_by("-size").first()
    return (row.size, bytes(row.note)) if row else None


def of_month(origin: str, month: date) -> list[tuple[date, bytes]]:
    """For each day of the month with entries, the first checkpoint that covers them all; today's may still lack some."""
    found: dict[bytes, date] = {}
    for day in _days(month):
        span = _narrowed(Filter(day=day)).aggregate(first=Min("index"), last=Max("index"))
        note = _covering_day(origin, span["first"], span["last"]) if span["first"] is not None else None
        if note:
            found.setdefault(note, day)
    return [(day, note) for note, day in found.items()]


def _covering_day(origin: str, first: int, last: int) -> bytes | None:
    rows = Checkpoint.objects.filter(origin=origin)
    whole = rows.filter(size__gt=last).order_by("size").first()
    row = whole or rows.filter(size__gt=first).order_by("-size").first()
    return bytes(row.note) if row else None


def _days(month: date) -> list[date]:
    first = month.replace(day=1)
    end = (first + timedelta(days=32)).replace(day=1)
    return [first + timedelta(days=count) for count in range((end - first).days)]


def _narrowed(wanted: Filter) -> QuerySet[Entry]:
    found = Entry.objects.all()
    if wanted.case is not None:
        found = found.filter(index__in=CaseLink.objects.filter(case_key=wanted.case).values("entry_id"))
    if wanted.type is not None:
        found = found.annotate(typed=_place(f'"t":"{wanted.type.value}"')).filter(typed__gt=0)
    if wanted.day is not None:
        start = datetime.combine(wanted.day, time.min, SHANGHAI)
        bounds = [Value(write_moment(at).encode()) for at in (start, start + timedelta(days=1))]
        found = found.annotate(at=_moment()).filter(at__gte=bounds[0], at__lt=bounds[1])
    return found


def _place(text: str) -> _PlaceOf:
    return _PlaceOf(F("body"), Value(text.encode(), BinaryField()))


def _moment() -> Func:
    """The bytes of an entry's moment; as they are written, their order is that of time."""
    return Func(F("body"), _place('"at":"') + 6, Value(_MOMENT), function="SUBSTR", output_field=BinaryField())


def _line(row: Entry) -> Line:
    return Line(row.index, bytes(row.body), Digests(bytes(row.leaf_sha256), bytes(row.leaf_sm3)), ())
