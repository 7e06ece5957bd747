from __future__ import annotations

import pytest

from tests.trail.anchoring.conftest import BY, NOW, ROOT
from zhiji.core.ledger.keys import CosignerKey
from zhiji.core.ledger.policy import parse_policy
from zhiji.trail import checkpoints
from zhiji.trail.anchoring import actions, queries, witnessing
from zhiji.trail.anchoring.errors import AnchorError
from zhiji.trail.audit import audit

pytestmark = pytest.mark.django_db


def vkey(number):
    return str(CosignerKey(f"witness.example/{number}", bytes([number] * 32)).verifier)


def test_a_witness_is_entered_with_its_key(db):
    actions.add_witness("福州市司法局", vkey(1), "https://w.example", **BY)
    assert [row.name for row in queries.witnesses()] == ["福州市司法局"]
    assert audit() == []


@pytest.mark.parametrize(
    ("name", "key", "url", "match"),
    [
        ("两 个", vkey(1), "", "空格"),
        ("none", vkey(1), "", "none"),
        ("", vkey(1), "", "空格"),
        ("司法局", "nonsense", "", "公钥不能用"),
        ("司法局", vkey(1), "ftp://w.example", "https"),
    ],
)
def test_what_does_not_fit_is_refused(name, key, url, match):
    with pytest.raises(AnchorError, match=match):
        actions.add_witness(name, key, url, **BY)


def test_a_key_of_a_log_is_no_witness():
    with pytest.raises(AnchorError, match="不是见证方的公钥"):
        actions.add_witness("司法局", str(checkpoints.local_signer().verifier()), **BY)


def test_names_and_keys_are_entered_once_even_after_retirement():
    first = actions.add_witness("司法局", vkey(1), **BY)
    with pytest.raises(AnchorError, match="已经登记过"):
        actions.add_witness("检察院", vkey(1), **BY)
    actions.retire(first, **BY)
    assert not queries.witnesses()
    with pytest.raises(AnchorError, match="已被使用"):
        actions.add_witness("司法局", vkey(2), **BY)
    with pytest.raises(AnchorError, match="没有名为"):
        queries.witness_named("司法局")


def test_the_quorum_is_between_one_and_all_of_them():
    with pytest.raises(AnchorError, match="还没有登记"):
        actions.set_quorum(1, **BY)
    actions.add_witness("司法局", vkey(1), **BY)
    actions.add_witness("检察院", vkey(2), **BY)
    assert queries.quorum() == 1
    actions.set_quorum(2, **BY)
    with pytest.raises(AnchorError, match="在 1 和 2 之间"):
        actions.set_quorum(3, **BY)
    actions.retire(queries.witness_named("检察院"), **BY)
    assert queries.quorum() == 1


def test_the_policy_is_a_file_that_others_read():
    assert parse_policy(str(queries.policy()).encode()).quorum == "none"
    actions.add_witness("司法局", vkey(1), "https://w.example", **BY)
    actions.add_witness("检察院", vkey(2), **BY)
    actions.set_quorum(2, **BY)
    policy = parse_policy(str(queries.policy()).encode())
    assert [log.key.name for log in policy.logs] == [queries.own_origin("sha256"), queries.own_origin("sm3")]
    assert set(policy.witnesses) == {"司法局", "检察院"}
    assert policy.is_met_by({"司法局", "检察院"})
    assert not policy.is_met_by({"司法局"})


def test_an_authority_needs_roots_that_can_be_read():
    with pytest.raises(AnchorError, match="PEM"):
        actions.add_authority(actions.NewAuthority("tsa", "https://tsa.example", "nonsense"), **BY)
    actions.add_authority(actions.NewAuthority("tsa", "https://tsa.example", ROOT.pem, policies=("1.2.3",)), **BY)
    assert queries.trust_of(queries.authority_named("tsa")).policies == {"1.2.3"}


def test_files_do_what_the_network_does(witnessed):
    first = witnessed[0]
    submitted = witnessing.submission(queries.witness_named("w1"))
    note = first.witness.cosign(submitted.encode(), time=int(NOW.timestamp()))
    anchor = witnessing.accept(queries.witness_named("w1"), str(note).encode(), at=NOW)
    assert (anchor.size, anchor.at) == (submitted.head.size, NOW)
    for wrong in (
        b"nonsense",
        str(submitted.note).encode(),
        str(note).encode().replace(b"zhiji.local", b"other.local"),
    ):
        with pytest.raises(AnchorError):
            witnessing.accept(queries.witness_named("w1"), wrong, at=NOW)


def test_nothing_is_submitted_before_the_first_checkpoint(db):
    row = actions.add_witness("司法局", vkey(1), **BY)
    with pytest.raises(AnchorError, match="还没有签过检查点"):
        witnessing.submission(row)
