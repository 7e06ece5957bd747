"""Vectors that others published: tests/vectors/ledger/README.md says who."""

import base64
import json
from pathlib import Path

import pytest

from tests.core.ledger.test_tree import reader
from zhiji.core.ledger.checkpoint import open_checkpoint, parse_checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.digests import digest
from zhiji.core.ledger.errors import NoteError, ProofError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.proofs import check_consistency, check_inclusion, consistency_proof
from zhiji.core.ledger.tree import Edge, leaf_hash

VECTORS = Path("tests/vectors/ledger")
PROOFS = [json.loads(line) for line in (VECTORS / "rfc6962-proofs.jsonl").read_text().splitlines()]
LOG = json.loads((VECTORS / "tessera-log.json").read_text())
LOG_KEY = parse_verifier_key(LOG["vkey"])
GOSUM, SIGSUM = json.loads((VECTORS / "public-checkpoints.json").read_text())["logs"]


def decoded(case, name):
    return base64.b64decode(case[name] or "")


def check(case):
    proof = [base64.b64decode(value) for value in case["proof"] or ()]
    if "leafIdx" in case:
        leaf, root = decoded(case, "leafHash"), decoded(case, "root")
        check_inclusion("sha256", leaf, case["leafIdx"], case["treeSize"], proof, root)
    else:
        check_consistency("sha256", case["size1"], case["size2"], proof, decoded(case, "root1"), decoded(case, "root2"))


def test_all_196_proofs_are_there():
    assert len(PROOFS) == 196
    assert sum(not case["wantErr"] for case in PROOFS) == 12


@pytest.mark.parametrize("case", PROOFS, ids=lambda case: case["path"])
def test_a_published_proof_is_judged_as_published(case):
    if case["wantErr"]:
        with pytest.raises(ProofError):
            check(case)
    else:
        assert check(case) is None


def test_the_sample_log_grows_through_all_its_checkpoints():
    edge = Edge("sha256")
    for size, note in enumerate(LOG["checkpoints"]):
        if size:
            list(edge.push(leaf_hash("sha256", LOG["entries"][size - 1].encode())))
        head = open_checkpoint(note.encode(), [LOG_KEY])
        assert (head.size, head.root) == (size, edge.root())


def test_the_sample_log_is_consistent_between_any_two_checkpoints():
    heads = [open_checkpoint(note.encode(), [LOG_KEY]) for note in LOG["checkpoints"]]
    read = reader("sha256", [leaf_hash("sha256", entry.encode()) for entry in LOG["entries"]])
    for new in range(1, 16):
        for old in range(1, new + 1):
            proof = consistency_proof("sha256", read, old, new)
            check_consistency("sha256", old, new, proof, heads[old].root, heads[new].root)


def test_the_head_of_the_go_checksum_database_verifies():
    note = parse_note(GOSUM["note"].encode())
    key = parse_verifier_key(GOSUM["vkeys"][0])
    assert note.signers([key]) == (key,)
    assert parse_checkpoint(note.text).size == 35225469


def test_cosignatures_of_public_witnesses_verify():
    note, keys = parse_note(SIGSUM["note"].encode()), list(map(parse_verifier_key, SIGSUM["witnesses"].values()))
    assert open_checkpoint(SIGSUM["note"].encode(), [parse_verifier_key(SIGSUM["vkeys"][0])]).size == 12851
    assert [(one.witness, one.time) for one in cosignatures(note, keys)] == [(key, SIGSUM["time"]) for key in keys]


def test_a_public_cosignature_with_another_time_does_not_hold():
    *text, line = SIGSUM["note"].splitlines(keepends=True)
    name, blob = line.split()[1:]
    raw = bytearray(base64.b64decode(blob))
    raw[11] ^= 1
    changed = "".join(text) + f"— {name} {base64.b64encode(raw).decode()}\n"
    with pytest.raises(NoteError, match="不成立"):
        cosignatures(parse_note(changed.encode()), map(parse_verifier_key, SIGSUM["witnesses"].values()))


@pytest.mark.parametrize("example", json.loads((VECTORS / "sm.json").read_text())["sm3"], ids=["abc", "64 bytes"])
def test_sm3_gives_the_answers_of_the_standard(example):
    assert digest("sm3", bytes.fromhex(example["message"])).hex() == example["digest"]
