from contextlib import contextmanager, nullcontext

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger import reference
from tests.trail.conftest import AT, CASE, OFFICER, add_unit, look, rename
from zhiji.core.ledger.commitment import opens
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.errors import EntryError
from zhiji.core.ledger.proofs import check_consistency, check_inclusion
from zhiji.core.ledger.tree import Edge, leaf_hash
from zhiji.organisation.models import Unit
from zhiji.trail import actions, queries, tracked
from zhiji.trail.errors import NoSuchEntry, OutsideTransaction, StaleRow
from zhiji.trail.models import CaseLink, Entry, Node, RowVersion

pytestmark = pytest.mark.django_db


def test_an_entry_commits_to_its_actor_and_rows_and_shows_neither():
    unit = add_unit("鼓楼中队", facts={"count": 1})
    line = queries.line(0)
    assert (line.entry.type, line.entry.by, line.entry.facts) == (EntryType.ORGANISATION_CHANGED, "a7", {"count": 1})
    assert line.entry.at == AT
    assert line.actor == {"kind": "actor", "id": "a7", "name": "张三", "role": "执法人员"}
    document = line.openings[1].document
    fields = document.pop("fields")
    assert document == {"kind": "row", "table": "organisation_unit", "row": str(unit.pk), "version": 1}
    assert fields.keys() == {field.attname for field in Unit._meta.concrete_fields} - {"version"}
    assert (fields["id"], fields["name"]) == (unit.pk, "鼓楼中队")
    for opening, commitment in zip(line.openings, line.entry.commitments, strict=True):
        assert opens(commitment, opening.content, salt=opening.salt)
    for personal in ("张三", "执法人员", "鼓楼中队"):
        assert personal.encode() not in line.body


def test_the_receipt_names_the_entry_and_both_leaves():
    receipt = look()
    body = queries.line(receipt.index).body
    assert receipt.leaf.sha256 == leaf_hash("sha256", body)
    assert receipt.leaf.sm3 == leaf_hash("sm3", body)


def test_each_salt_is_used_once():
    for _ in range(3):
        look()
    salts = {opening.salt for index in range(3) for opening in queries.line(index).openings}
    assert len(salts) == 3


def test_entries_of_a_case_name_their_predecessor():
    look()
    for _ in range(3):
        look(case_key=CASE)
        look(case_key=b"\x08" * 32)
    lines = list(queries.lines_of_case(CASE))
    assert [line.entry.case.seq for line in lines] == [0, 1, 2]
    assert [line.entry.case.prev for line in lines] == [None, lines[0].leaf.sha256, lines[1].leaf.sha256]


def test_more_contents_than_an_entry_holds_are_carried_on_in_the_next():
    names = [f"第{i}分队" for i in range(actions.MOST_COMMITMENTS + 5)]
    with transaction.atomic():
        units = tracked.create_all([Unit(name=name) for name in names])
        receipt = actions.record(EntryType.CASE_IMPORTED, by=OFFICER, at=AT, case_key=CASE, rows=units)
    assert receipt.index == 1
    assert [line.entry.case.seq for line in queries.lines_of_case(CASE)] == [0, 1]
    assert RowVersion.objects.count() == len(names)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(OutsideTransaction, match="同一事务"):
        actions.record(EntryType.VIEWED, by=OFFICER, at=AT)


def test_an_entry_that_cannot_be_written_undoes_what_it_records():
    with pytest.raises(EntryError):
        add_unit(facts={"姓名": "张三"})
    assert not Unit.objects.exists()
    assert queries.size() == 0


def test_a_change_to_a_row_that_somebody_else_changed_is_refused():
    mine = add_unit()
    theirs = Unit.objects.get(pk=mine.pk)
    rename(theirs, "他人所改")
    with pytest.raises(StaleRow, match="刷新"):
        rename(mine, "我改的")
    assert Unit.objects.get(pk=mine.pk).name == "他人所改"
    assert mine.version == 1


def test_each_version_of_a_row_leads_to_its_entry():
    unit = add_unit()
    look()
    rename(unit, "更名中队")
    assert (queries.entry_of(unit, 1), queries.entry_of(unit)) == (0, 2)
    with pytest.raises(NoSuchEntry, match="这一版"):
        queries.entry_of(unit, 3)


def test_a_missing_entry_is_said_to_be_missing():
    with pytest.raises(NoSuchEntry, match="第 5 条"):
        queries.line(5)
    with pytest.raises(NoSuchEntry, match="audit"):
        queries.root("sha256", 3)


@given(st.lists(st.booleans(), max_size=24))
def test_whatever_is_rolled_back_the_log_is_gapless_and_its_trees_are_right(steps):
    with undone():
        for kept in steps:
            with nullcontext() if kept else undone():
                look(case_key=CASE)
        _check_trees(sum(steps))
        assert CaseLink.objects.count() == sum(steps)


@contextmanager
def undone():
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _check_trees(size):
    bodies = queries.bodies(0, size + 1)
    assert list(Entry.objects.order_by("index").values_list("index", flat=True)) == list(range(size))
    for algorithm in ALGORITHMS:
        root = queries.root(algorithm, size)
        assert root == reference.mth(algorithm, bodies)
        for index in range(size):
            proof = queries.inclusion_proof(algorithm, index, size)
            check_inclusion(algorithm, leaf_hash(algorithm, bodies[index]), index, size, proof, root)


def test_complete_subtrees_are_stored_and_proofs_cross_them():
    size = 520
    with transaction.atomic():
        for _ in range(size):
            look()
    assert Node.objects.count() == 2 * len(ALGORITHMS)
    for algorithm in ALGORITHMS:
        edge = Edge(algorithm)
        roots = []
        for body in queries.bodies(0, size):
            list(edge.push(leaf_hash(algorithm, body)))
            roots.append(edge.root())
        assert queries.root(algorithm, size) == roots[-1]
        for old in (1, 255, 256, 257, 512, 519):
            proof = queries.consistency_proof(algorithm, old, size)
            check_consistency(algorithm, old, size, proof, roots[old - 1], roots[-1])


def test_a_subtree_of_65536_leaves_is_made_of_256_smaller_ones():
    width = 1 << 16
    leaves = {algorithm: [leaf_hash(algorithm, b"%d" % i) for i in range(width - 1)] for algorithm in ALGORITHMS}
    pairs = enumerate(zip(*leaves.values(), strict=True))
    Entry.objects.bulk_create(
        (Entry(index=i, body=b"%d" % i, leaf_sha256=one, leaf_sm3=other) for i, (one, other) in pairs), batch_size=200
    )
    edges = {algorithm: Edge(algorithm) for algorithm in ALGORITHMS}
    for algorithm, edge in edges.items():
        nodes = [node for leaf in leaves[algorithm] for node in edge.push(leaf)]
        Node.objects.bulk_create(
            [Node(algorithm=algorithm, level=level, position=i, hash=value) for level, i, value in nodes]
        )
    receipt = look()
    for algorithm, edge in edges.items():
        list(edge.push(receipt.leaf.of(algorithm)))
        assert bytes(Node.objects.get(algorithm=algorithm, level=16, position=0).hash) == edge.root()
        assert queries.root(algorithm, width) == edge.root()
