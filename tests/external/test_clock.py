from __future__ import annotations

from datetime import UTC, datetime, timedelta

from zhiji.core.calendar import SHANGHAI
from zhiji.external.clock import Clock, FixedClock, SystemClock


def test_the_system_clock_tells_legal_time_and_moves_on():
    clock: Clock = SystemClock()
    first = clock.now()
    assert first.utcoffset() == timedelta(hours=8)
    assert first <= clock.now()
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - compared with the machine's own


def test_a_fixed_clock_moves_only_when_told():
    clock = FixedClock(datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
    clock.advance(timedelta(hours=24))
    assert clock.now().isoformat() == "2026-03-03T09:30:00+08:00"
