"""What the office judges by, read once and then asked: a few queries however much is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from zhiji.core.calendar import local_day
from zhiji.core.regulations import Reference, RegulationError, applicable, in_order, read_reference
from zhiji.core.regulations.versions import pick
from zhiji.external import laws, library
from zhiji.organisation.queries import units, with_units_below
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.models import LawInUse, OwnRules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from zhiji.core.casefile import model
    from zhiji.core.regulations import Regulation


@dataclass(frozen=True, slots=True)
class LawSetting:
    """`units`: names; None: every unit."""

    law: str
    acts: frozenset[str]
    units: frozenset[str] | None
    since: date

    def covers(self, case: model.Case) -> bool:
        within = self.units is None or case.unit in self.units
        return case.act in self.acts and within and self.since <= local_day(case.opened_at)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`own`: id and SHA-256 of the office's own files, in the order in which they were adopted."""

    own: tuple[tuple[str, str], ...] = ()
    laws: tuple[LawSetting, ...] = ()

    def ids(self) -> tuple[str, ...]:
        """Of all regulations, in alphabetical order; laws are none."""
        return tuple(sorted({*library.regulation_ids(), *(name for name, _ in self.own)}))

    def versions(self, regulation_id: str) -> tuple[Regulation, ...]:
        """Of a regulation or a law, oldest first. Raises RulebookError."""
        if regulation_id in laws.law_ids():
            return laws.versions(regulation_id)
        if regulation_id not in self.ids():
            raise RulebookError(f"没有制度“{regulation_id}”，可用：{'、'.join(self.ids()) or '无'}")
        return _family(regulation_id, tuple(digest for name, digest in self.own if name == regulation_id))

    def regulation(self, regulation_id: str, *, on: date | None = None) -> Regulation:
        """The version in force on that day (`applicable`), by default the newest. Raises RulebookError."""
        found = self.versions(regulation_id)
        return applicable(found, on) if on else found[-1]

    def find(self, name: str) -> Regulation:
        """A regulation or a law by its reference; by digest also a file that a later one corrected. Raises RulebookError."""
        try:
            wanted = read_reference(name)
        except RegulationError as error:
            raise RulebookError(str(error)) from error
        found = pick(self.versions(wanted.id), wanted) or self._replaced(wanted)
        if found is None:
            raise RulebookError(f"“{wanted.id}”没有摘要以“{wanted.digest}”开头的版本")
        return found

    def speaking_of(self, case: model.Case) -> tuple[Regulation, ...]:
        """What a case is judged by: its regulation as it was in force when the case opened, then the laws in use for it.

        A law not yet in force on that day says nothing. Empty where the rulebook does not hold the regulation.
        """
        if case.regulation not in self.ids():
            return ()
        opened = local_day(case.opened_at)
        in_use = (laws.law(setting.law, on=opened) for setting in self.laws if setting.covers(case))
        return (self.regulation(case.regulation, on=opened), *(law for law in in_use if law.in_force_on(opened)))

    def newer_than(self, case: model.Case, day: date) -> Regulation | None:
        """The version of its regulation in force on `day`, where the case opened under another."""
        governing = next(iter(self.speaking_of(case)), None)
        present = self.regulation(case.regulation, on=day) if governing else None
        return present if governing and present and present.sha256 != governing.sha256 else None

    def gaps(self, regulation_id: str) -> list[str]:
        """Sentences on the days between two versions on which nothing is in force."""
        return [
            f"{one.reference} 在 {one.lapses} 失效，下一版 {following.since} 才施行，其间没有制度。"
            for one, following in pairwise(self.versions(regulation_id))
            if one.lapses and following.since and one.lapses < following.since
        ]

    def is_own(self, regulation: Regulation) -> bool:
        return regulation.sha256 in {digest for _, digest in self.own}

    def _replaced(self, wanted: Reference) -> Regulation | None:
        matching = (digest for name, digest in self.own if name == wanted.id and digest.startswith(wanted.digest))
        return next((_own(digest) for digest in matching), None)


def current() -> Rulebook:
    """As it is now; a few queries."""
    own = adopted().values_list("regulation", "sha256")
    return Rulebook(tuple(own), tuple(_setting(row) for row in laws_in_use() if row.acts))


def adopted() -> QuerySet[OwnRules]:
    """The office's own files in the order of their adoption, without their contents."""
    return OwnRules.objects.order_by("pk").defer("rules", "wording")


def laws_in_use() -> QuerySet[LawInUse]:
    return LawInUse.objects.order_by("law")


def wording(regulation: Regulation) -> str:
    """The whole text of that version as issued, or "" where nobody entered it."""
    adopted = OwnRules.objects.filter(sha256=regulation.sha256).values_list("wording", flat=True).first()
    return library.text_of(regulation) if adopted is None else adopted


def _setting(row: LawInUse) -> LawSetting:
    return LawSetting(row.law, frozenset(row.acts), _names(row.units) if row.units else None, row.since)


def _names(keys: Iterable[int]) -> frozenset[str]:
    below = frozenset[int]().union(*map(with_units_below, keys))
    return frozenset(units().filter(pk__in=below).values_list("name", flat=True))


@lru_cache(maxsize=64)
def _family(regulation_id: str, own: tuple[str, ...]) -> tuple[Regulation, ...]:
    """Shipped and own versions; of two that take force on one day the office's own, and of those the last adopted."""
    shipped = library.versions(regulation_id) if regulation_id in library.regulation_ids() else ()
    by_day = {one.since: one for one in (*shipped, *map(_own, own))}
    return in_order(by_day.values())


@lru_cache(maxsize=256)
def _own(sha256: str) -> Regulation:
    rules = OwnRules.objects.values_list("rules", flat=True).get(sha256=sha256)
    return library.read_rules(rules.encode(), source=f"{sha256[:8]}.yaml")
