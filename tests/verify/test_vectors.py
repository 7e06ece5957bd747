"""The verifier's own mathematics against published examples, and against changed ones that must fail."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.verify.sample import Office

from zhiji.core.ledger.proofs import inclusion_proof
from zhiji.core.ledger.tree import StoredTree, leaf_hash
from zhiji.verify.volume_verifier import (
    COSIGNER,
    Key,
    Note,
    PythonSm3,
    canonical,
    digest,
    ed25519_holds,
    root_of,
    strict_base64,
)

# RFC 8032 section 7.1: public key, message, signature
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493

# GB/T 32905-2016 appendix A; the empty message from GM/T test suites
SM3 = [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
]

# The eight leaves of the certificate transparency test tree and the roots over the first n of them
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_ed25519_agrees_with_rfc_8032(public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_holds(key, text, signed)
    assert not ed25519_holds(key, text + b"\x00", signed)
    for position in range(0, 64, 7):
        assert not ed25519_holds(key, text, signed[:position] + bytes([signed[position] ^ 1]) + signed[position + 1 :])


def test_ed25519_refuses_what_is_no_canonical_signature_or_key() -> None:
    key, text, signed = (bytes.fromhex(part) for part in RFC_8032[1])
    scalar = int.from_bytes(signed[32:], "little") + ORDER
    assert not ed25519_holds(key, text, signed[:32] + scalar.to_bytes(32, "little"))
    assert not ed25519_holds(key, text, signed + b"\x00")
    assert not ed25519_holds(key, text, signed[:-1])
    assert not ed25519_holds(key[:-1], text, signed)
    assert not ed25519_holds((2**255 - 19).to_bytes(32, "little"), text, signed)  # y = p is another spelling of 0
    assert not ed25519_holds((2).to_bytes(32, "little"), text, signed)  # on no curve point
    assert not ed25519_holds((1 | 1 << 255).to_bytes(32, "little"), text, signed)  # minus zero


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), flipped=st.integers(0, 64 * 8 - 1))
def test_ed25519_agrees_with_a_library(seed: bytes, message: bytes, flipped: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signed = private.public_key().public_bytes_raw(), private.sign(message)
    assert ed25519_holds(public, message, signed)
    changed = bytearray(signed)
    changed[flipped // 8] ^= 1 << flipped % 8
    assert not ed25519_holds(public, message, bytes(changed))


@pytest.mark.parametrize(("message", "expected"), SM3)
def test_sm3_agrees_with_the_standard(message: bytes, expected: str) -> None:
    assert PythonSm3(message).digest().hex() == expected
    assert digest("sm3", message).hex() == expected


@given(parts=st.lists(st.binary(max_size=150), max_size=5))
def test_sm3_in_python_agrees_with_the_library_however_the_bytes_arrive(parts: list[bytes]) -> None:
    state = PythonSm3()
    for part in parts:
        state.update(part)
    assert state.digest() == digest("sm3", b"".join(parts))


def test_inclusion_in_the_certificate_transparency_test_tree() -> None:
    leaves = [leaf_hash("sha256", bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof("sha256", lambda _, first, count: leaves[first : first + count], index, 8)
        given_root = root_of("sha256", leaf, index, 8, proof)
        assert given_root is not None
        assert given_root.hex() == CT_ROOT


@given(data=st.data(), size=st.integers(1, 70), algorithm=st.sampled_from(["sha256", "sm3"]))
def test_a_proof_leads_to_the_root_and_a_changed_one_does_not(data: st.DataObject, size: int, algorithm: str) -> None:
    leaves = [leaf_hash(algorithm, bytes([number])) for number in range(size)]

    def read(_level: int, first: int, count: int) -> list[bytes]:
        return leaves[first : first + count]

    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(algorithm, read, index, size), StoredTree(algorithm, read).root(size)
    assert root_of(algorithm, leaves[index], index, size, proof) == root
    assert root_of(algorithm, leaves[index], index, size, [*proof, b"\x00" * 32]) != root
    assert root_of(algorithm, b"\x00" * 32, index, size, proof) != root
    if proof:
        assert root_of(algorithm, leaves[index], index, size, proof[:-1]) != root
        assert root_of(algorithm, leaves[index], index ^ 1, size, proof) != root


@pytest.mark.parametrize(
    "text",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":"\\u4e2d"}',
        b'{"a":01}',
        b'{"a":"\\ud800"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b"",
    ],
)
def test_only_one_spelling_of_json_is_taken(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # UnicodeError and JSONDecodeError are ValueErrors too
        canonical(text)


@pytest.mark.parametrize("text", ["AQ", "AR==", "AQ==\n", " AQ==", "AQ=", "A?==", "AQ==AQ==", "\uff21\uff31=="])
def test_loose_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        strict_base64(text)


SIGNED = Office().sign("zhiji-volume/1\nx\n", "a/b").decode()


@pytest.mark.parametrize(
    "note",
    [
        SIGNED[:-1],
        SIGNED + "\n",
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("x\n", "x\r\n"),
        SIGNED.replace("x\n", "x\t\n"),
        SIGNED.replace("— a/b ", "— a b "),
        SIGNED.replace("— a/b ", "— a+b "),
        "zhiji-volume/1\n\n",
    ],
)
def test_a_note_in_loose_grammar_is_refused(note: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # which of the rules it breaks does not matter
        Note.parse(note.encode())


def test_a_key_is_read_only_where_name_hash_and_kind_agree() -> None:
    vkey = str(Office().keys.sha256)
    name, key_id, rest = vkey.split("+", 2)
    assert Key.parse(vkey).vkey == vkey
    for wrong in (f"{name}x+{key_id}+{rest}", f"{name}+00000000+{rest}", f"{name}+{key_id}+{rest[:-2]}", name, ""):
        with pytest.raises(ValueError):  # noqa: PT011
            Key.parse(wrong)
    with pytest.raises(ValueError, match="type"):
        Key.parse(vkey, [COSIGNER])
