"""Known answers of every algorithm that the ledger stands on, asked before anything is written."""

from __future__ import annotations

from zhiji.core.ledger import digests, sm2
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.kinds import ED25519

# RFC 8032 section 7.1, test 1: the empty message.
_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
_SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
    "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def self_test() -> None:
    """SHA-256, SM3, Ed25519 and SM2 (checking only). Raises LedgerError: do not start then."""
    digests.self_test()
    example = sm2.EXAMPLE
    answers = {
        "Ed25519": (ED25519.holds(_PUBLIC, _SIGNATURE, b""), ED25519.holds(_PUBLIC, _SIGNATURE, b"x")),
        "SM2": (
            sm2.verify(example.public, example.signature, example.message, identity=sm2.IDENTITY),
            sm2.verify(example.public, example.signature, b"x", identity=sm2.IDENTITY),
        ),
    }
    for algorithm, answer in answers.items():
        if answer != (True, False):
            raise LedgerError(f"本机的 {algorithm} 算法自检不符，不能启动；请更换 Python 或 OpenSSL。")
