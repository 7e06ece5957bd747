from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.checkpoint import Checkpoint
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.keys import SigningKey
from zhiji.core.ledger.note import Note, parse_note, sign_note
from zhiji.core.ledger.proofs import consistency_proof
from zhiji.core.ledger.tree import StoredTree, empty_root, leaf_hash
from zhiji.core.ledger.witness import Submission, WitnessRefusal, judge, parse_submission

KEY = SigningKey("log.example/1", b"\1" * 32)
LEAVES = [leaf_hash("sha256", bytes([number])) for number in range(20)]


def read(level, first, count):
    assert level == 0
    return LEAVES[first : first + count]


def head(size):
    return Checkpoint(KEY.name, size, StoredTree("sha256", read).root(size))


def submission(old, new, *, key=KEY, checkpoint=None):
    proof = consistency_proof("sha256", read, old, new) if 0 < old <= new else []
    return Submission(old, tuple(proof), parse_note(sign_note((checkpoint or head(new)).text, [key])))


def status(submitted, last, logs=(KEY.verifier,)):
    try:
        judge(submitted, logs, last)
    except WitnessRefusal as refusal:
        return refusal.status
    return 200


@given(st.integers(0, 20), st.integers(0, 20))
def test_what_continues_is_cosigned_and_nothing_else(old, new):
    last = head(old) if old else None
    if old <= new:
        assert status(submission(old, new), last) == 200
    else:
        with pytest.raises(WitnessRefusal) as refusal:
            parse_submission(submission(old, new).encode())
        assert refusal.value.status == 400


def test_the_first_checkpoint_needs_no_proof_and_may_not_have_one():
    assert status(submission(0, 7), None) == 200
    assert status(replace(submission(0, 7), proof=(bytes(32),)), None) == 422


def test_an_unknown_log_is_404():
    assert status(submission(0, 7), None, logs=()) == 404


def test_a_signature_by_another_key_is_403():
    other = SigningKey(KEY.name, b"\2" * 32)
    assert status(submission(0, 7, key=other), None) == 403
    forged = submission(0, 7)
    line = replace(forged.note.signatures[0], signature=bytes(64))
    assert status(replace(forged, note=Note(forged.note.text, (line,))), None) == 403


def test_another_old_size_than_the_last_is_409_and_says_the_last():
    with pytest.raises(WitnessRefusal) as refusal:
        judge(submission(0, 7), [KEY.verifier], head(3))
    assert (refusal.value.status, refusal.value.size) == (409, 3)
    with pytest.raises(WitnessRefusal) as refusal:
        judge(submission(3, 7), [KEY.verifier], None)
    assert (refusal.value.status, refusal.value.size) == (409, 0)


def test_a_log_that_rewrote_its_past_is_422():
    rewritten = Checkpoint(KEY.name, 7, bytes(32))
    assert status(submission(3, 7, checkpoint=rewritten), head(3)) == 422
    assert status(submission(7, 7, checkpoint=rewritten), head(7)) == 422
    assert status(submission(7, 7), head(7)) == 200


def test_an_empty_log_has_the_root_of_nothing():
    empty = Checkpoint(KEY.name, 0, empty_root("sha256"))
    assert status(submission(0, 0, checkpoint=empty), None) == 200
    assert status(submission(0, 0, checkpoint=replace(empty, root=bytes(32))), None) == 422
    assert status(submission(0, 3), empty) == 200


def test_the_sm3_tree_is_judged_by_sm3():
    leaves = [leaf_hash("sm3", bytes([number])) for number in range(5)]

    def read_sm3(_level, first, count):
        return leaves[first : first + count]

    key = SigningKey("log.example/1/sm3", b"\1" * 32)
    heads = {size: Checkpoint(key.name, size, StoredTree("sm3", read_sm3).root(size)) for size in (3, 5)}
    proof = tuple(consistency_proof("sm3", read_sm3, 3, 5))
    submitted = Submission(3, proof, parse_note(sign_note(heads[5].text, [key])))
    assert status(submitted, heads[3], [key.verifier]) == 200


def test_a_submission_comes_back_from_its_bytes():
    submitted = submission(3, 7)
    assert parse_submission(submitted.encode()) == submitted


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_that_are_no_submission_are_400(body):
    with pytest.raises(WitnessRefusal) as refusal:
        parse_submission(body)
    assert refusal.value.status == 400


@given(st.integers(0, 400), st.binary(min_size=1, max_size=1))
def test_a_changed_byte_is_refused_or_judged_as_another_submission(place, byte):
    body = bytearray(submission(3, 7).encode())
    body[place % len(body)] = byte[0]
    try:
        judge(parse_submission(bytes(body)), [KEY.verifier], head(3))
    except LedgerError:
        return
    assert parse_submission(bytes(body)).note.text == submission(3, 7).note.text


@pytest.mark.parametrize(
    "head_lines",
    ["old 03", "old", "new 3", "old 3\nAAAA", "old 3\n" + "\n".join(["A" * 43 + "="] * 64), "old -1", "old 8"],
)
def test_a_submission_has_one_spelling(head_lines):
    note = submission(3, 7).note
    with pytest.raises(WitnessRefusal):
        parse_submission(f"{head_lines}\n\n{note}".encode())
