import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.canonical import MAX_DEPTH, MAX_INTEGER, canonical_bytes, free_json, parse_canonical
from zhiji.core.ledger.errors import CanonicalError

keys = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
text = st.text(st.characters(exclude_categories=["Cs"]))
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
leaves = st.none() | st.booleans() | integers | text
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20)
numbers = st.floats(-MAX_INTEGER, MAX_INTEGER)
free_values = st.recursive(
    leaves | numbers, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20
)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@given(values)
def test_a_value_comes_back_from_its_canonical_bytes(value):
    assert parse_canonical(canonical_bytes(value)) == value


def test_the_form_is_compact_sorted_and_readable():
    value = {"b": [1, True, None], "a": "执迹\n\x1f\x7f", "a_1": {}}
    assert canonical_bytes(value).decode() == '{"a":"执迹\\n\\u001f\x7f","a_1":{},"b":[1,true,null]}'


@pytest.mark.parametrize(
    "value",
    [
        1.0, float("nan"), 2**53, -(2**53), "\ud800", b"", {1: 2}, {"A": 1}, {"a-b": 1}, {"": 1}, {"甲": 1}, {"_a": 1},
        {"é": 1}, {"a\n": 1}, {1, 2}, [object], nested(MAX_DEPTH + 1),
    ],
    ids=repr,
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(CanonicalError):
        canonical_bytes(value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" 1", b"1 ", b"1\n", b"01", b"-0", b"1.0", b"1e2", b"NaN", b"Infinity", b"9007199254740992", b'{"a":1,"a":2}',
        b'{"b":1,"a":2}', b'{"a": 1}', b'{"A":1}', b'"\\u0061"', b'"\\/"', b'"\\ud800"', b'"\\u001F"', b"\xef\xbb\xbf1",
        b'"\xff"', b"[1,]", b"{", b"[" * 100_000, b"[" * 40 + b"]" * 40, b"1" * 5000,
    ],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_any_other_spelling_is_refused(data):
    with pytest.raises(CanonicalError):
        parse_canonical(data)


@given(values, st.data())
def test_a_changed_byte_never_reads_as_the_same_value(value, data):
    original = canonical_bytes(value)
    position, flip = data.draw(st.integers(0, len(original) - 1)), data.draw(st.integers(1, 255))
    changed = original[:position] + bytes([original[position] ^ flip]) + original[position + 1 :]
    try:
        assert canonical_bytes(parse_canonical(changed)) == changed
    except CanonicalError:
        return


@given(free_values)
def test_free_json_says_the_same_as_the_value_and_is_stable(value):
    written = free_json(value)
    assert json.loads(written) == value
    assert free_json(json.loads(written)) == written


def test_free_json_does_not_tell_a_whole_number_from_its_decimal_form():
    assert free_json({"时长": 3.0, "倍率": 0.5}) == free_json({"倍率": 0.5, "时长": 3}) == '{"倍率":0.5,"时长":3}'


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 2**53, 1e300, {1}, nested(MAX_DEPTH + 1)], ids=repr)
def test_free_json_refuses_what_a_database_would_change(value):
    with pytest.raises(CanonicalError):
        free_json(value)
