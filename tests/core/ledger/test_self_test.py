import hashlib

import pytest

from zhiji.core.ledger import digests, sm2
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.self_test import self_test


def test_the_self_test_passes_here():
    assert self_test() is None


def test_a_machine_that_hashes_wrongly_is_stopped(monkeypatch):
    monkeypatch.setitem(digests._TEMPLATES, "sm3", hashlib.sha256())
    with pytest.raises(LedgerError, match="sm3"):
        self_test()


def test_a_machine_that_accepts_any_signature_is_stopped(monkeypatch):
    monkeypatch.setattr(sm2, "verify_digest", lambda *_: True)
    with pytest.raises(LedgerError, match="SM2"):
        self_test()
