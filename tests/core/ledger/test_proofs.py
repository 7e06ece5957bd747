import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger import reference
from tests.core.ledger.test_tree import reader
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.errors import ProofError
from zhiji.core.ledger.proofs import check_consistency, check_inclusion, consistency_proof, inclusion_proof
from zhiji.core.ledger.tree import leaf_hash

VECTORS = Path("tests/vectors/ledger")
CT8 = json.loads((VECTORS / "ct8.json").read_text())
BAD = json.loads((VECTORS / "bad_proofs.json").read_text())["cases"]
trees = st.tuples(st.sampled_from(ALGORITHMS), st.integers(1, 200))


def grown(algorithm, size):
    entries = [b"%d" % i for i in range(size)]
    return entries, reader(algorithm, [leaf_hash(algorithm, entry) for entry in entries])


def check(case):
    """Runs one case of bad_proofs.json."""
    proof = [bytes.fromhex(value) for value in case["proof"]]
    if case["kind"] == "inclusion":
        leaf, root = bytes.fromhex(case["leaf"]), bytes.fromhex(case["root"])
        check_inclusion("sha256", leaf, case["index"], case["size"], proof, root)
    else:
        roots = bytes.fromhex(case["old_root"]), bytes.fromhex(case["new_root"])
        check_consistency("sha256", case["old"], case["new"], proof, *roots)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_inclusion_proof_of_the_eight_leaves_is_the_published_one(algorithm):
    vectors = CT8[algorithm]
    leaves = [bytes.fromhex(value) for value in vectors["leaf_hashes"]]
    for case in vectors["inclusion"]:
        proof = inclusion_proof(algorithm, reader(algorithm, leaves), case["index"], case["size"])
        assert [value.hex() for value in proof] == case["proof"]
        root = bytes.fromhex(vectors["roots"][case["size"] - 1])
        check_inclusion(algorithm, leaves[case["index"]], case["index"], case["size"], proof, root)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_consistency_proof_of_the_eight_leaves_is_the_published_one(algorithm):
    vectors = CT8[algorithm]
    leaves = [bytes.fromhex(value) for value in vectors["leaf_hashes"]]
    roots = [bytes.fromhex(root) for root in vectors["roots"]]
    for case in vectors["consistency"]:
        old, new = case["old"], case["new"]
        proof = consistency_proof(algorithm, reader(algorithm, leaves), old, new)
        assert [value.hex() for value in proof] == case["proof"]
        check_consistency(algorithm, old, new, proof, roots[old - 1], roots[new - 1])


@pytest.mark.parametrize("case", BAD, ids=[f"{case['kind']}: {case['why']}" for case in BAD])
def test_a_bad_proof_is_refused(case):
    with pytest.raises(ProofError):
        check(case)


@given(trees, st.data())
def test_inclusion_proofs_follow_the_definition_and_verify(tree, data):
    algorithm, size = tree
    index = data.draw(st.integers(0, size - 1))
    entries, read = grown(algorithm, size)
    proof = inclusion_proof(algorithm, read, index, size)
    assert proof == reference.path(algorithm, index, entries)
    root = reference.mth(algorithm, entries)
    check_inclusion(algorithm, leaf_hash(algorithm, entries[index]), index, size, proof, root)


@given(trees, st.data())
def test_consistency_proofs_follow_the_definition_and_verify(tree, data):
    algorithm, new = tree
    old = data.draw(st.integers(1, new))
    entries, read = grown(algorithm, new)
    proof = consistency_proof(algorithm, read, old, new)
    assert proof == reference.proof(algorithm, old, entries)
    old_root, new_root = reference.mth(algorithm, entries[:old]), reference.mth(algorithm, entries)
    check_consistency(algorithm, old, new, proof, old_root, new_root)


@given(trees, st.data())
def test_an_inclusion_proof_serves_no_other_leaf_index_or_root(tree, data):
    algorithm, size = tree
    index = data.draw(st.integers(0, size - 1))
    entries, read = grown(algorithm, size)
    proof, root = inclusion_proof(algorithm, read, index, size), reference.mth(algorithm, entries)
    leaf, other = leaf_hash(algorithm, entries[index]), data.draw(st.integers(-1, size))
    with pytest.raises(ProofError):
        check_inclusion(algorithm, leaf_hash(algorithm, b"another"), index, size, proof, root)
    with pytest.raises(ProofError):
        check_inclusion(algorithm, leaf, index, size, proof, leaf_hash(algorithm, root))
    if other != index:
        with pytest.raises(ProofError):
            check_inclusion(algorithm, leaf, other, size, proof, root)


@given(trees, st.data())
def test_a_rewritten_past_has_no_consistency_proof(tree, data):
    algorithm, new = tree
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    entries, _ = grown(algorithm, new)
    rewritten = [*entries]
    rewritten[changed] = b"another"
    read = reader(algorithm, [leaf_hash(algorithm, entry) for entry in rewritten])
    proof = consistency_proof(algorithm, read, old, new)
    with pytest.raises(ProofError):
        check_consistency(
            algorithm, old, new, proof, reference.mth(algorithm, entries[:old]), reference.mth(algorithm, rewritten)
        )
