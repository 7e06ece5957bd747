"""The signer as a process: over a socket, over a pipe, and away."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading

import pytest

from tests.external.signer.growing import proof, root
from zhiji.external.signer import (
    LocalSigner,
    MemoryVault,
    SignerAwayError,
    SignerError,
    SignerForkError,
    SignerRollbackError,
    client,
    office_signer,
    wire,
)
from zhiji.external.signer.server import listening, short_path


@pytest.fixture
def inner():
    return LocalSigner(MemoryVault(), with_sm2=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "signer.sock"


@pytest.fixture
def served(inner, path):
    """A signer in another thread, as this process reaches it."""
    with listening(inner, path) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield office_signer(path, None)
        server.shutdown()
        thread.join()


def test_over_the_socket_it_is_the_same_signer(served, inner):
    assert served.identity() == inner.identity()
    assert (served.name, served.verifier("sm3")) == (inner.name, inner.verifier("sm3"))
    assert served.last("sm3") is None
    note = served.sign_checkpoint("sha256", 5, root(5), [])
    assert served.newest("sha256") == inner.newest("sha256") == note
    assert served.last("sha256") == inner.last("sha256")
    assert served.sign_text("receipt", "收到\n") == inner.sign_text("receipt", "收到\n")


def test_what_it_refuses_comes_through_as_it_was_said(served, inner):
    served.sign_checkpoint("sha256", 17, root(17), [])
    with pytest.raises(SignerRollbackError, match="只有 5 条"):
        served.sign_checkpoint("sha256", 5, root(5), [])
    with pytest.raises(SignerForkError, match="历史被改写"):
        served.sign_checkpoint("sha256", 18, root(18), proof(5, 18))
    with pytest.raises(SignerError, match="没有准备好"):
        served.activate()
    assert inner.last("sha256").size == 17


def test_keys_change_over_the_socket_too(served, inner):
    assert served.pending() is None
    assert served.prepare().startswith(b"zhiji-key-change/1\n")
    new = served.pending()
    served.activate()
    assert served.identity() == new == inner.identity()


@pytest.mark.parametrize(
    "request_",
    [
        {}, [], 5, None, {"do": "burn"}, {"do": "newest"}, {"do": "newest", "algorithm": "../ledger.key"},
        {"do": "checkpoint", "algorithm": "sha256", "size": -1, "root": "00" * 32, "proof": []},
        {"do": "checkpoint", "algorithm": "sha256", "size": 1, "root": "00" * 31, "proof": []},
        {"do": "checkpoint", "algorithm": "sha256", "size": "1", "root": "00" * 32, "proof": ["zz"]},
        {"do": "text", "purpose": "sm3", "text": "x\n"}, {"do": "text", "purpose": None, "text": "x\n"},
        {"do": "text", "purpose": "receipt", "text": "no newline"}, {"do": "text", "purpose": "receipt", "text": 5},
        {"do": "prepare", "name": "a b"}, {"do": "prepare", "name": "a+b"}, {"do": "prepare"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_request_it_does_not_understand_is_refused_and_changes_nothing(inner, request_):
    before = inner.identity()
    answer = json.loads(wire.answer(inner, json.dumps(request_).encode()))
    assert answer["error"] == "refused"
    assert (inner.identity(), inner.pending(), inner.newest("sha256")) == (before, None, None)


@pytest.mark.parametrize(
    "line", [b"\n", b"nonsense\n", b"\xff\n", b"{" * 100_000 + b"\n"], ids=["empty", "words", "bytes", "deep"]
)
def test_a_line_that_is_no_request_is_refused(inner, line):
    assert json.loads(wire.answer(inner, line))["error"] == "refused"


def test_a_client_that_hangs_up_in_the_middle_hurts_nobody(served, path):
    for words in (b"", b'{"do": "iden', b"nonsense\n"):
        with short_path(path) as short, socket.socket(socket.AF_UNIX) as rude:
            rude.connect(short)
            rude.sendall(words)
    assert served.name


def test_only_its_owner_may_connect(served, path):
    assert served.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_signers_do_not_share_a_socket(served, inner, path):
    with pytest.raises(SignerError, match="已有签名器"), listening(inner, path):
        pass
    assert served.name


def test_a_socket_left_behind_by_a_crash_is_taken_over(inner, path):
    with socket.socket(socket.AF_UNIX) as left, short_path(path) as short:
        left.bind(short)
    with pytest.raises(SignerAwayError):
        assert office_signer(path, None).name
    with listening(inner, path):
        assert path.is_socket()
    assert not path.exists()


def test_a_deep_data_folder_has_a_signer_too(inner, tmp_path):
    deep = tmp_path / ("d" * 120) / "signer.sock"
    with listening(inner, deep) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert office_signer(deep, None).name == inner.name
        thread.join()


def test_a_signer_that_is_away_is_said_to_be_away(path):
    with pytest.raises(SignerAwayError, match="没有应答"):
        office_signer(path, None).sign_text("receipt", "x\n")


def test_a_signer_that_stops_in_mid_sentence_is_away():
    with pytest.raises(SignerAwayError, match="断了"):
        client._whole(b'{"done": nu')


def test_without_a_server_a_signer_is_started_and_ends_with_the_one_who_asked(tmp_path):
    told = "from pathlib import Path; from zhiji.external.signer import office_signer, client; "
    told += (
        f"signer = office_signer(Path({str(tmp_path / 'none')!r}), Path({str(tmp_path / 'keys')!r}), with_sm2=False); "
    )
    told += "print(signer.name); print(next(iter(client._children.values()))._child.pid)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    name, pid = done.stdout.split()
    assert name.startswith("zhiji.local/")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)
    assert stat.S_IMODE((tmp_path / "keys" / "ledger.key").stat().st_mode) == 0o600


def test_the_command_serves_until_it_is_told_to_end(tmp_path):
    command = [sys.executable, "-m", "zhiji", "signer", "--data", tmp_path, "--no-sm2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        try:
            assert "等候" in program.stderr.readline()
            reached = office_signer(tmp_path / "signer.sock", None)
            note = reached.sign_checkpoint("sha256", 5, root(5), [])
        finally:
            program.send_signal(signal.SIGTERM)
    assert program.returncode == 0
    assert (tmp_path / "keys" / "signed-sha256.note").read_bytes() == note
    assert not (tmp_path / "signer.sock").exists()


def test_the_command_refuses_keys_that_others_can_read(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ledger.key").write_text("x")
    command = [sys.executable, "-m", "zhiji", "signer", "--data", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "chmod 600" in done.stderr
