"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """id: pseudonymous and lasting, it stands in the log; name and role only ever stand in an opening."""

    id: str
    name: str
    role: str


SYSTEM = Actor(id="system", name="执迹", role="系统")
"""The program itself: keys, database structure, scheduled checks."""
