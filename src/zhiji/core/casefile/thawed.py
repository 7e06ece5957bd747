"""Dataclasses that mypy holds frozen, without the guard that makes each of them several times as slow to build."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], Any]:
    """As `dataclasses.dataclass`; a frozen one is hashed as such, but assigning to it is left to mypy to refuse."""
    return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)
