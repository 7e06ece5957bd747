from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger.reference import mth
from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.case_index import CaseIndex, CaseState, check_case
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.errors import ProofError

algorithms = pytest.mark.parametrize("algorithm", ALGORITHMS)


def state(case, entries):
    return CaseState(sha256(b"%d" % case).digest(), entries, sha256(b"%d %d" % (case, entries)).digest())


def test_what_is_hashed_of_a_case_is_canonical_json():
    one = state(1, 3)
    assert one.content == canonical_bytes({"case": one.key.hex(), "entries": 3, "last": one.last.hex()})


@algorithms
@given(changes=st.lists(st.lists(st.integers(0, 20), max_size=30), min_size=1, max_size=6))
def test_the_index_that_grew_is_the_one_computed_at_once(algorithm, changes):
    index, newest = CaseIndex(algorithm), {}
    for part in changes:
        for case in part:
            newest[case] = newest.get(case, 0) + 1
            index.put(state(case, newest[case]))
        leaves = [state(case, entries).content for case, entries in newest.items()]
        assert index.root() == mth(algorithm, leaves)
    assert len(index) == len(newest)


@algorithms
@pytest.mark.parametrize("cases", [1, 2, 3, 7, 8, 300])
def test_every_case_has_a_proof_that_holds_for_its_state_only(algorithm, cases):
    index = CaseIndex(algorithm)
    for case in range(cases):
        index.put(state(case, 2))
    for case in range(0, cases, 13):
        place = index.place(state(case, 2).key)
        about = {"place": place, "cases": cases, "proof": index.proof(place), "root": index.root()}
        check_case(algorithm, state(case, 2), **about)
        with pytest.raises(ProofError):
            check_case(algorithm, state(case, 1), **about)


def test_an_unknown_case_has_no_place():
    assert CaseIndex("sha256").place(bytes(32)) is None
