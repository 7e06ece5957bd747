"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """id: pseudonymous and lasting, it stands in the log; name and role only ever stand in an opening."""

    id: str
    name: str
    role: str

    @property
    def person(self) -> str:
        """What tells two people apart: whoever runs commands on the machine shares one id."""
        return f"{self.id}:{self.name}" if self.id == OPERATOR else self.id


OPERATOR = "operator"
"""The id of whoever runs commands on the machine, known only by the name under which he is signed in to it."""

SYSTEM = Actor(id="system", name="执迹", role="系统")
"""The program itself: keys, database structure, scheduled checks."""
