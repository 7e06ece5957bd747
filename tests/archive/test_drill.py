"""`zhiji drill` on an office in use: the whole ladder, the original untouched."""

import hashlib
import json

import pytest
from tests.archive.test_backup import data_dir, zhiji

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["data_dir", "zhiji"]


def state(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_every_attack_is_caught_by_what_should_catch_it_and_the_original_is_untouched(zhiji, data_dir, tmp_path):
    for name in ("东街中队", "温泉中队"):
        zhiji("admin", "unit", name)
    (tmp_path / "one.txt").write_text("一", encoding="utf-8")
    zhiji("ingest", tmp_path / "one.txt")
    before = state(data_dir)
    said = json.loads(zhiji("drill", "--json"))
    assert state(data_dir) == before
    assert said["as_expected"]
    attacks = {one["name"]: one for one in said["attacks"]}
    assert len(attacks) == 11
    assert attacks["换一份证据文件"]["audit"] == ["EVIDENCE_ALTERED"]
    assert attacks["偷来密钥重签"]["outside"] == ["ANCHOR_MISMATCH"]
    assert [name for name, one in attacks.items() if not one["caught"]] == ["拨回时钟"]
    assert "拨动时钟" in json.dumps(said["cannot_be_caught"], ensure_ascii=False)


def test_where_nothing_is_there_is_nothing_to_attack(zhiji, data_dir):
    assert "没有执迹的数据" in zhiji("drill", "--data", data_dir / "typo", url="", expect=2)
