import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.digests import Digests
from zhiji.core.ledger.entry import CasePlace, Entry, EntryType, parse_entry, write_moment
from zhiji.core.ledger.errors import EntryError, LedgerError

AT = datetime(2026, 3, 9, 1, 2, 3, 4999, UTC)
hashes = st.binary(min_size=32, max_size=32)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
places = st.builds(lambda key, seq, prev: CasePlace(key, seq, prev if seq else None), hashes, st.integers(0, 3), hashes)
entries = st.builds(
    Entry,
    type=st.sampled_from(EntryType),
    at=moments,
    by=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,9}", fullmatch=True),
    commitments=st.lists(st.builds(Digests, hashes, hashes), max_size=3).map(tuple),
    case=st.none() | places,
    device=st.none() | st.just("BWC-07"),
    facts=st.dictionaries(st.sampled_from(["count", "code"]), st.integers(0, 9) | st.text("甲乙", max_size=3)),
)
PLAIN = Entry(EntryType.VIEWED, AT, "a1")


@given(entries)
def test_an_entry_comes_back_from_its_bytes(entry):
    assert parse_entry(entry.encode()) == entry


def test_an_entry_reads_as_a_short_line_of_json():
    place = CasePlace(b"\x01" * 32, 0, None)
    entry = Entry(EntryType.VIEWED, AT.astimezone(timezone(timedelta(hours=8))), "a1", case=place, facts={"pages": 3})
    assert json.loads(entry.encode()) == {
        "v": 1, "t": "access.viewed", "at": "2026-03-09T01:02:03.004Z", "by": "a1", "c": [],
        "case": "01" * 32, "seq": 0, "prev": None, "facts": {"pages": 3},
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": True}, {"t": "case.deleted"}, {"t": 7}, {"at": "2026-03-09T01:02:03Z"}, {"at": 5}, {"by": "张三"},
        {"by": ""}, {"by": 5}, {"at": "2026-03-09T01:02:03.004000Z"}, {"at": "2026-13-09T01:02:03.004Z"}, {"c": {}}, {"c": 1},
        {"c": [["00" * 32]]}, {"c": [["00" * 32, "0A" * 32]]}, {"c": ["ab"]}, {"c": [["00" * 31, "00" * 32]]}, {"dev": ""},
        {"dev": None}, {"facts": {}}, {"facts": []}, {"facts": None}, {"extra": 1}, {"case": "00" * 32},
        {"case": "00" * 32, "seq": 0, "prev": "00" * 32}, {"case": "00" * 32, "seq": 1, "prev": None},
        {"case": "00" * 32, "seq": False, "prev": None}, {"case": "00" * 32, "seq": -1, "prev": None},
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_entry_is_refused(change):
    data = canonical_bytes(json.loads(PLAIN.encode()) | change)
    with pytest.raises(LedgerError):
        parse_entry(data)


@pytest.mark.parametrize("missing", ["v", "t", "at", "by", "c"])
def test_an_entry_needs_every_field(missing):
    document = json.loads(PLAIN.encode())
    del document[missing]
    with pytest.raises(EntryError):
        parse_entry(canonical_bytes(document))


@pytest.mark.parametrize("data", [b"[]", b"1", b"null", b'"x"'])
def test_other_json_is_no_entry(data):
    with pytest.raises(EntryError):
        parse_entry(data)


def test_an_entry_of_65535_bytes_fits_and_one_more_does_not():
    room = 65_535 - len(Entry(EntryType.VIEWED, AT, "a1", facts={"x": ""}).encode())
    assert len(Entry(EntryType.VIEWED, AT, "a1", facts={"x": "a" * room}).encode()) == 65_535
    with pytest.raises(EntryError, match="65536"):
        Entry(EntryType.VIEWED, AT, "a1", facts={"x": "a" * (room + 1)}).encode()


def test_facts_that_have_no_canonical_form_are_refused_with_the_label():
    with pytest.raises(EntryError, match="查看"):
        Entry(EntryType.VIEWED, AT, "a1", facts={"x": 0.5}).encode()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(EntryError, match="时区"):
        Entry(EntryType.VIEWED, datetime(2026, 3, 9), "a1")  # noqa: DTZ001


def test_moments_are_cut_to_the_millisecond_never_rounded_up():
    assert write_moment(AT) == "2026-03-09T01:02:03.004Z"
