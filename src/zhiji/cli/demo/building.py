"""Build the demonstration office in an open, empty office."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from zhiji.cases import changes
from zhiji.cases.queries import of_the_office
from zhiji.cli.demo.crowd import old_cases
from zhiji.cli.demo.people import publish, settle, use_laws
from zhiji.cli.demo.script import Script
from zhiji.cli.demo.stories import TELLERS
from zhiji.compliance import standings
from zhiji.compliance.actions import import_cases
from zhiji.organisation.queries import unit_named
from zhiji.trail.actor import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Counted = Callable[[], object]

BATCH = 200
"""Old cases in one transaction."""


def build(*, cases: int, seed: int, now: datetime, counted: Counted = lambda: None) -> None:
    """`cases` in all: the stories first, then old cases by lot; `counted` is called as each one stands."""
    with changes.together():
        script = Script(settle(at=now), now)
        script.plan(script.monday(15), lambda at: use_laws(script.staff["fanglan"], at=at))
        for tell in TELLERS[:cases]:
            tell(script)
        script.perform()
    publish()
    standings.rejudge(of_the_office(), now)
    for _ in TELLERS[:cases]:
        counted()
    _take_over(max(cases - len(TELLERS), 0), seed, script, counted)


def _take_over(count: int, seed: int, script: Script, counted: Counted) -> None:
    """Old cases, as if brought over from an earlier system at present."""
    units = {name: unit_named(name) for name in {str(account.unit) for account in script.staff.values()}}
    files = old_cases(count, seed=seed, before=script.monday(15))
    while batch := list(islice(files, BATCH)):
        import_cases([(file, units[file.case.unit]) for file in batch], by=SYSTEM, at=script.now)
        for _ in batch:
            counted()
