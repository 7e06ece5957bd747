from __future__ import annotations

import pytest
from django.db import transaction

from tests.tokens import der
from tests.trail.anchoring.conftest import BY, NOW, ROOT, later
from tests.trail.conftest import OFFICER, look
from zhiji.core.ledger.checkpoint import Checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.note import sign_note
from zhiji.trail import actions as trail
from zhiji.trail import checkpoints, queries
from zhiji.trail.anchoring import actions, rounds
from zhiji.trail.anchoring import queries as anchors
from zhiji.trail.anchoring.standing import State, standing
from zhiji.trail.audit import Tally, audit
from zhiji.trail.models import Anchor

pytestmark = pytest.mark.django_db


def newest_entry():
    return queries.line(queries.size() - 1).entry


def test_each_witness_cosigns_the_newest_checkpoint_and_its_digest_is_entered(witnessed):
    size = queries.size()
    rounds.collect(at=NOW)
    found = Anchor.objects.filter(kind="cosignature")
    assert {(one.source, one.size, one.at) for one in found} == {("w1", size, NOW), ("w2", size, NOW)}
    entry = newest_entry()
    assert entry.type is EntryType.ANCHOR_RECEIVED
    assert (entry.facts["source"], entry.facts["size"]) == ("w2", size)
    note = anchors.cosigned(anchors.checkpoint_note(found[0].origin, size), found[0].origin, size)
    assert len(cosignatures(note, [one.witness.verifier for one in witnessed])) == 2
    assert anchors.policy().accept(str(note).encode()).checkpoint.size == size
    assert audit() == []


def test_the_log_grows_and_they_follow(witnessed):
    rounds.collect(at=NOW)
    look()
    checkpoints.sign()
    rounds.collect(at=later(minutes=10))
    assert anchors.newest_anchor("w1").size == queries.size() - 2
    assert audit() == []


def test_entries_about_anchors_alone_are_no_news_but_for_once_a_day(witnessed):
    rounds.collect(at=NOW)
    checkpoints.sign()
    rounds.collect(at=later(minutes=10))
    assert [one.asked for one in witnessed] == [1, 1]
    rounds.collect(at=later(days=1))
    assert [one.asked for one in witnessed] == [2, 2]


def test_a_witness_that_remembers_another_size_is_asked_once_more_from_there(witnessed):
    look()
    checkpoints.sign()
    first = witnessed[0]
    old = anchors.checkpoint_note(anchors.own_origin("sha256"), queries.size() - 1)
    first(f"old 0\n\n{old}".encode())
    rounds.collect(at=NOW)
    assert first.asked == 3
    assert anchors.newest_anchor("w1").size == queries.size() - 2


def test_silence_is_entered_once_and_its_end_too(witnessed, world):
    kept = world.pop(f"{witnessed[0].url}/add-checkpoint")
    rounds.collect(at=NOW)
    rounds.collect(at=later(minutes=10))
    failed = [queries.line(i).entry for i in range(queries.size())]
    assert [entry.facts["source"] for entry in failed if entry.type is EntryType.ANCHOR_FAILED] == ["w1"]
    row = anchors.witness_named("w1")
    assert (row.failing_since, row.refused) == (NOW, False)
    assert "没有应答" in row.failure
    world[f"{witnessed[0].url}/add-checkpoint"] = kept
    rounds.collect(at=later(minutes=20))
    assert anchors.witness_named("w1").failing_since is None
    assert audit() == []


def test_a_witness_that_saw_another_past_says_no_loudly(witnessed):
    """What remains when everything inside was rewritten and signed again."""
    signer, first = checkpoints.local_signer(), witnessed[0]
    other = Checkpoint(signer.name, queries.size(), bytes(32))
    first(b"old 0\n\n" + _signed(other))
    rounds.collect(at=NOW)
    row = anchors.witness_named("w1")
    assert row.refused
    found = standing(now=NOW)
    assert found.state is State.REFUSED
    assert "w1拒绝见证" in found.sentence


def test_a_witness_that_saw_more_than_there_is_says_no_loudly(witnessed):
    signer, first = checkpoints.local_signer(), witnessed[0]
    first(b"old 0\n\n" + _signed(Checkpoint(signer.name, queries.size() + 5, bytes(32))))
    rounds.collect(at=NOW)
    row = anchors.witness_named("w1")
    assert (row.refused, "被截短" in row.failure) == (True, True)


def _signed(checkpoint):
    return sign_note(checkpoint.text, checkpoints.local_signer()._ring().signers(None))


def test_a_signature_by_another_key_is_not_taken_in(witnessed, world):
    url = [f"{one.url}/add-checkpoint" for one in witnessed]
    world[url[0]] = witnessed[1]
    rounds.collect(at=NOW)
    assert anchors.newest_anchor("w1") is None
    assert "没有w1的签名" in anchors.witness_named("w1").failure


def test_an_authority_stamps_once_an_hour_and_when_a_case_was_closed(stamped):
    rounds.stamp(at=NOW)
    size = anchors.newest_anchor("tsa").size
    look()
    checkpoints.sign()
    rounds.stamp(at=later(minutes=59))
    assert (stamped.asked, anchors.newest_anchor("tsa").size) == (1, size)
    stamped.at = later(hours=1)
    rounds.stamp(at=later(hours=1))
    assert stamped.asked == 2
    with transaction.atomic():
        trail.record(EntryType.CASE_CHANGED, by=OFFICER, at=NOW, facts={"concluded": True})
    checkpoints.sign()
    stamped.at = later(hours=1, minutes=1)
    rounds.stamp(at=later(hours=1, minutes=1))
    checkpoints.sign()
    rounds.stamp(at=later(hours=1, minutes=2))
    assert stamped.asked == 3
    assert audit() == []


@pytest.mark.parametrize(
    ("wrong", "match"),
    [({"drop": ("certificate",)}, "没有指明签名证书"), ({"extra_info": der.encode(der.context(1))}, "不认识的扩展")],
)
def test_a_stamp_that_does_not_hold_is_not_taken_in(stamped, wrong, match):
    stamped.wrong = wrong
    rounds.stamp(at=NOW)
    assert anchors.newest_anchor("tsa") is None
    assert match in anchors.authority_named("tsa").failure


def test_an_authority_that_answers_with_an_error_is_noted(stamped):
    stamped.status = 503
    rounds.stamp(at=NOW)
    assert "HTTP 503" in anchors.authority_named("tsa").failure


def test_an_authority_of_sm3_stamps_the_other_tree(db, world, authority):
    authority.wrong = {"hash_name": "sm3"}
    actions.add_authority(actions.NewAuthority("国密", authority.url, ROOT.pem, "sm3"), **BY)
    checkpoints.sign()
    rounds.stamp(at=NOW)
    anchor = anchors.newest_anchor("国密")
    assert (anchor.origin, anchor.size) == (anchors.own_origin("sm3"), 1)
    assert audit() == []


def test_what_leaves_the_house_is_bound_at_once(witnessed, authority):
    actions.add_authority(actions.NewAuthority("tsa", authority.url, ROOT.pem), **BY)
    checkpoints.sign()
    rounds.everybody(at=NOW)
    assert {one.source for one in Anchor.objects.all()} == {"w1", "w2", "tsa"}
    assert len(anchors.tokens(anchors.own_origin("sha256"), queries.size() - 3)) == 1
    tally = Tally()
    assert (audit(tally), tally.anchors) == ([], 3)
