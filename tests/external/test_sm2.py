# ruff: noqa: ARG002 - a stand-in keeps the names it is called by
import ctypes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiji.core.ledger import sm2 as arithmetic
from zhiji.external import sm2

IDENTITY = arithmetic.IDENTITY
libcrypto = sm2.provider()
needs_libcrypto = pytest.mark.skipif(libcrypto is None, reason=sm2.NOT_HERE)


@needs_libcrypto
@settings(max_examples=25)
@given(
    st.binary(min_size=48, max_size=48),
    st.binary(max_size=200),
    st.sampled_from([IDENTITY, b"", b"ALICE123@YAHOO.COM"]),
)
def test_libcrypto_and_our_arithmetic_accept_each_others_signatures(material, message, identity):
    private = sm2.private_from(material)
    public, signature = libcrypto.public(private), libcrypto.sign(private, message, identity=identity)
    for judge in (libcrypto, arithmetic):
        assert judge.verify(public, signature, message, identity=identity)
        assert not judge.verify(public, signature, message + b"\x00", identity=identity)
        assert not judge.verify(public, signature, message, identity=identity + b"\x00")


@needs_libcrypto
def test_the_example_of_the_standard_is_the_self_test():
    assert sm2.self_test(libcrypto) is None


@needs_libcrypto
@pytest.mark.parametrize("public", [b"", bytes(65), b"\x04" + b"\x01" * 64, arithmetic.EXAMPLE.public[:-1] + b"\x00"])
def test_what_is_no_key_verifies_nothing(public):
    example = arithmetic.EXAMPLE
    assert not libcrypto.verify(public, example.signature, example.message, identity=IDENTITY)
    assert not libcrypto.verify(example.public, example.signature[1:], example.message, identity=IDENTITY)


@needs_libcrypto
@pytest.mark.parametrize("private", [bytes(32), arithmetic.N.to_bytes(32), b"short"])
def test_a_number_that_is_no_private_key_is_refused(private):
    with pytest.raises(sm2.Sm2Error, match="SM2"):
        libcrypto.sign(private, b"", identity=IDENTITY)


class Liar:
    """Gives the same signature for everything."""

    def public(self, private):
        return arithmetic.EXAMPLE.public

    def sign(self, private, message, *, identity):
        return bytes(64)

    def verify(self, public, signature, message, *, identity):
        return True


def test_a_library_that_computes_wrongly_is_refused():
    with pytest.raises(sm2.Sm2Error, match="自检不符"):
        sm2.self_test(Liar())


def test_a_machine_without_libcrypto_3_has_no_sm2(monkeypatch):
    def missing(name):
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert sm2._library() is None


def test_private_numbers_lie_in_their_range():
    assert sm2.private_from(bytes(48)) == (1).to_bytes(32)
    assert 0 < int.from_bytes(sm2.private_from(b"\xff" * 48)) < arithmetic.N - 1
    assert sm2.new_private() != sm2.new_private()
