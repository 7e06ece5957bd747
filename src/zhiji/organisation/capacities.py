"""In what capacity an account acts: each role it holds, and each it fills for somebody who is away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capacity:
    """A role with the place and the person it belongs to.

    `account_id`, `officer_id`: of whose cases it speaks as its own; `absent`: name of the person stood in for, "" for
    one's own post.
    """

    role: str
    unit_id: int | None
    account_id: int | None
    officer_id: int | None
    absent: str = ""

    @property
    def title(self) -> str:
        """As shown beside a name: 机关负责人, 机关负责人（代叶宏）."""
        return f"{self.role}（代{self.absent}）" if self.absent else self.role

    def signed(self, name: str) -> str:
        """A name as it stands under what was decided: 许平, 许平（代叶宏）."""
        return f"{name}（代{self.absent}）" if self.absent else name
