"""Build the demonstration office in an open, empty office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.cases import changes
from zhiji.cases.queries import of_the_office
from zhiji.cli.demo.people import settle
from zhiji.cli.demo.script import Script
from zhiji.cli.demo.stories import TELLERS
from zhiji.compliance import standings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def build(*, cases: int, now: datetime, after_each: Callable[[], None] = lambda: None) -> None:
    """One transaction: an office that was broken off half-way is an empty one."""
    with changes.together():
        script = Script(settle(at=now), now)
        for tell in TELLERS[:cases]:
            tell(script)
        script.perform(after_each)
    standings.rejudge(of_the_office(), now)
