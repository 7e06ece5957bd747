"""The witness as a program, and its door, without a network."""

from __future__ import annotations

import hashlib
import io

import pytest
from click.testing import CliRunner

from tests.builders import moment
from tests.core.ledger.test_witness import KEY, head, submission
from zhiji.cli.main import main
from zhiji.cli.witness_door import application
from zhiji.core.ledger.checkpoint import Checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import parse_note
from zhiji.external.witness import Witness

NOON = moment("03-02 12:00")


@pytest.fixture
def witness(tmp_path):
    witness = Witness(tmp_path / "witness")
    witness.create("witness.example/w1")
    witness.trust(str(KEY.verifier))
    return witness


def ask(witness, path, body=None, **extra):
    """Status, content type, body."""
    said = []
    environ = {
        "REQUEST_METHOD": "GET" if body is None else "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body or b"")),
        "wsgi.input": io.BytesIO(body or b""),
    }
    content = b"".join(application(witness, lambda: NOON)(environ | extra, lambda *answer: said.append(answer)))
    (status, headers) = said[0]
    return int(status[:3]), dict(headers)["Content-Type"], content


def test_the_statuses_of_the_specification(witness):
    rewritten = Checkpoint(KEY.name, 9, bytes(32))
    status, kind, lines = ask(witness, "/add-checkpoint", submission(0, 7).encode())
    assert (status, kind, lines.startswith("— witness.example/w1 ".encode())) == (
        200,
        "text/plain; charset=utf-8",
        True,
    )
    assert ask(witness, "/add-checkpoint", submission(0, 9).encode()) == (409, "text/x.tlog.size", b"7\n")
    assert ask(witness, "/add-checkpoint", submission(7, 9, checkpoint=rewritten).encode())[0] == 422
    assert ask(witness, "/add-checkpoint", b"nonsense")[0] == 400
    assert ask(witness, "/add-checkpoint")[0] == 405
    assert ask(witness, "/add-checkpoint", b"", CONTENT_LENGTH="70000")[0] == 413
    assert ask(witness, "/other", b"")[0] == 404


def test_what_it_cosigned_can_be_read_by_anybody(witness):
    path = f"/{hashlib.sha256(KEY.name.encode()).hexdigest()}/checkpoint"
    assert ask(witness, path)[0] == 404
    ask(witness, "/add-checkpoint", submission(0, 7).encode())
    status, _, note = ask(witness, path)
    assert (status, note.startswith(head(7).text.encode())) == (200, True)


def run(*arguments):
    return CliRunner().invoke(main, ["witness", *map(str, arguments)])


def test_two_offices_exchange_files(tmp_path):
    folder = tmp_path / "witness"
    vkey = run("key", "--name", "witness.example/w1", "--data", folder).output.strip()
    assert vkey.startswith("witness.example/w1+")
    assert run("trust", str(KEY.verifier), "--data", folder).exit_code == 0
    assert "还没有见证过" in run("list", "--data", folder).output
    request, answer = tmp_path / "request", tmp_path / "answer"
    request.write_bytes(submission(0, 7).encode())
    assert run("cosign", request, "-o", answer, "--data", folder).exit_code == 0
    assert cosignatures(parse_note(answer.read_bytes()), [parse_verifier_key(vkey)])
    assert "见证到 7 条" in run("list", "--data", folder).output
    again = run("cosign", request, "-o", answer, "--data", folder)
    assert again.exit_code == 1
    assert "--old 7" in again.output


def test_a_wrong_public_key_is_one_sentence(tmp_path):
    wrong = run("trust", "nonsense", "--data", tmp_path / "witness")
    assert (wrong.exit_code, wrong.output.count("\n")) == (2, 1)
