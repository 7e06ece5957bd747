"""One case as it was worked, told in a few lines.

In a story o1 is the officer who handles the case, o2 his colleague, p1, p2 … the parties in the order of telling. A moment is
like "3 09:30": so many days after the story begins, at that time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias, Unpack

from zhiji.cases import actions as cases
from zhiji.cli.demo.people import DECIDES, HEADS
from zhiji.cli.demo.scene import MINUTE, Details, Scene
from zhiji.core.casefile import model

if TYPE_CHECKING:
    from zhiji.cases.models import Case
    from zhiji.cli.demo.script import Script
    from zhiji.trail.actor import Actor

REGULATION = "fuzhou-cg"
When: TypeAlias = str | datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about."""

    title: str
    place: str
    act: str = "行政处罚"
    procedure: str | None = "普通程序"
    traits: tuple[str, ...] = ()


class Story:
    def __init__(self, script: Script, opened_at: datetime, staff: tuple[str, str], matter: Matter) -> None:
        self.script, self.opened_at, self.staff, self.place = script, opened_at, staff, matter.place
        self.by: Actor = script.staff[staff[0]].actor
        self._case: Case | None = None
        script.plan(opened_at, lambda at: self._open(matter, at))

    @property
    def case(self) -> Case:
        if self._case is None:
            raise RuntimeError("the story has not begun")
        return self._case

    def moment(self, when: When) -> datetime:
        if isinstance(when, datetime):
            return when
        days, clock = when.split()
        day = self.opened_at.date() + timedelta(days=int(days))
        return datetime.combine(day, time.fromisoformat(clock), self.opened_at.tzinfo)

    def party(self, name: str, kind: str = "个体工商户", role: str = "当事人", *, wants_reply: bool = False) -> None:
        party = model.Party("", role, kind, name, wants_written_reply=wants_reply)
        self.script.plan(self.opened_at, lambda at: cases.add_party(self.case, party, by=self.by, at=at))

    def event(self, kind: str, when: When, minutes: int = 30, **details: Unpack[Details]) -> Scene:
        """Registered when it begins, and again when it ends."""
        start = self.moment(when)
        scene = Scene(self, kind, start, start + minutes * MINUTE, details)
        self.script.plan(start, scene.begin)
        self.script.plan(scene.end, scene.finish)
        return scene

    def conclude(self, when: When) -> None:
        self.script.plan(self.moment(when), lambda at: cases.conclude(self.case, by=self.by, at=at))

    def archive(self, when: When) -> None:
        keeper = self.script.staff["gaojing"].actor
        self.script.plan(self.moment(when), lambda at: cases.archive(self.case, by=keeper, at=at))

    def decider(self, role: str) -> Actor:
        """Who decides for this case in that role."""
        if role == "承办人":
            return self.by
        head = HEADS[str(self.script.staff[self.staff[0]].unit)]
        return self.script.staff[DECIDES.get(role, head)].actor

    def _open(self, matter: Matter, at: datetime) -> None:
        handler = self.script.staff[self.staff[0]]
        opened = model.Case(
            id="",
            title=matter.title,
            regulation=REGULATION,
            act=matter.act,
            unit="",
            opened_at=at,
            procedure=matter.procedure,
            place=matter.place,
            traits=matter.traits,
        )
        self._case = cases.open_case(opened, unit=handler.unit, by=self.by, at=at)
        for username in self.staff:
            officer = self.script.staff[username].officer
            if officer:
                cases.add_officer(self.case, officer, by=self.by, at=at)
