"""Any bytes give a value or the one error; a changed note is refused or means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger.samples import COURT, LOG, NOTARY, READ, cosigned
from zhiji.core.ledger.checkpoint import open_checkpoint, parse_checkpoint
from zhiji.core.ledger.entry import parse_entry
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.grammar import decode_utf8
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import parse_note, parse_signatures
from zhiji.core.ledger.policy import Policy, parse_policy
from zhiji.core.ledger.proofs import inclusion_proof
from zhiji.core.ledger.tlog_proof import TlogProof, parse_tlog_proof

NOTE = cosigned(COURT, NOTARY)
POLICY = f"log {LOG.verifier}\nwitness c {COURT.verifier}\nwitness n {NOTARY.verifier}\ngroup g 1 c n\nquorum g\n"
SAMPLES = {
    "note": (parse_note, str(NOTE)),
    "signatures": (lambda data: parse_signatures(decode_utf8(data)), "".join(map(str, NOTE.signatures))),
    "checkpoint": (lambda data: parse_checkpoint(decode_utf8(data)), NOTE.text),
    "key": (lambda data: parse_verifier_key(decode_utf8(data)), str(COURT.verifier)),
    "proof": (parse_tlog_proof, str(TlogProof(4, tuple(inclusion_proof("sha256", READ, 4, 11)), NOTE, b"x"))),
    "policy": (parse_policy, POLICY),
    "entry": (parse_entry, '{"at":"2026-03-09T01:02:03.004Z","by":"a1","c":[],"t":"access.viewed","v":1}'),
}
WRITTEN = {
    "note": lambda note: str(note).encode(),
    "signatures": lambda lines: "".join(map(str, lines)).encode(),
    "checkpoint": lambda checkpoint: checkpoint.text.encode(),
    "key": lambda key: str(key).encode(),
    "proof": lambda proof: str(proof).encode(),
    "entry": lambda entry: entry.encode(),
}
"""Those with exactly one spelling; a policy may be written with other spaces."""
parsers = st.sampled_from(list(SAMPLES))


def mutated(draw, data):
    """One to three cuts, insertions or changes of bytes."""
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.integers(0, len(data)))
        last = draw(st.integers(first, min(len(data), first + 8)))
        data = data[:first] + draw(st.binary(max_size=8)) + data[last:]
    return data


@given(parsers, st.binary(max_size=300))
def test_any_bytes_are_a_value_or_the_one_error(name, data):
    parse, _ = SAMPLES[name]
    try:
        assert parse(data) is not None
    except LedgerError:
        return


@given(parsers, st.data())
def test_bytes_close_to_good_ones_read_as_they_are_written_or_not_at_all(name, data):
    parse, good = SAMPLES[name]
    changed = mutated(data.draw, good.encode())
    try:
        value = parse(changed)
    except LedgerError:
        return
    assert WRITTEN.get(name, lambda _: changed)(value) == changed


@pytest.mark.parametrize("position", range(len(str(NOTE).encode())))
def test_a_changed_byte_of_a_note_is_refused_or_means_the_same(position):
    policy: Policy = parse_policy(POLICY.encode())
    whole = policy.accept(str(NOTE).encode())
    changed = bytearray(str(NOTE).encode())
    changed[position] ^= 1
    try:
        accepted = policy.accept(bytes(changed))
    except LedgerError:
        return
    assert accepted.checkpoint == whole.checkpoint
    assert set(accepted.cosignatures) <= set(whole.cosignatures)


def test_every_changed_byte_of_the_text_is_refused():
    good = str(NOTE).encode()
    for position in range(len(NOTE.text.encode())):
        for flip in (1, 0x20, 0x80):
            changed = good[:position] + bytes([good[position] ^ flip]) + good[position + 1 :]
            with pytest.raises(LedgerError):
                open_checkpoint(changed, [LOG.verifier])
