"""The clever administrator, rung by rung: what the office finds by itself, and what only somebody outside can tell."""

import pytest

from zhiji.external.signer import FolderVault, LocalSigner
from zhiji.trail import audit, checkpoints, drill
from zhiji.trail.drill import LEDGER_ATTACKS

FOUND = {
    "改一行数据": {"ROW_ALTERED"},
    "连附件一起改": {"PAYLOAD_MISMATCH"},
    "连承诺一起改": {"LEAF_MISMATCH", "CHECKPOINT_MISMATCH", "SIGNER_FORK", "ANCHOR_MISMATCH", "TAIL_UNCOVERED"},
    "连散列一起改": {"CHECKPOINT_MISMATCH", "SIGNER_FORK", "ANCHOR_MISMATCH", "TAIL_UNCOVERED"},
    "删掉检查点": {"SIGNER_FORK", "ANCHOR_MISMATCH", "TAIL_UNCOVERED"},
    "偷来密钥重签": {"ANCHOR_MISMATCH"},
    "抽掉一条账目": {"ENTRY_GAP", "CHECKPOINT_MISMATCH", "SIGNER_FORK", "ANCHOR_MISMATCH", "TAIL_UNCOVERED", "ROW_UNLOGGED"},
    "拨回时钟": set(),
    "恢复旧备份": {"SIGNER_ROLLBACK", "ANCHOR_MISSING", "TAIL_UNCOVERED"},
    "整机恢复旧备份": {"ANCHOR_MISSING"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _signer_in_a_folder(monkeypatch, tmp_path):
    """Whose memory whoever steals the keys can wipe."""
    keys = tmp_path / "keys"
    keys.mkdir()
    monkeypatch.setattr(checkpoints, "keys_folder", lambda: keys)
    monkeypatch.setattr(checkpoints, "office_signer", lambda *_, **__: LocalSigner(FolderVault(keys), with_sm2=False))


@pytest.mark.parametrize("attack", LEDGER_ATTACKS, ids=lambda attack: attack.name)
def test_each_attack_is_found_by_what_should_find_it_and_leaves_nothing(office, attack):
    target = drill.choose()
    with drill.undone():
        attack.run(target)
        found = {one.code for one in drill.look(target)}
    assert found == FOUND[attack.name]
    assert audit.audit(sign=False, outside=target.kept) == []


def test_an_empty_office_has_nothing_to_attack(db):
    with pytest.raises(drill.NothingToAttack):
        drill.choose()
