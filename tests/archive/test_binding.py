"""A volume carries what outsiders gave, and the verifier takes it for what it is worth."""

from __future__ import annotations

import json

import pytest
from tests.archive.conftest import EXPORTED
from tests.trail.anchoring.conftest import ADMIN, ROOT, Authority, Neighbour
from tests.trail.conftest import look

from zhiji.archive import actions
from zhiji.external.posting import LocalPoster
from zhiji.trail import checkpoints
from zhiji.trail.anchoring import actions as anchoring
from zhiji.trail.anchoring import queries, rounds
from zhiji.verify import volume_verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume(case, cast, tmp_path, monkeypatch):
    """Exported after one witness and one authority had seen an earlier checkpoint."""
    neighbour, authority = Neighbour(tmp_path, "w1").trusts_us(), Authority()
    neighbour.at = authority.at = EXPORTED
    monkeypatch.setattr(
        rounds, "poster", LocalPoster({f"{neighbour.url}/add-checkpoint": neighbour, authority.url: authority})
    )
    by = {"by": ADMIN, "at": EXPORTED}
    anchoring.add_witness("w1", str(neighbour.witness.verifier), neighbour.url, **by)
    anchoring.add_authority(anchoring.NewAuthority("tsa", authority.url, ROOT.pem), **by)
    checkpoints.sign()
    rounds.everybody(at=EXPORTED)
    look()
    return actions.export_volume(case, tmp_path / "volume", by=cast.gao.actor, at=EXPORTED).path


def test_it_holds_the_anchors_of_this_and_of_an_earlier_checkpoint(volume):
    sizes = sorted(int(path.name.partition("-")[0]) for path in (volume / "anchors").glob("*-sha256.note"))
    size = int((volume / "ledger/checkpoint-sha256.note").read_text().splitlines()[1])
    assert len(sizes) == 2
    assert sizes[-1] == size
    assert len(list((volume / "anchors").glob("*.tst"))) == 2
    lines = (volume / "anchors/consistency.jsonl").read_text().splitlines()
    assert [json.loads(line)["size"] for line in lines] == sizes[:1]
    assert (volume / "anchors/policy.txt").read_text() == str(queries.policy())


def test_the_start_page_says_who_would_find_an_alteration(volume):
    assert "改动最迟在 10 分钟内会被w1发现" in (volume / "data/index.html").read_text()


def test_the_verifier_is_content_with_the_policy_of_the_witnesses(volume, tmp_path, capsys):
    policy, trust = tmp_path / "policy.txt", tmp_path / "trust.txt"
    policy.write_text(str(queries.policy()))
    trust.write_text(queries.timestamp_trust())
    code = volume_verifier.run(str(volume), (), (str(policy), str(trust)), as_json=True)
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (code, err) == (0, ""), said["findings"]
    assert {one["code"] for one in said["findings"]} <= {"FINGERPRINT_KNOWN"}
