"""What waits for a decision, with its limit, and whether the thing has already happened (补办)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.compliance.queries import approval_limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.cases.models import ApprovalRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    request: ApprovalRequest
    due_at: datetime | None
    happened_at: datetime | None

    @property
    def make_up(self) -> bool:
        """Asked for after the thing was done."""
        return self.happened_at is not None and self.happened_at < self.request.requested_at


def with_limits(requests: Sequence[ApprovalRequest]) -> list[Waiting]:
    """Those whose limit runs out first come first; two queries however many there are."""
    limits = approval_limits(requests)
    found = [Waiting(request, *limits[request.pk]) for request in requests]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or each.request.requested_at))
