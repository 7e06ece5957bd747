"""A log of twenty leaves over both trees, for the signer's tests."""

from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.proofs import consistency_proof
from zhiji.core.ledger.tree import StoredTree, fold, leaf_hash

LEAVES = {name: [leaf_hash(name, b"%d" % i) for i in range(20)] for name in ALGORITHMS}


def reader(algorithm):
    leaves = LEAVES[algorithm]
    return lambda level, first, count: [
        fold(algorithm, leaves[i << level : (i + 1) << level]) for i in range(first, first + count)
    ]


def root(size, algorithm="sha256"):
    return StoredTree(algorithm, reader(algorithm)).root(size)


def proof(old, new, algorithm="sha256"):
    return consistency_proof(algorithm, reader(algorithm), old, new)
