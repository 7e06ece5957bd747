import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.proofs import consistency_proof
from zhiji.core.ledger.tree import StoredTree, fold, leaf_hash
from zhiji.external.signer import FolderVault, LocalSigner, SignerError, SignerForkError, SignerRollbackError
from zhiji.external.signer.local import KEYS

LEAVES = [leaf_hash("sha256", b"%d" % i) for i in range(20)]


def read(level, first, count):
    return [fold("sha256", LEAVES[i << level : (i + 1) << level]) for i in range(first, first + count)]


def root(size):
    return StoredTree("sha256", read).root(size)


def proof(old, new):
    return consistency_proof("sha256", read, old, new)


def folder_signer(folder):
    return LocalSigner(FolderVault(folder), with_sm2=False)


@pytest.fixture
def signer(tmp_path):
    return folder_signer(tmp_path / "keys")


def test_the_key_is_made_once_and_only_its_owner_can_read_it(signer, tmp_path):
    path = tmp_path / "keys" / KEYS
    assert signer.name.startswith("zhiji.local/")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert folder_signer(tmp_path / "keys").verifier() == signer.verifier()
    assert [entry.name for entry in path.parent.iterdir()] == [KEYS]


def test_signers_that_start_together_share_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: folder_signer(tmp_path).name, range(16)))
    assert len(set(names)) == 1


def test_it_remembers_what_it_signed(signer, tmp_path):
    assert signer.last("sha256") is None
    signer.sign_checkpoint("sha256", 5, root(5), [])
    again = folder_signer(tmp_path / "keys").last("sha256")
    assert (again.size, again.root) == (5, root(5))
    assert signer.last("sm3") is None


def test_it_follows_a_log_that_grows(signer):
    signer.sign_checkpoint("sha256", 5, root(5), [])
    signer.sign_checkpoint("sha256", 5, root(5), [])
    signer.sign_checkpoint("sha256", 17, root(17), proof(5, 17))
    assert signer.last("sha256").size == 17


def test_it_refuses_a_shorter_log_and_remembers_the_longer(signer):
    signer.sign_checkpoint("sha256", 17, root(17), [])
    with pytest.raises(SignerRollbackError, match="只有 5 条"):
        signer.sign_checkpoint("sha256", 5, root(5), [])
    assert signer.last("sha256").size == 17


@pytest.mark.parametrize(("size", "wrong"), [(5, bytes(32)), (17, bytes(32))])
def test_it_refuses_a_log_with_another_past(signer, size, wrong):
    signer.sign_checkpoint("sha256", 5, root(5), [])
    with pytest.raises(SignerForkError):
        signer.sign_checkpoint("sha256", size, wrong, proof(5, size))
    with pytest.raises(SignerForkError):
        signer.sign_checkpoint("sha256", 17, root(17), [])


def test_a_text_signed_for_one_purpose_is_not_signed_for_another(signer):
    text = f"{signer.name}\n5\nAAAA\n"
    note = parse_note(signer.sign_text("receipt", text))
    assert note.signers([signer.verifier("receipt")]) == (signer.verifier("receipt"),)
    for other in (None, "sm3", "export"):
        with pytest.raises(NoteError):
            note.signers([signer.verifier(other)])
    keys = {signer.verifier(purpose).public for purpose in (None, "sm3", "receipt", "export")}
    assert len(keys) == 4


def test_a_key_that_others_can_read_is_refused(signer, tmp_path):
    path = tmp_path / "keys" / KEYS
    assert signer.name
    path.chmod(0o644)
    with pytest.raises(SignerError, match="chmod 600"):
        assert folder_signer(tmp_path / "keys").name


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda line: line[:-5],
        lambda line: line.replace("PRIVATE", "PUBLIC"),
        lambda line: line.replace("zhiji.local", "zhiji.other"),
        lambda line: line[:-3] + ("A" if line[-3] != "A" else "B") + line[-2:],
        lambda _: "一段文字\n",
    ],
)
def test_a_damaged_key_is_refused(signer, tmp_path, damage):
    path = tmp_path / "keys" / KEYS
    assert signer.name
    path.write_text(damage(path.read_text()))
    with pytest.raises(SignerError, match="已损坏"):
        assert folder_signer(tmp_path / "keys").name


def test_a_damaged_memory_is_refused(signer, tmp_path):
    signer.sign_checkpoint("sha256", 5, root(5), [])
    path = tmp_path / "keys" / "signed-sha256.note"
    path.write_bytes(path.read_bytes().replace(b"\n5\n", b"\n4\n"))
    with pytest.raises(SignerError, match="已损坏"):
        signer.sign_checkpoint("sha256", 17, root(17), proof(5, 17))
