import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.timestamp import TimestampError, der
from zhiji.core.ledger.timestamp.token import parse_token


@given(st.integers(-(2**200), 2**200))
def test_integers_come_back(value):
    assert der.integer(der.parse(der.encode_integer(value))) == value


@given(st.tuples(st.integers(0, 1), st.integers(0, 39), st.lists(st.integers(0, 2**70))))
def test_object_identifiers_come_back(arcs):
    dotted = ".".join(map(str, (arcs[0], arcs[1], *arcs[2])))
    assert der.oid(der.parse(der.encode_oid(dotted))) == dotted


@given(st.integers(0, 70_000))
def test_any_length_comes_back(size):
    content = bytes(size)
    assert der.octets(der.parse(der.encode(der.OCTET_STRING, content))) == content


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        element = der.parse(data)
    except TimestampError:
        return
    assert element.whole == data
    with pytest.raises(TimestampError):
        parse_token(data)


@pytest.mark.parametrize(
    "data",
    ["", "02", "0281", "02800100", "0201", "020100ff", "02810100", "02820001ff", "1f0100", "0285000000000100", "02ff"],
)
def test_other_spellings_are_refused(data):
    with pytest.raises(TimestampError):
        der.parse(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["0200", "02020001", "0202ffff", "0600", "06018a", "0603808001", "040100"])
def test_integers_and_identifiers_have_one_spelling(data):
    element = der.parse(bytes.fromhex(data))
    read = der.oid if element.tag == der.OID else der.integer
    with pytest.raises(TimestampError):
        read(element)
