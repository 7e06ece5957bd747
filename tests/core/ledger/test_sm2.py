import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiji.core.ledger import sm2

EXAMPLE = {
    name: bytes.fromhex(value)
    for name, value in json.loads(Path("tests/vectors/ledger/sm.json").read_text())["sm2"].items()
}
PUBLIC, SIGNATURE, MESSAGE, IDENTITY = (EXAMPLE[name] for name in ("public", "signature", "message", "identity"))
PRIVATE = int.from_bytes(EXAMPLE["private"])
N, P = sm2.N, sm2.P


def affine(point):
    x, y, z = point
    return x * pow(z, -2, P) % P, y * pow(z, -3, P) % P


def slow_sign(secret, digested, nonce):
    """GB/T 32918.2 section 6.1 as it stands."""
    r = (int.from_bytes(digested) + affine(sm2._multiple(sm2.G, nonce))[0]) % N
    s = pow(1 + secret, -1, N) * (nonce - r * secret) % N
    return r.to_bytes(32) + s.to_bytes(32)


def encoded(point):
    return b"\x04" + b"".join(value.to_bytes(32) for value in point)


def test_the_example_of_the_standard_verifies():
    assert sm2.IDENTITY == IDENTITY
    assert sm2.message_digest(PUBLIC, MESSAGE, identity=IDENTITY) == EXAMPLE["digest"]
    assert sm2.verify(PUBLIC, SIGNATURE, MESSAGE, identity=IDENTITY)
    assert encoded(affine(sm2._multiple(sm2.G, PRIVATE))) == PUBLIC


@pytest.mark.parametrize("position", range(64))
def test_any_changed_byte_of_the_signature_is_refused(position):
    changed = bytearray(SIGNATURE)
    changed[position] ^= 0x40
    assert not sm2.verify(PUBLIC, bytes(changed), MESSAGE, identity=IDENTITY)


@pytest.mark.parametrize("identity", [b"", b"1234567812345679", b"12345678"])
def test_another_identity_is_another_signature(identity):
    assert not sm2.verify(PUBLIC, SIGNATURE, MESSAGE, identity=identity)


def number(value):
    return value.to_bytes(32)


@pytest.mark.parametrize(
    "signature",
    [
        b"", SIGNATURE[:-1], SIGNATURE + b"\x00", number(0) + SIGNATURE[32:], SIGNATURE[:32] + number(0),
        number(N) + SIGNATURE[32:], SIGNATURE[:32] + number(N), SIGNATURE[32:] + SIGNATURE[:32], bytes(64), b"\xff" * 64,
        SIGNATURE[:32] + number(N - int.from_bytes(SIGNATURE[:32])),
        SIGNATURE[:32] + number(N - int.from_bytes(SIGNATURE[32:])),
    ],
    ids=["empty", "short", "long", "r is 0", "s is 0", "r is n", "s is n", "swapped", "zeroes", "ones", "t is 0", "-s"],
)  # fmt: skip
def test_a_degenerate_signature_is_refused(signature):
    assert not sm2.verify(PUBLIC, signature, MESSAGE, identity=IDENTITY)


@pytest.mark.parametrize(
    "public",
    [
        b"", PUBLIC[1:], b"\x02" + PUBLIC[1:33], b"\x05" + PUBLIC[1:], PUBLIC[:-1] + b"\x14", bytes(65), b"\x04" + bytes(64),
        b"\x04" + (P + 1).to_bytes(32) + PUBLIC[33:],
    ],
    ids=["empty", "no prefix", "compressed", "wrong prefix", "off the curve", "zeroes", "origin", "x beyond p"],
)  # fmt: skip
def test_what_is_no_point_of_the_curve_is_no_key(public):
    assert sm2.point_of(public) is None
    assert not sm2.verify(public, SIGNATURE, MESSAGE, identity=IDENTITY)


@settings(max_examples=25)
@given(st.integers(1, N - 2), st.integers(1, N - 1), st.binary(max_size=50))
def test_what_the_definition_signs_verifies_and_serves_no_other_message(secret, nonce, message):
    public = encoded(affine(sm2._multiple(sm2.G, secret)))
    signature = slow_sign(secret, sm2.message_digest(public, message, identity=IDENTITY), nonce)
    assert sm2.verify(public, signature, message, identity=IDENTITY)
    assert not sm2.verify(public, signature, message + b"\x00", identity=IDENTITY)


@given(st.integers(1, 2**256 - 1), st.integers(1, 2**256 - 1))
def test_multiples_add_up(first, second):
    left = sm2._add(sm2._multiple(sm2.G, first), sm2._multiple(sm2.G, second))
    right = sm2._multiple(sm2.G, (first + second) % N)
    assert left[2] == right[2] == 0 or affine(left) == affine(right)


def test_a_point_and_its_opposite_make_nothing():
    x, y = sm2.G
    assert sm2._add((x, y, 1), (x, P - y, 1))[2] == 0
    assert sm2._multiple(sm2.G, N)[2] == 0
