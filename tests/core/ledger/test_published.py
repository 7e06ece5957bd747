"""Vectors that others published: tests/vectors/ledger/README.md says which stand here, and which a reader brings along."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from zhiji.core.ledger.digests import digest
from zhiji.core.ledger.errors import ProofError
from zhiji.core.ledger.proofs import check_consistency, check_inclusion

VECTORS = Path("tests/vectors/ledger")
MERKLE = os.environ.get("ZHIJI_MERKLE_VECTORS", "")
"""The folder `testdata` of transparency-dev/merkle: 196 inclusion and consistency proofs, most of them bad."""


def decoded(case, name):
    return base64.b64decode(case[name] or "")


def check(case):
    proof = [base64.b64decode(value) for value in case["proof"] or ()]
    if "leafIdx" in case:
        leaf, root = decoded(case, "leafHash"), decoded(case, "root")
        check_inclusion("sha256", leaf, case["leafIdx"], case["treeSize"], proof, root)
    else:
        check_consistency("sha256", case["size1"], case["size2"], proof, decoded(case, "root1"), decoded(case, "root2"))


def accepted(case):
    try:
        check(case)
    except ProofError:
        return False
    return True


@pytest.mark.soak
@pytest.mark.skipif(not MERKLE, reason="ZHIJI_MERKLE_VECTORS names no folder of published proofs")
def test_published_proofs_are_judged_as_published():
    cases = [(path, json.loads(path.read_text())) for path in sorted(Path(MERKLE).rglob("*.json"))]
    assert len(cases) == 196
    assert [path for path, case in cases if accepted(case) is case["wantErr"]] == []


@pytest.mark.parametrize("example", json.loads((VECTORS / "sm.json").read_text())["sm3"], ids=["abc", "64 bytes"])
def test_sm3_gives_the_answers_of_the_standard(example):
    assert digest("sm3", bytes.fromhex(example["message"])).hex() == example["digest"]
