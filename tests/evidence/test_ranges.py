"""Range, against a slow and obvious reading of RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.web.ranges import ByteRange, UnsatisfiableError, requested_range


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-", 0, 100),
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 10),
        ("bytes=90-1000", 90, 10),
        ("bytes=-1", 99, 1),
        ("bytes=-1000", 0, 100),
    ],
)
def test_one_range_of_a_hundred_bytes(header, start, length):
    assert requested_range(header, 100) == ByteRange(start, length, 100)


def test_a_range_is_written_as_content_range_says_it():
    assert str(ByteRange(10, 10, 100)) == "bytes 10-19/100"


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=5-3", "items=0-5", "bytes=0-1,5-6", "bytes=a-b", "bytes=0-٣"],
)
def test_what_is_no_range_we_serve_gives_the_whole(header):
    assert requested_range(header, 100) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_a_range_outside_is_refused(header, size):
    with pytest.raises(UnsatisfiableError):
        requested_range(header, size)


@given(size=st.integers(0, 30), first=st.integers(0, 40), last=st.none() | st.integers(0, 40))
def test_a_range_holds_exactly_the_bytes_it_names(size, first, last):
    named = [at for at in range(size) if at >= first and (last is None or at <= last)]
    header = f"bytes={first}-{'' if last is None else last}"
    if last is not None and last < first:
        assert requested_range(header, size) is None
    elif not named:
        with pytest.raises(UnsatisfiableError):
            requested_range(header, size)
    else:
        assert requested_range(header, size) == ByteRange(named[0], len(named), size)
