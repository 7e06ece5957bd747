import pytest
from django.db import connection, transaction

from tests.trail.conftest import look
from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.external.signer import SignerForkError, SignerRollbackError
from zhiji.trail import checkpoints, queries
from zhiji.trail.models import Checkpoint
from zhiji.trail.seat_belts import GUARDED, unfasten

pytestmark = pytest.mark.django_db


def heads(notes):
    signer = checkpoints.local_signer()
    keys = [signer.verifier(), signer.verifier("sm3")]
    return {algorithm: open_checkpoint(note, keys) for algorithm, note in notes.items()}


def test_both_trees_are_signed_under_their_own_names():
    look()
    signed = heads(checkpoints.sign())
    name = checkpoints.local_signer().name
    assert {algorithm: head.origin for algorithm, head in signed.items()} == {"sha256": name, "sm3": f"{name}/sm3"}
    for algorithm, head in signed.items():
        assert (head.size, head.root) == (1, queries.root(algorithm, 1))


def test_signing_again_without_anything_new_gives_the_same_notes():
    look()
    assert checkpoints.sign() == checkpoints.sign()
    assert Checkpoint.objects.count() == 2


def test_an_empty_log_can_be_signed_and_then_grow():
    assert heads(checkpoints.sign())["sha256"].size == 0
    look()
    assert heads(checkpoints.sign())["sha256"].size == 1


def test_the_newest_note_is_the_one_that_is_served():
    look()
    checkpoints.sign()
    look()
    notes = checkpoints.sign()
    assert queries.latest_checkpoint(checkpoints.local_signer().name) == notes["sha256"]
    assert queries.latest_checkpoint("elsewhere") is None


def test_a_log_that_lost_entries_is_not_signed():
    look()
    checkpoints.local_signer().sign_checkpoint("sha256", 2, bytes(32), [])
    with pytest.raises(SignerRollbackError, match=r"只有 1 条.*签过 2 条"):
        checkpoints.sign()


def test_a_log_that_was_written_anew_is_not_signed():
    look()
    checkpoints.local_signer().sign_checkpoint("sha256", 1, bytes(32), [])
    look()
    with pytest.raises(SignerForkError, match="历史被改写"):
        checkpoints.sign()
    assert not Checkpoint.objects.exists()


def test_a_database_that_lost_its_checkpoints_gets_them_again():
    look()
    first = checkpoints.sign()
    unfasten(connection, GUARDED)
    Checkpoint.objects.all().delete()
    assert checkpoints.sign() == first
    assert Checkpoint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_may_still_be_rolled_back_is_never_signed():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        checkpoints.sign()
