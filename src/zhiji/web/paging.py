"""Pages of lists that grow for ever: nothing is counted beyond what anybody would turn to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Pages = Paginator[Any]
else:
    Pages = Paginator

MOST = 10_000
"""Rows that a list shows; who looks for others narrows it."""


class BoundedPages(Pages):
    """The first `MOST` rows: costs the same however many there are. `more`: there are others."""

    def __init__(self, rows: QuerySet[Any], per_page: int) -> None:
        super().__init__(rows[:MOST], per_page)
        self._rows = rows

    @cached_property
    def _counted(self) -> int:
        return len(self._rows.order_by().values_list("pk", flat=True)[: MOST + 1])

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        return self._counted > MOST

    @property
    def said(self) -> str:
        """How many, as the page says it."""
        return f"{MOST:,}+" if self.more else str(self.count)
