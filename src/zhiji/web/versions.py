"""Two people with the same form open: the second is told what the first did, and nothing is written over unseen.

A form over something that is there carries the version that its reader saw (`{% version row %}`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from zhiji.trail import queries as trail
from zhiji.web import now, times

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhiji.trail.tracked import Tracked

Row = TypeVar("Row", bound="Tracked")
FIELD = "version"


def as_seen(request: HttpRequest, row: Row) -> Row:
    """The row at the version that the sender of the form saw; an action on an older one raises StaleRow."""
    given = request.POST.get(FIELD, "")
    if given.isdecimal():
        row.version = int(given)
    return row


def told_of_change(row: Tracked) -> str:
    """Bring the row up to date, so that sending the form again is done knowingly; the sentence to show with it."""
    row.refresh_from_db()
    change = trail.line(trail.entry_of(row))
    who, when = change.actor.get("name", "别人"), times.moment(change.entry.at, now.now())
    return (
        f"您打开之后，{who} 在 {when} 改过这一项，所以还没有保存。您填的都在下面：请先看案件页上现在的内容，"
        "核对后再按一次，就以您填的为准。"
    )
