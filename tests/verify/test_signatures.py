"""The mathematics of both verifiers against `cryptography` and published examples, good ones and twisted ones."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from tests.verify import wycheproof

from zhiji.core.ledger.timestamp import der
from zhiji.verify.volume_verifier import (
    P256,
    P384,
    SM2P256,
    Checkpoint,
    Note,
    continues,
    ecdsa_holds,
    ed25519_holds,
    message_digest,
    pss_holds,
    root_of,
    rsa_holds,
    sm2_holds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.verify.second import Second

MESSAGE = b"zhiji"
ORDERS = {"P256": P256.n, "P384": P384.n}
WYCHEPROOF = os.environ.get("ZHIJI_WYCHEPROOF", "")
MERKLE = os.environ.get("ZHIJI_MERKLE_VECTORS", "")


def in_hex(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}


def pair(r: int, s: int) -> bytes:
    return der.encode(der.SEQUENCE, der.encode_integer(r), der.encode_integer(s))


def twisted(sound: bytes, order: int, r: int, s: int) -> Iterator[bytes]:
    """Signatures that are not the sound one but like it: numbers out of range, other spellings, cut and lengthened."""
    yield from (
        pair(r, order - s),
        pair(r + order, s),
        pair(r, s + order),
        pair(0, s),
        pair(r, 0),
        pair(order, s),
        pair(-r, s),
    )
    yield from (b"", sound[:-1], sound + b"\0", b"\x31" + sound[1:], sound[:1] + b"\x81" + sound[1:], pair(s, r))
    yield b"\x30\x80" + sound[2:] + b"\0\0"
    padded = der.encode(der.INTEGER, b"\0\0" + r.to_bytes(49, "big"))
    yield der.encode(der.SEQUENCE, padded, der.encode_integer(s))
    yield der.encode(der.SEQUENCE, der.encode_integer(r), der.encode_integer(s), der.encode_integer(1))
    yield from (sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :] for place in range(0, len(sound), 5))


@pytest.mark.parametrize(
    ("name", "curve", "digest"), [("P256", ec.SECP256R1(), "sha256"), ("P384", ec.SECP384R1(), "sha512")]
)
def test_ecdsa_holds_where_another_library_says_so(second: Second, name: str, curve: Any, digest: str) -> None:
    key = ec.generate_private_key(curve)
    algorithm = ec.ECDSA(hashes.SHA256() if digest == "sha256" else hashes.SHA512())
    public = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    sound = key.sign(MESSAGE, algorithm)
    r, s = decode_dss_signature(sound)
    hashed = message_digest(digest, MESSAGE)
    for signature in (sound, *twisted(sound, ORDERS[name], r, s)):
        try:
            key.public_key().verify(signature, MESSAGE, algorithm)
            expected = True
        except InvalidSignature:
            expected = False
        ours = ecdsa_holds(P256 if name == "P256" else P384, public, hashed, signature)
        theirs = second.ask(call=["ecdsa", name, in_hex(public), in_hex(hashed), in_hex(signature)])
        assert (ours, theirs) == (expected, expected), signature.hex()


@pytest.mark.parametrize("scheme", ["rsa", "rsaPss"])
def test_rsa_holds_where_another_library_says_so(second: Second, scheme: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    how: Any = padding.PKCS1v15() if scheme == "rsa" else padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    sound = key.sign(MESSAGE, how, hashes.SHA384())
    number, modulus = int.from_bytes(sound, "big"), key.public_key().public_numbers().n
    hashed = message_digest("sha384", MESSAGE)
    others = [sound[:-1], b"\0" + sound, (number + modulus).to_bytes(257, "big"), bytes(256), b""]
    others += [sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :] for place in range(0, 256, 16)]
    for signature in (sound, *others):
        more = [] if scheme == "rsa" else [48]
        ours = (rsa_holds if scheme == "rsa" else pss_holds)(public, "sha384", *more, hashed, signature)  # type: ignore[operator]
        theirs = second.ask(call=[scheme, in_hex(public), "sha384", *more, in_hex(hashed), in_hex(signature)])
        assert (ours, theirs) == (signature == sound, signature == sound)


def test_ed25519_holds_only_in_its_one_spelling(second: Second) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    public, sound = key.public_key().public_bytes_raw(), key.sign(MESSAGE)
    order = 2**252 + 27742317777372353535851937790883648493
    higher = sound[:32] + (int.from_bytes(sound[32:], "little") + order).to_bytes(32, "little")
    others = [higher, sound[:-1], sound + b"\0", b""]
    others += [sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :] for place in range(0, 64, 4)]
    for signature in (sound, *others):
        theirs = second.ask(call=["ed25519", in_hex(public), in_hex(MESSAGE), in_hex(signature)])
        assert (ed25519_holds(public, MESSAGE, signature), theirs) == (signature == sound, signature == sound)


def test_the_sm2_example_of_the_standard_holds_under_its_identity_alone(second: Second) -> None:
    example = json.loads(Path("tests/vectors/ledger/sm.json").read_text(encoding="utf-8"))["sm2"]
    public, signature, message, identity = (
        bytes.fromhex(example[name]) for name in ("public", "signature", "message", "identity")
    )
    numbers = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    off_curve = public[:-1] + bytes([public[-1] ^ 1])
    for key, name, r, s in [
        (public, identity.decode(), *numbers),
        (public, "", *numbers),
        (off_curve, identity.decode(), *numbers),
        (public, identity.decode(), numbers[0], numbers[1] + SM2P256.n),
        (public, identity.decode(), numbers[0], SM2P256.n - numbers[0]),
    ]:
        expected = (key, name, s) == (public, identity.decode(), numbers[1])
        theirs = second.ask(call=["sm2", in_hex(key), in_hex(message), in_hex(pair(r, s)), name])
        assert (sm2_holds(key, message, (r, s), name), theirs) == (expected, expected)


@pytest.mark.parametrize("name", ["sha1", "sha256", "sha384", "sha512", "sm3"])
def test_digests_are_those_of_another_library_around_every_edge_of_a_block(second: Second, name: str) -> None:
    for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000):
        message = bytes(number % 251 for number in range(length))
        assert second.ask(call=["hashed", name, in_hex(message)]) == hashlib.new(name, message).hexdigest()


@pytest.mark.soak
@pytest.mark.skipif(not MERKLE, reason="ZHIJI_MERKLE_VECTORS names no folder of published proofs")
def test_published_proofs_of_both_kinds_are_judged_as_their_publishers_do(second: Second) -> None:
    """RFC 6962 by transparency-dev/merkle, its folder `testdata`."""
    for path in sorted(Path(MERKLE).rglob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        ours, theirs = judged(case, second)
        assert ours == theirs == (not case["wantErr"]), case


def judged(case: dict[str, Any], second: Second) -> tuple[bool, bool]:
    """What each verifier says. Trees of one size are compared by their callers."""
    values = {key: base64.b64decode(case[key] or "") for key in ("leafHash", "root", "root1", "root2") if key in case}
    proof = [base64.b64decode(value) for value in case["proof"] or ()]
    sent = list(map(in_hex, proof))
    if "leafIdx" in case:
        place = (case["leafIdx"], case["treeSize"])
        theirs = second.ask(call=["rootOf", "sha256", in_hex(values["leafHash"]), *place, sent])
        found = root_of("sha256", values["leafHash"], *place, proof)
        whole = len(values["root"]) == 32  # whoever reads a checkpoint has seen to that
        return whole and found == values["root"], whole and theirs == values["root"].hex()
    sizes = case["size1"], case["size2"]
    if sizes[0] == sizes[1]:
        return (not proof and sizes[0] > 0 and values["root1"] == values["root2"],) * 2
    old, new = (
        Checkpoint(Note(b"", ()), "x", size, values[name]) for size, name in zip(sizes, ("root1", "root2"), strict=True)
    )
    heads = [{"size": head.size, "root": in_hex(head.root)} for head in (old, new)]
    return continues("sha256", old, new, proof), second.ask(call=["continues", "sha256", *heads, sent])


def test_a_consistency_proof_needs_a_tree_to_begin_with() -> None:
    note = Note(b"", ())
    nothing, something = Checkpoint(note, "x", 0, b""), Checkpoint(note, "x", 1, bytes(32))
    assert not continues("sha256", nothing, something, [])
    assert not continues("sha256", something, something, [])
    assert root_of("sha256", bytes(32), 0, 0, []) is None


@pytest.mark.soak
@pytest.mark.skipif(not WYCHEPROOF, reason="ZHIJI_WYCHEPROOF names no folder of Wycheproof vectors")
def test_wycheproof_is_agreed_with() -> None:
    judgements = [one for path in sorted(Path(WYCHEPROOF).iterdir()) for one in wycheproof.cases(path)]
    assert judgements
    assert [name for name, expected, found in judgements if expected != found] == []
