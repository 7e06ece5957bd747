"""A small log, its key and two witnesses, for the tests of the formats."""

from tests.core.ledger.test_tree import leaf_hashes, reader
from zhiji.core.ledger.checkpoint import Checkpoint
from zhiji.core.ledger.keys import CosignerKey, SigningKey
from zhiji.core.ledger.note import Note
from zhiji.core.ledger.tree import StoredTree

LOG = SigningKey("office.example/log", bytes(32))
COURT, NOTARY = CosignerKey("court.example/w", b"\x01" * 32), CosignerKey("notary.example/w", b"\x02" * 32)
LEAVES = leaf_hashes("sha256", 11)
READ = reader("sha256", LEAVES)
TIME = 1_780_000_000


def head(size=11):
    return Checkpoint(LOG.name, size, StoredTree("sha256", READ).root(size))


def cosigned(*witnesses, text=None, time=TIME, log=LOG):
    text = text or head().text
    return Note(text, (log.sign(text), *(one.cosign(text, time=time) for one in witnesses)))
