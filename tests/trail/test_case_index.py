from datetime import timedelta

import pytest

from tests.trail.conftest import AT, CASE, look
from zhiji.core.ledger.case_index import check_case
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import audit, case_index, queries
from zhiji.trail.errors import NoSuchEntry

OTHER = b"\x08" * 32


@pytest.fixture
def index(office):
    look(case_key=OTHER)
    return queries.line(case_index.write(at=AT).index)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("key", "entries"), [(CASE, 4), (OTHER, 1)])
def test_the_index_proves_how_many_entries_a_case_has(index, algorithm, key, entries):
    proof = case_index.prove(key, index.index)
    assert (proof.state.entries, proof.cases) == (entries, index.entry.facts["cases"])
    root = bytes.fromhex(index.entry.facts[algorithm])
    check_case(algorithm, proof.state, place=proof.place, cases=proof.cases, proof=proof.paths[algorithm], root=root)


def test_later_entries_do_not_change_what_an_index_said(index):
    before = case_index.prove(CASE, index.index)
    look(case_key=CASE)
    assert case_index.prove(CASE, index.index) == before
    assert case_index.prove(CASE, queries.size()).state.entries == 5


def test_a_case_that_the_index_does_not_know_is_not_proved(index):
    with pytest.raises(NoSuchEntry):
        case_index.prove(b"\x09" * 32, index.index)


def test_it_is_written_once_a_day_and_only_when_something_came(office):
    for hours, written in ((0, 1), (1, 1), (23, 1), (25, 1), (26, 1)):
        case_index.write_daily(at=AT + timedelta(hours=hours))
        assert number_of_indexes() == written
    look()
    case_index.write_daily(at=AT + timedelta(hours=27))
    assert number_of_indexes() == 2
    assert audit.audit() == []


def test_an_empty_log_has_no_index(db):
    case_index.write_daily(at=AT)
    assert queries.size() == 0


def number_of_indexes():
    return sum(queries.line(i).entry.type is EntryType.INDEX_WRITTEN for i in range(queries.size()))
