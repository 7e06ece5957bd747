"""Whom the reader believes: witnesses, keys that follow each other, what was lawfully destroyed. Both verifiers are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.verify.sample import CASE_KEY, Office, office_with_case, policy, seal, write_volume
from tests.verify.test_stamps import answers
from tests.verify.test_tampering import contents

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.entry import EntryType

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verify.second import Second

ACTOR = {"kind": "actor", "id": "u-1", "name": "陈立", "role": "执法人员"}


def said(answer: dict[str, Any], code: str) -> list[str]:
    return [finding["sentence"] for finding in answer["findings"] if finding["code"] == code]


def written(folder: Path, office: Office) -> dict[str, bytes]:
    return contents(write_volume(folder / "volume", office))


@pytest.mark.parametrize(("needed", "holds"), [(1, True), (2, True), (3, False)])
def test_as_many_witnesses_as_the_policy_asks_for_must_have_signed(
    tmp_path: Path, second: Second, needed: int, *, holds: bool
) -> None:
    office = office_with_case()
    office.anchor("court", "notary")
    answer = answers(second, written(tmp_path, office), policy("court", "notary", "bureau", needed=needed))
    assert answer["holds"] == holds
    assert [one["name"] for one in answer["witnesses"]] == (["court", "notary"] if holds else [])
    assert bool(said(answer, "WITNESS_QUORUM")) != holds


def test_what_changed_the_case_after_the_last_witness_is_not_witnessed(tmp_path: Path, second: Second) -> None:
    office = office_with_case()
    office.anchor("court")
    office.enter(EntryType.CASE_CHANGED, [ACTOR])
    answer = answers(second, written(tmp_path, office), policy("court"))
    assert "第 5 条留痕" in said(answer, "WITNESS_QUORUM")[0]


def test_who_looked_after_the_last_witness_is_only_told(tmp_path: Path, second: Second) -> None:
    office = office_with_case()
    office.anchor("court")
    office.enter(EntryType.VIEWED, [ACTOR])
    answer = answers(second, written(tmp_path, office), policy("court"))
    assert answer["holds"]
    assert "最后 2 条" in said(answer, "WITNESS_PARTIAL")[0]


def test_witnesses_of_another_past_are_of_no_use(tmp_path: Path, second: Second) -> None:
    office, rewritten = office_with_case(), office_with_case(films={})
    rewritten.enter(EntryType.CASE_CHANGED, [ACTOR])
    rewritten.enter(EntryType.CASE_CHANGED, [ACTOR])
    rewritten.anchor("court")
    office.anchors = rewritten.anchors
    files = written(tmp_path, office)
    answer = answers(second, files, policy("court"))
    assert said(answer, "CHECKPOINT_MISMATCH")
    assert said(answer, "WITNESS_QUORUM")


def test_a_policy_in_the_volume_is_shown_and_never_trusted(tmp_path: Path, second: Second) -> None:
    files = written(tmp_path, office_with_case())
    files["anchors/policy.txt"] = policy("court")
    seal(files, Office())
    answer = answers(second, files)
    assert said(answer, "NO_WITNESS")
    assert said(answer, "POLICY_NOT_GIVEN")


@pytest.mark.parametrize(
    ("known", "signed", "code"),
    [("office", None, "KEY_SUCCEEDED"), ("second", None, "KEY_SUCCEEDED"), ("office", "thief", "KEY_MISMATCH")],
)
def test_keys_lead_to_each_other_where_the_old_ones_vouch_for_the_new(
    tmp_path: Path, second: Second, known: str, signed: str | None, code: str
) -> None:
    office = office_with_case()
    office.change_keys("second", signed=signed)
    office.change_keys("third")
    answer = answers(second, written(tmp_path, office), policy("court", office=Office(seed=known)))
    assert said(answer, code)
    assert answer["holds"] is False  # no witness has signed


def test_a_new_era_is_told(tmp_path: Path, second: Second) -> None:
    office = office_with_case()
    office.open_era("compromised")
    assert "密钥泄露" in said(answers(second, written(tmp_path, office)), "ERA_OPENED")[0]


def without_opening(files: dict[str, bytes], entry: int, place: int) -> None:
    wanted = f'"entry":{entry},"place":{place},'.encode()
    lines = files["ledger/openings.jsonl"].splitlines(keepends=True)
    files["ledger/openings.jsonl"] = b"".join(line for line in lines if wanted not in line)


@pytest.mark.parametrize(("listed", "code"), [(True, "EXPUNGED"), (False, "OPENING_MISSING")])
def test_what_was_lawfully_destroyed_is_counted_and_what_is_merely_gone_is_missing(
    tmp_path: Path, second: Second, *, listed: bool, code: str
) -> None:
    office = office_with_case()
    line = office.enter(EntryType.CASE_CHANGED, [ACTOR, {"kind": "note", "text": "到期销毁"}])
    commitment = line.entry.commitments[1].sha256.hex()
    facts = {
        "approvers": ["u-2", "u-3"],
        "authority": "县档案局",
        "basis": "档案管理违法违纪行为处分规定第七条",
        "items": [[line.index, 1, commitment if listed else "0" * 64]],
    }
    office.enter(EntryType.EXPUNGED, [ACTOR], facts=facts)
    files = written(tmp_path, office)
    without_opening(files, line.index, 1)
    seal(files, office)
    answer = answers(second, files)
    assert answer["holds"] == listed
    assert f"第 {line.index} 条留痕第 2 项" in said(answer, code)[0]
    assert answer["checked"]["依法销毁"] == int(listed)
    assert not listed or "县档案局" in said(answer, code)[0]


def test_a_case_index_that_knows_more_entries_than_are_shown_is_named(tmp_path: Path, second: Second) -> None:
    office = office_with_case()
    withheld = office.enter(EntryType.CASE_CHANGED, [ACTOR])
    files = written(tmp_path, office)
    lines = files["ledger/entries.jsonl"].splitlines(keepends=True)
    assert withheld.body + b"\n" == lines[-2]
    for name in ("entries", "proofs"):
        shown = files[f"ledger/{name}.jsonl"].splitlines(keepends=True)
        files[f"ledger/{name}.jsonl"] = b"".join([*shown[:-2], shown[-1]])
    seal(files, office)
    answer = answers(second, files)
    assert said(answer, "INDEX_PROOF_BAD")
    assert said(answer, "CASE_CHAIN_BROKEN")


def test_a_shown_case_index_must_be_the_installations(tmp_path: Path, second: Second) -> None:
    office = office_with_case()
    line = office.enter(EntryType.CASE_CHANGED, [ACTOR], case=CASE_KEY)
    files = written(tmp_path, office)
    proofs = office.prove(line).proofs
    stated = {
        "entry": line.body.decode(),
        "in_index": {"sha256": [], "sm3": []},
        "index": line.index,
        "place": 0,
        **{name: [node.hex() for node in proof] for name, proof in proofs.items()},
    }
    files["ledger/case-index.jsonl"] = canonical_bytes(stated) + b"\n"
    seal(files, office)
    assert said(answers(second, files), "INDEX_PROOF_BAD")


@pytest.mark.parametrize("damage", ["", "sm2", "none"])
def test_every_key_that_a_volume_names_for_a_tree_must_have_signed_its_checkpoint(
    tmp_path: Path, second: Second, damage: str
) -> None:
    office = office_with_case()
    office.sm2 = True
    files, path = written(tmp_path, office), "ledger/checkpoint-sha256.note"
    lines = files[path].splitlines(keepends=True)
    if damage == "sm2":
        files[path] = b"".join(
            [*lines[:-1], lines[-1][:-9] + (b"AAAA" if lines[-1][-9:-5] != b"AAAA" else b"BBBB") + lines[-1][-5:]]
        )
    elif damage == "none":
        files[path] = b"".join(lines[:-1])
    seal(files, office)
    answer = answers(second, files)
    assert answer["holds"] == (not damage)
    assert bool(said(answer, "CHECKPOINT_BAD_SIG")) == bool(damage)
