"""Keys of the log: entered, changed, lost."""

import pytest
from django.db import connection, transaction

from tests.trail.conftest import AT, OFFICER, look
from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.key_change import open_key_change
from zhiji.external.signer import LocalSigner, MemoryVault, SignerAwayError, SignerError, SignerRollbackError
from zhiji.trail import actions, audit, checkpoints, keys, queries
from zhiji.trail.errors import KeysUnknown
from zhiji.trail.models import CaseLink, Checkpoint, Entry, Payload
from zhiji.trail.seat_belts import GUARDED, fasten, unfasten

pytestmark = pytest.mark.django_db
BY = {"by": OFFICER, "at": AT}


@pytest.fixture
def signer():
    """A log of three entries that knows its signer's keys, signed."""
    found = checkpoints.local_signer()
    with transaction.atomic():
        keys.enter_first_keys(found, at=AT)
    look()
    look()
    checkpoints.sign()
    return found


def replace_signer(monkeypatch, other):
    monkeypatch.setattr(checkpoints, "office_signer", lambda *_, **__: other)


def codes(**options):
    return [one.code for one in audit.audit(**options)]


def test_the_first_keys_are_entered_once(signer):
    with transaction.atomic():
        keys.enter_first_keys(signer, at=AT)
    (period,) = keys.history().periods
    assert (period.name, period.keys) == (signer.name, signer.identity().all_keys())
    assert (period.first, period.last, queries.size()) == (0, None, 3)
    assert checkpoints.log_name() == signer.name
    assert checkpoints.present_keys("sm3") == signer.verifiers("sm3")


def test_new_keys_sign_from_their_entries_on_and_the_old_up_to_them(signer):
    old = signer.identity()
    keys.enter_rotation(signer, **BY)
    assert signer.identity() == old
    notes = checkpoints.sign()
    assert signer.identity() != old
    before, after = keys.history().periods
    assert (before.last, after.first, queries.size()) == (3, 5, 5)
    assert open_checkpoint(notes["sha256"], after.for_tree("sha256")).size == 5
    with pytest.raises(NoteError):
        open_checkpoint(notes["sha256"], before.for_tree("sha256"))
    assert codes() == []


def test_the_old_keys_vouch_for_the_new(signer):
    trusted = signer.verifiers()
    keys.enter_rotation(signer, **BY)
    change = open_key_change(keys.history().present.statement.encode(), trusted)
    assert change.added == keys.history().present.keys
    assert list(keys.history().problems()) == []


def test_keys_can_change_again_and_again(signer):
    for _ in range(3):
        keys.enter_rotation(signer, **BY)
        checkpoints.sign()
        look()
        checkpoints.sign()
    assert len(keys.history().periods) == 4
    assert Checkpoint.objects.count() == 14
    assert codes() == []


def test_a_change_that_was_entered_but_not_taken_up_is_taken_up_by_whoever_signs_next(signer):
    keys.enter_rotation(signer, **BY)
    look()
    look()
    assert codes() == []
    assert signer.identity().all_keys() == keys.history().present.keys
    assert queries.latest_checkpoint(signer.name) == signer.newest("sha256")


def test_a_change_that_was_prepared_but_not_entered_changes_nothing(signer):
    old = signer.identity()
    signer.prepare()
    look()
    checkpoints.sign()
    assert signer.identity() == old
    assert codes() == []
    keys.enter_rotation(signer, **BY)
    checkpoints.sign()
    assert codes() == []


def test_a_change_whose_transaction_fails_changes_nothing(signer, monkeypatch):
    old = signer.identity()
    with monkeypatch.context() as broken:
        broken.setattr(keys.actions, "record", _fails)
        with pytest.raises(RuntimeError):
            keys.enter_rotation(signer, **BY)
    look()
    checkpoints.sign()
    assert (signer.identity(), len(keys.history().periods)) == (old, 1)
    assert codes() == []


def _fails(*_args, **_options):
    raise RuntimeError


def test_what_a_retired_key_signs_later_is_not_accepted(signer):
    ring = signer._ring()
    keys.enter_rotation(signer, **BY)
    checkpoints.sign()
    look()
    thief = LocalSigner(MemoryVault())
    thief._vault.create("ledger.key", ring.encode())
    size = queries.size()
    note = thief.sign_checkpoint("sha256", size, queries.root("sha256", size), [])
    Checkpoint(origin=signer.name, size=size, note=note).save(force_insert=True)
    assert codes(sign=False) == ["CHECKPOINT_BAD_SIG", "TAIL_UNCOVERED"]


def test_keys_that_nobody_vouched_for_are_named(signer):
    stranger = LocalSigner(MemoryVault()).identity()
    facts = {"name": signer.name, "vkeys": list(map(str, stranger.all_keys()))}
    with transaction.atomic():
        actions.record(EntryType.KEY_ADDED, **BY, case_key=keys.CHAIN, facts=facts)
    assert set(codes(sign=False)) == {"KEY_CHAIN_BROKEN", "TAIL_UNCOVERED"}
    assert codes(sign=False).count("KEY_CHAIN_BROKEN") == 2


def test_a_signer_with_other_keys_signs_nothing_and_is_named(signer, monkeypatch):
    replace_signer(monkeypatch, LocalSigner(MemoryVault(), with_sm2=False))
    look()
    with pytest.raises(KeysUnknown, match="另立纪元"):
        checkpoints.sign()
    assert codes() == ["KEY_CHAIN_BROKEN", "TAIL_UNCOVERED"]


class AwaySigner(LocalSigner):
    def identity(self):
        raise SignerAwayError("签名器没有应答。")


def test_while_the_signer_is_away_the_log_goes_on_and_the_audit_says_so(signer, monkeypatch):
    with monkeypatch.context() as away:
        replace_signer(away, AwaySigner(MemoryVault()))
        look()
        with pytest.raises(SignerError):
            checkpoints.sign()
        assert codes() == ["SIGNER_UNREADABLE", "TAIL_UNCOVERED"]
        assert checkpoints.log_name() == signer.name
    assert codes() == []


def lose_the_end(size):
    """What a restored backup looks like."""
    unfasten(connection, GUARDED)
    for model in (Payload, CaseLink):
        model.objects.filter(entry_id__gte=size).delete()
    Entry.objects.filter(index__gte=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    fasten(connection, GUARDED)


def test_a_log_that_lost_entries_for_good_goes_on_in_a_new_era(signer):
    look()
    ended = checkpoints.sign()
    name = signer.name
    lose_the_end(3)
    with pytest.raises(SignerRollbackError):
        checkpoints.sign()
    assert keys.enter_era(signer, "lost", "硬盘损坏，备份只到前一天。", **BY) == f"{name}/era2"
    notes = checkpoints.sign()
    before, after = keys.history().periods
    assert (before.last, after.first, signer.name) == (3, 4, f"{name}/era2")
    assert open_checkpoint(notes["sm3"], after.keys).origin == f"{name}/era2/sm3"
    facts = queries.line(3).entry.facts
    assert facts["ended"] == {tree: note.decode() for tree, note in ended.items()}
    assert (facts["reason"], facts["before"]) == ("lost", name)
    assert queries.line(3).openings[1].document["statement"] == "硬盘损坏，备份只到前一天。"
    assert codes() == []
    assert codes(outside=[ended["sha256"]]) == ["ANCHOR_MISMATCH"]


def test_after_a_key_was_stolen_every_older_checkpoint_still_holds(signer, monkeypatch):
    kept = checkpoints.sign()["sha256"]
    ring = signer._ring()
    keys.enter_era(signer, "compromised", "密钥被复制。", **BY)
    checkpoints.sign()
    look()
    assert codes(outside=[kept]) == []
    thief = LocalSigner(MemoryVault())
    thief._vault.create("ledger.key", ring.encode())
    replace_signer(monkeypatch, thief)
    with pytest.raises(KeysUnknown):
        checkpoints.sign()


def test_lost_keys_end_in_a_new_era_under_the_logs_own_name(signer, monkeypatch):
    fresh = LocalSigner(MemoryVault(), with_sm2=False)
    replace_signer(monkeypatch, fresh)
    assert keys.enter_era(fresh, "lost", "密钥文件夹丢失，没有备份。", **BY) == f"{signer.name}/era2"
    checkpoints.sign()
    assert codes() == []
    assert keys.enter_era(fresh, "lost", "又丢了一次。", **BY) == f"{signer.name}/era3"
    checkpoints.sign()
    assert [period.name for period in keys.history().periods][1:] == [f"{signer.name}/era2", f"{signer.name}/era3"]
    assert codes() == []


def test_the_history_says_which_keys_may_sign_which_size(signer):
    keys.enter_rotation(signer, **BY)
    known = keys.history()
    first, second = (period.for_tree("sha256") for period in known.periods)
    assert [known.keys_for(signer.name, size) for size in (0, 3, 4, 5, 99)] == [first, first, (), second, second]
    assert known.keys_for("elsewhere.example", 3) == ()
    assert known.algorithm_of(f"{signer.name}/sm3") == "sm3"
