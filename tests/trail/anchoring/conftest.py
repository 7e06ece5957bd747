from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.authority import Issued
from tests.tokens import Making
from zhiji.core.ledger.timestamp import der
from zhiji.core.ledger.witness import WitnessRefusal
from zhiji.external.posting import Answer, LocalPoster
from zhiji.external.witness import Witness
from zhiji.trail import checkpoints
from zhiji.trail.actor import Actor
from zhiji.trail.anchoring import actions, rounds

NOW = datetime(2026, 3, 9, 1, 2, 3, tzinfo=UTC)
ADMIN = Actor(id="a1", name="管理员", role="系统管理员")
BY = {"by": ADMIN, "at": NOW}
ROOT = Issued("根", ca=True)
SIGNER = Issued("时间戳服务器", ROOT)


def later(**span):
    return NOW + timedelta(**span)


class Neighbour:
    """Another office's witness, in this process. `down`: it does not answer."""

    def __init__(self, folder, name):
        self.witness, self.name, self.asked = Witness(folder / name), name, 0
        self.witness.create(f"witness.example/{name}")
        self.url = f"https://{name}.example"
        self.at = NOW

    def trusts_us(self):
        self.witness.trust(str(checkpoints.local_signer().verifier()))
        return self

    def __call__(self, body):
        self.asked += 1
        try:
            note = self.witness.cosign(body, time=int(self.at.timestamp()))
        except WitnessRefusal as refusal:
            said = f"{refusal.size}\n" if refusal.size is not None else f"{refusal}\n"
            return Answer(refusal.status, said.encode())
        return Answer(200, str(note.signatures[-1]).encode())


class Authority:
    """A time-stamp authority in this process. `wrong`: what is wrong with its tokens."""

    url = "https://tsa.example/"

    def __init__(self):
        self.asked, self.wrong, self.status = 0, {}, 200
        self.at = NOW

    def __call__(self, body):
        self.asked += 1
        fields = der.Fields(der.parse(body))
        fields.take()
        imprint = der.Fields(fields.take())
        fields.maybe(der.OID)
        imprint.take()
        token = _Over(der.octets(imprint.take()), der.integer(fields.take()), self.at, self.wrong).build()
        answer = der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, der.encode_integer(0)), token)
        return Answer(self.status, answer)


class _Over(Making):
    def __init__(self, hashed, nonce, at, wrong):
        super().__init__(SIGNER, nonce=nonce, time=f"{at:%Y%m%d%H%M%SZ}".encode(), **wrong)
        self.hashed = hashed

    def info(self):
        whole = super().info()
        placeholder = der.octets(_imprint(whole))
        return whole.replace(placeholder, self.hashed)


def _imprint(info):
    fields = der.Fields(der.parse(info))
    fields.take()
    fields.take()
    imprint = der.Fields(fields.take())
    imprint.take()
    return imprint.take()


@pytest.fixture
def neighbours(tmp_path):
    """Two witnesses that know our log, and are known to it."""
    return [Neighbour(tmp_path, name) for name in ("w1", "w2")]


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def world(neighbours, authority, monkeypatch):
    """All of them reachable."""
    answers = {f"{one.url}/add-checkpoint": one for one in neighbours} | {authority.url: authority}
    monkeypatch.setattr(rounds, "poster", LocalPoster(answers))
    return answers


@pytest.fixture
def witnessed(db, world, neighbours):
    """They are entered in our log, which has a checkpoint."""
    for one in neighbours:
        actions.add_witness(one.name, str(one.trusts_us().witness.verifier), one.url, **BY)
    checkpoints.sign()
    return neighbours


@pytest.fixture
def stamped(db, world, authority):
    actions.add_authority(actions.NewAuthority("tsa", authority.url, ROOT.pem), **BY)
    checkpoints.sign()
    return authority
