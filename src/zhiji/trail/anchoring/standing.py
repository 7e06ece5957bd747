"""How far the log is bound to the outside, and what that means, in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from zhiji.trail.anchoring import queries
from zhiji.trail.anchoring.rounds import STAMP_EVERY, WITNESS_EVERY
from zhiji.trail.models import Witness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhiji.trail.models import Anchor, TimestampAuthority

NO_WITNESS = "没有外部见证：不能排除运营者自己改动。"
STALE = timedelta(days=2)
"""Twice what an idle log takes."""


class State(Enum):
    """bound: outsiders vouch; late: they did, too long ago, or too few; alone: nobody; refused: one looked and said no."""

    BOUND = "bound"
    LATE = "late"
    ALONE = "alone"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Source:
    """An outsider in service, and the newest he gave. every: how often he is asked, None where files are exchanged."""

    outsider: Witness | TimestampAuthority
    newest: Anchor | None
    every: timedelta | None

    @property
    def is_witness(self) -> bool:
        return isinstance(self.outsider, Witness)


@dataclass(frozen=True, slots=True)
class Standing:
    """size: entries that a checkpoint covers; anchored: of those, how many are under the quorum or a time stamp."""

    state: State
    size: int
    anchored: int
    newest: datetime | None
    sources: tuple[Source, ...]
    quorum: int
    sentence: str


def standing(*, now: datetime) -> Standing:
    """In a fixed number of queries for each outsider."""
    sources = tuple(_sources())
    head, quorum = queries.newest_head("sha256"), queries.quorum()
    newest = max((source.newest.at for source in sources if source.newest), default=None)
    anchored = _anchored(sources, quorum)
    state = _state(sources, anchored, newest, now)
    sentence = _sentence(state, sources, anchored, newest, now)
    return Standing(state, head.size if head else 0, anchored, newest, sources, quorum, sentence)


def _sources() -> Iterator[Source]:
    for witness in queries.witnesses():
        yield Source(witness, queries.newest_anchor(witness.name), WITNESS_EVERY if witness.url else None)
    for authority in queries.authorities():
        yield Source(authority, queries.newest_anchor(authority.name), STAMP_EVERY)


def _anchored(sources: tuple[Source, ...], quorum: int) -> int:
    """What enough witnesses cosigned, or one authority stamped: in either case nobody inside can undo it alone."""
    cosigned = sorted((one.newest.size for one in sources if one.is_witness and one.newest), reverse=True)
    enough = cosigned[quorum - 1] if quorum and len(cosigned) >= quorum else 0
    stamped = max((one.newest.size for one in sources if not one.is_witness and one.newest), default=0)
    return max(enough, stamped)


def _state(sources: tuple[Source, ...], anchored: int, newest: datetime | None, now: datetime) -> State:
    if any(source.outsider.refused for source in sources):
        return State.REFUSED
    if not anchored or newest is None:
        return State.ALONE
    return State.LATE if newest + STALE < now else State.BOUND


def _sentence(state: State, sources: tuple[Source, ...], anchored: int, newest: datetime | None, now: datetime) -> str:
    refusers = "、".join(source.outsider.name for source in sources if source.outsider.refused)
    match state:
        case State.REFUSED:
            return f"{refusers}拒绝见证：账本接不上它上次见证的样子，历史可能被改写；请停止写入，立即核对。"
        case State.ALONE:
            return NO_WITNESS
        case State.LATE:
            age = in_words(now - newest) if newest else ""
            return f"最近一次外部见证已是{age}前：前 {anchored} 条改不动，此后的不能排除运营者自己改动。"
        case State.BOUND:
            return f"前 {anchored} 条有外部见证：改动{_caught(sources)}。"


def _caught(sources: tuple[Source, ...]) -> str:
    """By whom and within which time."""
    asked = [
        source
        for source in sources
        if source.newest and source.every and source.is_witness and not source.outsider.failing_since
    ]
    if asked:
        return f"最迟在{in_words(WITNESS_EVERY)}内会被{'、'.join(source.outsider.name for source in asked)}发现"
    if any(source.is_witness and source.newest for source in sources):
        names = "、".join(source.outsider.name for source in sources if source.is_witness and source.newest)
        return f"在下一次交{names}见证时会被发现"
    return "会在下一次用时间戳核对时被发现"


def in_words(span: timedelta) -> str:
    """In the largest unit that is whole: 10 分钟, 3 小时, 2 天."""
    minutes = max(1, int(span.total_seconds() // 60))
    for unit, size in (("天", 1440), ("小时", 60)):
        if minutes >= size:
            return f" {minutes // size} {unit}"
    return f" {minutes} 分钟"
