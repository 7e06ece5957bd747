import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.external.signer.growing import proof, root
from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.key_change import open_key_change
from zhiji.core.ledger.kinds import ED25519, SM2
from zhiji.core.ledger.note import parse_note
from zhiji.external import sm2
from zhiji.external.signer import (
    FolderVault,
    LocalSigner,
    MemoryVault,
    SignerError,
    SignerForkError,
    SignerRollbackError,
    keyring,
)
from zhiji.external.signer.local import KEYS


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


NAMES = pytest.mark.parametrize("name", [None, "office.example/era2"])


@pytest.fixture
def with_sm2():
    if sm2.provider() is None:
        pytest.skip(sm2.NOT_HERE)
    return LocalSigner(MemoryVault())


def test_checkpoints_carry_a_signature_of_each_kind_and_other_texts_one(with_sm2):
    note = parse_note(with_sm2.sign_checkpoint("sha256", 5, root(5), []))
    assert [key.kind for key in note.signers(with_sm2.verifiers())] == [ED25519, SM2]
    for key in with_sm2.verifiers():
        assert open_checkpoint(str(note).encode(), [key]).size == 5
    assert len(parse_note(with_sm2.sign_text("receipt", "x\n")).signatures) == 1
    assert len({key.public for key in with_sm2.identity().all_keys()}) == 6


def test_libcrypto_and_our_arithmetic_judge_a_checkpoint_alike(with_sm2):
    note = with_sm2.sign_checkpoint("sha256", 5, root(5), [])
    plain = with_sm2.verifiers()[1]
    assert sm2.quick(plain) == plain
    for key in (plain, sm2.quick(plain)):
        assert open_checkpoint(note, [key]).size == 5
        with pytest.raises(NoteError):
            open_checkpoint(note.replace(b"\n5\n", b"\n6\n"), [key])


def test_a_machine_that_lost_its_sm2_goes_on_with_ed25519(with_sm2, monkeypatch):
    with_sm2.sign_checkpoint("sha256", 5, root(5), [])
    monkeypatch.setattr(sm2, "provider", lambda: None)
    keyring._key.cache_clear()
    assert [key.kind for key in with_sm2.verifiers()] == [ED25519]
    assert with_sm2.sign_checkpoint("sha256", 17, root(17), proof(5, 17)).count("—".encode()) == 1
    assert [key.kind for key in LocalSigner(MemoryVault()).verifiers()] == [ED25519]
    keyring._key.cache_clear()


def test_neither_keys_nor_rings_show_their_secrets(with_sm2):
    ring = with_sm2._ring()
    shown = repr([ring, *ring.signers(None), *ring.signers("receipt")])
    for _, secret in ring.secrets:
        assert secret.hex() not in shown
        assert repr(secret) not in shown


@NAMES
def test_new_keys_are_stated_by_the_old_and_in_use_once_they_are_activated(signer, name):
    old = signer.identity()
    change = open_key_change(signer.prepare(name), old.keys[None])
    new = signer.pending()
    assert (change.before, change.after) == (old.name, name or old.name)
    assert (change.retired, change.added) == (old.all_keys(), new.all_keys())
    assert not set(change.retired) & set(change.added)
    assert signer.identity() == old
    signer.activate()
    assert (signer.identity(), signer.pending()) == (new, None)


def test_asked_again_the_same_keys_stay_prepared(signer):
    signer.prepare()
    first = signer.pending()
    signer.prepare()
    assert signer.pending() == first
    signer.prepare("office.example/era2")
    assert signer.pending().name == "office.example/era2"


def test_new_keys_under_the_same_name_remember_what_the_old_ones_signed(signer):
    signer.sign_checkpoint("sha256", 17, root(17), [])
    signer.prepare()
    signer.activate()
    assert signer.last("sha256").size == 17
    with pytest.raises(SignerRollbackError):
        signer.sign_checkpoint("sha256", 5, root(5), [])
    assert open_checkpoint(signer.sign_checkpoint("sha256", 18, root(18), proof(17, 18)), signer.verifiers()).size == 18


def test_a_new_era_may_begin_with_a_shorter_log_and_the_old_memory_is_kept(signer, tmp_path):
    ended = signer.sign_checkpoint("sha256", 17, root(17), [])
    signer.prepare("office.example/era2")
    signer.activate()
    assert signer.last("sha256") is None
    signer.sign_checkpoint("sha256", 5, root(5), [])
    assert (tmp_path / "keys" / "ended-17-sha256.note").read_bytes() == ended
    with pytest.raises(SignerRollbackError):
        signer.sign_checkpoint("sha256", 4, root(4), [])


def test_a_statement_about_keys_passes_for_nothing_else(signer):
    statement = signer.prepare()
    with pytest.raises(NoteError):
        open_checkpoint(statement, signer.verifiers())
    note = signer.sign_checkpoint("sha256", 5, root(5), [])
    with pytest.raises(NoteError):
        open_key_change(note, signer.verifiers())


@pytest.mark.parametrize("purpose", ["sm3", "sha256", "", "other", None])
def test_checkpoints_are_never_signed_as_mere_text(signer, purpose):
    with pytest.raises(SignerError, match="用途"):
        signer.sign_text(purpose, f"{signer.name}/sm3\n5\n{'A' * 43}=\n")


@pytest.mark.parametrize("size", [-1, 2**63])
def test_what_is_no_checkpoint_is_not_signed(signer, size):
    with pytest.raises(SignerError, match="检查点"):
        signer.sign_checkpoint("sha256", size, bytes(32), [])
