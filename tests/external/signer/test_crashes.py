"""kill -9 between any two steps: the signer is never behind what it handed out, and never without keys."""

import subprocess
import sys

import pytest

from tests.external.signer.growing import proof, root
from zhiji.external.signer import FolderVault, LocalSigner, SignerForkError, SignerRollbackError


def every_crash(tmp_path, prepared, name):
    """The folder after a crash at each step of the act, and last after the act itself."""
    crashed = tmp_path / "crashed"
    subprocess.run([sys.executable, "-m", "tests.external.signer.doomed", prepared, crashed, name], check=True)
    folders = sorted((folder for folder in crashed.iterdir() if folder.name.isdigit()), key=lambda one: int(one.name))
    assert len(folders) > 3
    return folders


@pytest.fixture
def prepared(tmp_path):
    folder = tmp_path / "prepared"
    signer = LocalSigner(FolderVault(folder), with_sm2=False)
    signer.sign_checkpoint("sha256", 5, root(5), [])
    return folder


def reopened(folder):
    return LocalSigner(FolderVault(folder), with_sm2=False)


def test_a_crash_while_signing_leaves_the_old_memory_or_the_new(tmp_path, prepared):
    sizes = []
    for folder in every_crash(tmp_path, prepared, "sign"):
        signer = reopened(folder)
        last = signer.last("sha256")
        assert last.root == root(last.size)
        sizes.append(last.size)
        signer.sign_checkpoint("sha256", 17, root(17), proof(last.size, 17))
        with pytest.raises(SignerForkError):
            signer.sign_checkpoint("sha256", 18, bytes(32), proof(17, 18))
        with pytest.raises(SignerRollbackError):
            signer.sign_checkpoint("sha256", last.size, root(last.size), [])
    assert sizes[-1] == 12
    assert sorted(sizes) == sizes
    assert set(sizes) == {5, 12}


def test_a_crash_while_the_first_key_is_made_leaves_a_whole_key_or_none(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in every_crash(tmp_path, empty, "first key"):
        signer = reopened(folder)
        assert signer.sign_checkpoint("sha256", 5, root(5), [])
        assert reopened(folder).name == signer.name


@pytest.mark.parametrize("name", ["prepare", "new era"])
def test_a_crash_while_new_keys_are_prepared_keeps_the_old_in_use(tmp_path, prepared, name):
    keys = reopened(prepared).identity()
    for folder in every_crash(tmp_path, prepared, name):
        signer = reopened(folder)
        assert signer.identity() == keys
        pending = signer.pending()
        assert pending is None or pending.name in {keys.name, "office.example/era2"}


@pytest.mark.parametrize("name", [None, "office.example/era2"])
def test_a_crash_while_keys_change_leaves_the_old_or_the_new_and_the_memory(tmp_path, prepared, name):
    before = reopened(prepared)
    before.prepare(name)
    old, new = before.identity(), before.pending()
    for folder in every_crash(tmp_path, prepared, "activate"):
        signer = reopened(folder)
        assert signer.identity() in (old, new)
        last = signer.last("sha256")
        assert last is None if signer.name == "office.example/era2" else last.size == 5
        if signer.identity() == old:
            signer.activate()
        assert signer.identity() == new
        assert signer.pending() is None
        assert signer.sign_checkpoint("sha256", 12, root(12), proof(5, 12))
