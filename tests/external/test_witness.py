from __future__ import annotations

import hashlib
import os

import pytest

from tests.core.ledger.test_witness import KEY, head, submission
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.witness import WitnessRefusal
from zhiji.external.witness import Witness, WitnessError

NOW = 1_780_000_000


@pytest.fixture
def witness(tmp_path):
    witness = Witness(tmp_path / "witness")
    witness.create("witness.example/w1")
    witness.trust(str(KEY.verifier))
    return witness


def newest(witness):
    return witness.newest(hashlib.sha256(KEY.name.encode()).hexdigest())


def test_its_cosignature_holds_and_is_remembered(witness):
    submitted = submission(0, 7)
    note = witness.cosign(submitted.encode(), time=NOW)
    (found,) = cosignatures(note, [witness.verifier])
    assert (found.witness, found.time) == (witness.verifier, NOW)
    kept = parse_note(newest(witness))
    assert kept.text == head(7).text
    assert kept.signers([KEY.verifier])
    assert cosignatures(kept, [witness.verifier])


def test_a_log_that_goes_back_is_refused_even_after_a_restart(witness, tmp_path):
    witness.cosign(submission(0, 7).encode(), time=NOW)
    again = Witness(tmp_path / "witness")
    with pytest.raises(WitnessRefusal) as refusal:
        again.cosign(submission(0, 5).encode(), time=NOW)
    assert refusal.value.size == 7
    assert again.cosign(submission(7, 9).encode(), time=NOW)


def test_it_is_durable_before_it_is_answered(witness, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        witness.cosign(submission(0, 7).encode(), time=NOW)
    monkeypatch.undo()
    assert newest(witness) is None


def test_unknown_signatures_are_not_kept(witness):
    """Else anybody could fill its disk with lines that nobody checked."""
    submitted = submission(0, 7)
    body = submitted.encode() + "— stranger AAAAAAAAAAA=\n".encode()
    witness.cosign(body, time=NOW)
    assert b"stranger" not in newest(witness)


def test_a_damaged_memory_is_named_and_nothing_is_signed(witness, tmp_path):
    witness.cosign(submission(0, 7).encode(), time=NOW)
    (path,) = (tmp_path / "witness/cosigned").iterdir()
    path.write_bytes(path.read_bytes().replace(b"\n7\n", b"\n6\n"))
    with pytest.raises(WitnessError, match="已损坏"):
        witness.cosign(submission(7, 9).encode(), time=NOW)


def test_a_log_is_entered_once_and_a_witness_key_is_none(witness):
    witness.trust(str(KEY.verifier))
    assert [log.key for log in witness.logs().logs] == [KEY.verifier]
    with pytest.raises(WitnessError, match="不是账本的"):
        witness.trust(str(witness.verifier))
    with pytest.raises(WitnessError, match="不能用"):
        witness.trust("nonsense")


def test_its_key_is_its_own_and_is_made_once(witness, tmp_path):
    key = tmp_path / "witness/witness.key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_bytes()
    witness.create("other.example/w")
    assert key.read_bytes() == before
    key.write_text("nonsense")
    with pytest.raises(WitnessError, match="已损坏"):
        _ = Witness(tmp_path / "witness").verifier


def test_a_name_that_no_key_can_have_is_refused(tmp_path):
    with pytest.raises(WitnessError, match="名称"):
        Witness(tmp_path / "other").create("两 个")
