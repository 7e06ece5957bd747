"""Signing with SM2 by the system's libcrypto 3: `cryptography` has no SM2 (GB/T 32918.2-2016).

The identity is always given: OpenSSL's own default is an empty one, which makes signatures that nobody else accepts.
"""

from __future__ import annotations

import ctypes
import secrets
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_ulong, c_void_p
from ctypes.util import find_library
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from zhiji.core.ledger import sm2
from zhiji.core.ledger.kinds import SM2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.ledger.keys import VerifierKey

NOT_HERE = "本机没有带 SM2 的 OpenSSL 3（libcrypto），只用 Ed25519 签名；需要国密签名的，请装上 OpenSSL 3 再更换密钥。"

_VERSION_3 = 0x3000_0000
# ECPrivateKey (RFC 5915) and SubjectPublicKeyInfo (RFC 5480) on the SM2 curve, around the bytes of a key.
_PRIVATE = bytes.fromhex("30310201010420"), bytes.fromhex("a00a06082a811ccf5501822d")
_PUBLIC = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_LONGEST_SIGNATURE = 72

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "OpenSSL_version_num": (c_ulong, []),
    "ERR_clear_error": (None, []),
    "EVP_sm3": (c_void_p, []),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_CTX_new": (c_void_p, [c_void_p, c_void_p]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_int]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_set_pkey_ctx": (None, [c_void_p, c_void_p]),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_DigestSignInit": (c_int, [c_void_p] * 5),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit": (c_int, [c_void_p] * 5),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "d2i_AutoPrivateKey": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "d2i_PUBKEY": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "i2d_PUBKEY": (c_int, [c_void_p, POINTER(POINTER(c_ubyte))]),
}


class Sm2Error(Exception):
    """libcrypto refused, or computes wrongly. The message is one Chinese sentence."""


class Sm2Provider(Protocol):
    """Whoever computes with SM2 keys. private: the number d in 32 bytes; public: 0x04 ‖ x ‖ y; signature: r ‖ s."""

    def public(self, private: bytes) -> bytes: ...
    def sign(self, private: bytes, message: bytes, *, identity: bytes) -> bytes: ...
    def verify(self, public: bytes, signature: bytes, message: bytes, *, identity: bytes) -> bool: ...


def new_private() -> bytes:
    """A random number in [1, n - 2]."""
    return private_from(secrets.token_bytes(48))


def private_from(material: bytes) -> bytes:
    """The private number that 48 evenly random bytes stand for; so many leave no bias (FIPS 186-5 A.2.1)."""
    return (int.from_bytes(material) % (sm2.N - 2) + 1).to_bytes(32)


@cache
def provider() -> Sm2Provider | None:
    """The system's libcrypto; None where it has no SM2. Raises Sm2Error where it has one that computes wrongly."""
    library = _library()
    if library is None:
        return None
    found = LibcryptoSm2(library)
    self_test(found)
    return found


def self_test(tested: Sm2Provider) -> None:
    """Known answers of GB/T 32918.5-2017 appendix A.2, and a signature that our own arithmetic accepts. Raises Sm2Error."""
    signature = tested.sign(sm2.EXAMPLE.private, sm2.EXAMPLE.message, identity=sm2.IDENTITY)
    sound = (
        tested.public(sm2.EXAMPLE.private) == sm2.EXAMPLE.public
        and tested.verify(sm2.EXAMPLE.public, sm2.EXAMPLE.signature, sm2.EXAMPLE.message, identity=sm2.IDENTITY)
        and not tested.verify(sm2.EXAMPLE.public, sm2.EXAMPLE.signature, b"", identity=sm2.IDENTITY)
        and sm2.verify(sm2.EXAMPLE.public, signature, sm2.EXAMPLE.message, identity=sm2.IDENTITY)
    )
    if not sound:
        raise Sm2Error("本机 libcrypto 的 SM2 算法自检不符，不能签名；请更换 OpenSSL。")


def quick(key: VerifierKey) -> VerifierKey:
    """The same key, checked by libcrypto where it can: five times as fast, which counts for years of checkpoints."""
    found = provider() if key.kind == SM2 else None
    if found is None:
        return key
    return replace(key, kind=replace(SM2, holds=partial(_holds, found)))


def _holds(found: Sm2Provider, public: bytes, signature: bytes, text: bytes) -> bool:
    return found.verify(public, signature, text, identity=sm2.IDENTITY)


class LibcryptoSm2:
    """SM2 of an OpenSSL 3 library. Objects live as long as one call; private numbers are not wiped from memory."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library

    def public(self, private: bytes) -> bytes:
        with self._private_key(private) as key:
            start = POINTER(c_ubyte)()
            written = self._library.i2d_PUBKEY(key, byref(start))
            if written != len(_PUBLIC) + sm2.PUBLIC_SIZE:
                raise self._refused("推出公钥")
            buffer = (c_ubyte * written)()
            self._library.i2d_PUBKEY(key, byref(ctypes.cast(buffer, POINTER(c_ubyte))))
            return bytes(buffer)[len(_PUBLIC) :]

    def sign(self, private: bytes, message: bytes, *, identity: bytes) -> bytes:
        """Raises Sm2Error."""
        buffer, size = ctypes.create_string_buffer(_LONGEST_SIGNATURE), c_size_t(_LONGEST_SIGNATURE)
        with self._private_key(private) as key, self._context(key, identity) as context:
            started = self._library.EVP_DigestSignInit(context, None, self._library.EVP_sm3(), None, key) == 1
            if not started or self._library.EVP_DigestSign(context, buffer, byref(size), message, len(message)) != 1:
                raise self._refused("签名")
        r, s = decode_dss_signature(buffer.raw[: size.value])
        return r.to_bytes(32) + s.to_bytes(32)

    def verify(self, public: bytes, signature: bytes, message: bytes, *, identity: bytes) -> bool:
        if len(signature) != sm2.SIGNATURE_SIZE or len(public) != sm2.PUBLIC_SIZE:
            return False
        encoded = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        with self._public_key(public) as key:
            if not key:
                return False
            with self._context(key, identity) as context:
                started = self._library.EVP_DigestVerifyInit(context, None, self._library.EVP_sm3(), None, key) == 1
                holds = self._library.EVP_DigestVerify(context, encoded, len(encoded), message, len(message)) == 1
        self._library.ERR_clear_error()
        return bool(started and holds)

    @contextmanager
    def _private_key(self, private: bytes) -> Iterator[Any]:
        before, after = _PRIVATE
        with self._key("d2i_AutoPrivateKey", before + private + after) as key:
            if not key:
                raise self._refused("读入私钥")
            yield key

    def _public_key(self, public: bytes) -> Any:
        return self._key("d2i_PUBKEY", _PUBLIC + public)

    @contextmanager
    def _key(self, reader: str, encoded: bytes) -> Iterator[Any]:
        key = getattr(self._library, reader)(None, byref(c_char_p(encoded)), len(encoded))
        try:
            yield key
        finally:
            self._library.EVP_PKEY_free(key)
            self._library.ERR_clear_error()

    @contextmanager
    def _context(self, key: Any, identity: bytes) -> Iterator[Any]:
        """A digest context that knows whose identity goes into Z."""
        context, of_key = self._library.EVP_MD_CTX_new(), self._library.EVP_PKEY_CTX_new(key, None)
        try:
            if not context or self._library.EVP_PKEY_CTX_set1_id(of_key, identity, len(identity)) != 1:
                raise self._refused("设定身份标识")
            self._library.EVP_MD_CTX_set_pkey_ctx(context, of_key)
            yield context
        finally:
            self._library.EVP_MD_CTX_free(context)
            self._library.EVP_PKEY_CTX_free(of_key)

    def _refused(self, step: str) -> Sm2Error:
        self._library.ERR_clear_error()
        return Sm2Error(f"本机 libcrypto 没有完成 SM2 的{step}，请检查密钥和 OpenSSL。")


def _library() -> ctypes.CDLL | None:
    for name in ("libcrypto.so.3", find_library("crypto")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None and _has_sm2(library):
            return library
    return None


def _has_sm2(library: ctypes.CDLL) -> bool:
    if not all(hasattr(library, name) for name in _SIGNATURES):
        return False
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    if library.OpenSSL_version_num() < _VERSION_3:
        return False
    context = library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    library.EVP_PKEY_CTX_free(context)
    library.ERR_clear_error()
    return bool(context)
