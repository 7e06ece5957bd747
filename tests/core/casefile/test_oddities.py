"""What a sound file may say and hardly means."""

from __future__ import annotations

import pytest

from tests.core.evaluation.ruled import case, event, moment, paper
from zhiji.core.casefile import oddities


def said(**parts):
    return [str(odd) for odd in oddities(case(**parts))]


def test_an_end_before_its_start_is_named():
    [odd] = said(events=(event(), event(id="e2", start="03-03 09:00", end=moment("03-03 08:59"))))
    assert odd.startswith("$.events[1].end：结束早于开始")


def test_an_end_at_its_start_is_nothing_odd():
    assert said(events=(event(end=moment("03-02 09:00")),)) == []


@pytest.mark.parametrize("second", [{"of": "e1"}, {"of": "r1"}], ids=["by the event itself", "by a record of it"])
def test_a_ring_of_events_that_serve_each_other_is_named_once(second):
    events = (event(of="e2"), event(id="e2", **second), event(id="e3", of="e1"))
    [odd] = said(events=events, records=(paper(),))
    assert odd.startswith("$.events[0].of：环节绕成一圈互相针对（e1、e2）")


@pytest.mark.parametrize("digest", ["xyz", "0" * 63, "g" * 64])
def test_what_is_no_digest_is_named(digest):
    [odd] = said(events=(event(),), records=(paper(sha256=digest),))
    assert odd.startswith("$.records[0].sha256：不是 64 位十六进制")


def test_a_digest_is_nothing_odd():
    assert said(events=(event(),), records=(paper(sha256="0aF" + "0" * 61),)) == []
