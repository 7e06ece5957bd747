import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger.samples import COURT, LEAVES, READ, cosigned, head
from zhiji.core.ledger.errors import ProofError
from zhiji.core.ledger.proofs import inclusion_proof
from zhiji.core.ledger.tlog_proof import TlogProof, parse_tlog_proof

HASH = "A" * 43 + "=\n"
NOTE = str(cosigned(COURT))


def proof(index=4, size=11, extra=b""):
    hashes = tuple(inclusion_proof("sha256", READ, index, size))
    return TlogProof(index, hashes, cosigned(COURT, text=head(size).text), extra)


@given(st.integers(0, 10), st.binary(max_size=20))
def test_a_proof_comes_back_from_its_file_and_proves_its_leaf_only(index, extra):
    read = parse_tlog_proof(str(proof(index, extra=extra)).encode())
    assert read == proof(index, extra=extra)
    assert read.check(LEAVES[index]) is None
    with pytest.raises(ProofError):
        read.check(LEAVES[index - 1])


def test_the_file_reads_as_the_specification_shows_it():
    lines = str(proof(0, 2, b"extra")).splitlines()
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 0"]
    assert lines[4:7] == ["", "office.example/log", "2"]


def test_a_log_of_one_entry_needs_no_hashes():
    alone = parse_tlog_proof(str(proof(0, 1)).encode())
    assert alone.hashes == ()
    assert alone.check(LEAVES[0]) is None


def test_a_proof_at_another_index_does_not_hold():
    with pytest.raises(ProofError):
        dataclasses.replace(proof(), index=5).check(LEAVES[4])


@pytest.mark.parametrize(
    "head",
    [
        "", "c2sp.org/tlog-proof@v2\nindex 0\n", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 00\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n", "c2sp.org/tlog-proof@v1\nindex 1 \n", "c2sp.org/tlog-proof@v1\n index 1\n",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n", "c2sp.org/tlog-proof@v1\nextra \nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n", "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n", "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + HASH * 64, "c2sp.org/tlog-proof@v1\r\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n", "c2sp.org/tlog-proof@v1\nextra AAAA\n",
    ],
    ids=repr,
)  # fmt: skip
def test_a_head_beside_the_grammar_is_refused(head):
    with pytest.raises(ProofError):
        parse_tlog_proof(f"{head}\n{NOTE}".encode())


@pytest.mark.parametrize("note", ["", "text\n", "text\n\n— a AAAAAAA=\n", NOTE[:-1], NOTE + "\n", "\n" + NOTE])
def test_a_proof_whose_checkpoint_is_none_is_refused(note):
    with pytest.raises(ProofError, match="tlog-proof"):
        parse_tlog_proof(f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}".encode())
