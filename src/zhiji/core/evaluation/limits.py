"""A `Limit` says from when something is owed; with what was `Found` it gives the status."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core.evaluation.findings import INCOMPLETE, MISSING, OVERDUE, PENDING, SATISFIED

if TYPE_CHECKING:
    from dataclasses import dataclass
    from datetime import datetime

    from zhiji.core.calendar import Deadline
    from zhiji.core.evaluation.findings import Status
else:
    from zhiji.core.casefile.thawed import dataclass

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """Moments that decide a status. None: it does not apply, or is not known yet."""

    owed_from: datetime | None  # from here on, what is not there is `unmet`
    latest: datetime | None = None  # what comes after it is 逾期
    due_at: datetime | None = None  # the limit, where it has a figure
    happened: datetime | None = None  # when that happens which had to be preceded: from then on 缺失
    unmet: Status = MISSING
    provisional: bool = False

    @classmethod
    def until(cls, deadline: Deadline, happened: datetime | None = None) -> Limit:
        """A limit that the text gives in figures: its last moment is still in time."""
        last = deadline.at
        return cls(last + INSTANT, last, last, happened, OVERDUE, deadline.provisional)

    @classmethod
    def before(cls, event: datetime) -> Limit:
        """No later than something else happens."""
        return cls(event, event, event)

    def without_lateness(self) -> Limit:
        return Limit(self.owed_from, None, self.due_at, self.happened, self.unmet, self.provisional)

    def is_running(self, at: datetime) -> bool:
        return self.owed_from is None or at < self.owed_from

    def unmet_at(self, at: datetime) -> Status:
        if self.is_running(at):
            return PENDING
        return MISSING if self.happened is not None and at >= self.happened else self.unmet


@dataclass(frozen=True, slots=True)
class Found:
    """How far a case meets one part of a demand."""

    what: str  # what is asked for, or what of it is lacking
    done: datetime | None  # since when it is there; None: it is not
    evidence: tuple[str, ...] = ()
    lacking: bool = False  # it is there, but not all of it
    limit: Limit | None = None  # its own, where the requirement's does not hold for this part

    def status(self, limit: Limit, at: datetime) -> Status:
        done, latest = self.done, limit.latest
        if done is None:
            return limit.unmet_at(at)
        if self.lacking:
            return PENDING if limit.is_running(at) else INCOMPLETE
        return SATISFIED if latest is None or done <= latest else OVERDUE
