"""The way from an entry's leaf to the root, as coordinates for a drawing: the leaf at the bottom, the root on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.ledger.path import Step

WIDTH, ROW, TOP = 360, 62, 24
OWN_X, LEFT_X, RIGHT_X = 180, 62, 298


@dataclass(frozen=True, slots=True)
class Node:
    """A hash on the drawing, in units of its view box. own: on the way, else given by the proof."""

    x: int
    y: int
    short: str
    word: str
    own: bool
    parent_y: int | None

    @property
    def left(self) -> int:
        return self.x - 42

    @property
    def top(self) -> int:
        return self.y - 12

    @property
    def base(self) -> int:
        return self.y + 4

    @property
    def under(self) -> int:
        return self.y + 25


@dataclass(frozen=True, slots=True)
class Drawing:
    height: int
    nodes: tuple[Node, ...]


def drawing(leaf: bytes, index: int, way: Sequence[Step]) -> Drawing:
    height = TOP + ROW * len(way) + 40
    levels = [TOP + ROW * (len(way) - step) for step in range(len(way) + 1)]
    hashes = [leaf, *(step.result for step in way)]
    nodes = [
        Node(
            OWN_X,
            y,
            value.hex()[:8],
            _word(number, index, len(way)),
            True,
            levels[number + 1] if way[number:] else None,
        )
        for number, (value, y) in enumerate(zip(hashes, levels, strict=True))
    ]
    nodes += [
        Node(
            LEFT_X if step.sibling_first else RIGHT_X,
            levels[number],
            step.sibling.hex()[:8],
            _range(step),
            False,
            levels[number + 1],
        )
        for number, step in enumerate(way)
    ]
    return Drawing(height, tuple(nodes))


def _word(number: int, index: int, top: int) -> str:
    if number == 0:
        return f"第 {index} 条"
    return "树根" if number == top else ""


def _range(step: Step) -> str:
    return f"第 {step.first} 条" if step.end - step.first == 1 else f"{step.first}–{step.end - 1} 条"
