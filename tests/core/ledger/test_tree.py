import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger import reference
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.tree import STORED_LEVELS, Edge, StoredTree, empty_root, fold, leaf_hash

CT8 = json.loads(Path("tests/vectors/ledger/ct8.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in CT8["leaves"]]
algorithms = st.sampled_from(ALGORITHMS)


def reader(algorithm, leaves):
    """Reads stored levels out of a plain list of leaf hashes."""
    return lambda level, first, count: [
        fold(algorithm, leaves[i << level : (i + 1) << level]) for i in range(first, first + count)
    ]


def leaf_hashes(algorithm, size):
    return [leaf_hash(algorithm, b"%d" % i) for i in range(size)]


def test_an_empty_tree_has_the_rfc_root():
    assert empty_root("sha256").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_eight_published_leaves_give_the_published_roots(algorithm):
    hashes = [leaf_hash(algorithm, leaf) for leaf in LEAVES]
    assert [value.hex() for value in hashes] == CT8[algorithm]["leaf_hashes"]
    tree, edge = StoredTree(algorithm, reader(algorithm, hashes)), Edge(algorithm)
    assert edge.root().hex() == tree.root(0).hex() == CT8[algorithm]["empty"]
    for size, root in enumerate(CT8[algorithm]["roots"], start=1):
        assert list(edge.push(hashes[size - 1])) == []
        assert edge.root().hex() == tree.root(size).hex() == root


@given(algorithms, st.lists(st.binary(max_size=8), max_size=70))
def test_edge_and_stored_tree_agree_with_the_definition(algorithm, entries):
    hashes, edge = [leaf_hash(algorithm, entry) for entry in entries], Edge(algorithm)
    for value in hashes:
        list(edge.push(value))
    root = reference.mth(algorithm, entries)
    assert edge.root() == root
    assert StoredTree(algorithm, reader(algorithm, hashes)).root(len(entries)) == root


def test_the_edge_names_every_complete_stored_subtree_once():
    size = 66_000
    hashes, edge = leaf_hashes("sha256", size), Edge("sha256")
    completed = [node for value in hashes for node in edge.push(value)]
    assert [(level, position) for level, position, _ in completed if level == 16] == [(16, 0)]
    assert [position for level, position, _ in completed if level == 8] == list(range(size // 256))
    for level, position, value in completed[::60]:
        assert value == fold("sha256", hashes[position << level : (position + 1) << level])


def test_a_root_reads_only_what_is_stored():
    size, asked = 70_000, []
    hashes, nodes, edge = leaf_hashes("sha256", size), {}, Edge("sha256")
    for value in hashes:
        nodes |= {(level, position): node for level, position, node in edge.push(value)}

    def read(level, first, count):
        asked.append((level, count))
        row = range(first, first + count)
        return [hashes[i] if level == 0 else nodes[level, i] for i in row]

    assert StoredTree("sha256", read).root(size) == edge.root()
    assert {level for level, _ in asked} <= {0, *STORED_LEVELS}
    assert sum(count for _, count in asked) <= 3 * 255
