"""What happens by itself: each job when it is due, and a long one in nobody's way."""

from __future__ import annotations

import threading

import pytest

from zhiji.cli.worker import Periodic, run_periodically

LONG_ENOUGH = 20
"""Seconds: waited only if something is broken."""


@pytest.mark.django_db  # the worker looks after its connections
def test_a_long_job_keeps_no_other_waiting():
    begun, release, ended, ending = (threading.Event() for _ in range(4))
    ended_before_the_other: list[bool] = []

    def takes_hours():
        begun.set()
        release.wait(LONG_ENOUGH)
        ended.set()

    def is_quick():
        begun.wait(LONG_ENOUGH)
        ended_before_the_other.append(ended.is_set())
        ending.set()

    run_periodically((Periodic("久", 1, takes_hours, long=True), Periodic("快", 1, is_quick)), ending)
    release.set()
    assert ended_before_the_other == [False]
    assert ended.wait(LONG_ENOUGH)
