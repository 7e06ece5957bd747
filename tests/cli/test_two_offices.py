"""Two offices witness each other: real processes, real sockets, one of them then rewrites its past."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest

from tests.authority import Issued, OpensslAuthority, serving

NAMES = ("east", "west")


class Office:
    """A data folder, a witness beside it for the other one, and one process that runs its commands."""

    def __init__(self, folder, name):
        self.name, self.data, self.witness_data = name, folder / name, folder / f"{name}-witness"
        self.url = ""
        environment = {name: value for name, value in os.environ.items() if name != "ZHIJI_DATABASE_URL"}
        command = [sys.executable, "-m", "tests.cli.commands"]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, *arguments):
        data = self.witness_data if arguments[0] == "witness" else self.data
        self.process.stdin.write(json.dumps([*map(str, arguments), "--data", str(data)]) + "\n")
        self.process.stdin.flush()
        done = json.loads(self.process.stdout.readline())
        assert done["code"] == 0, done
        return done["output"].strip()

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    @contextmanager
    def witnessing(self):
        port = free_port()
        command = [sys.executable, "-m", "zhiji", "witness", "--port", str(port), "--data", str(self.witness_data)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        try:
            wait_for(port)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("见证方三十秒后还没有应答")


@pytest.fixture
def offices(tmp_path):
    offices = [Office(tmp_path, name) for name in NAMES]
    yield offices
    for office in offices:
        office.end()


def test_two_offices_witness_each_other_and_a_rewritten_past_gets_no_signature(offices, tmp_path):
    east, west = offices
    with ExitStack() as running:
        for office, other in ((east, west), (west, east)):
            office.run("witness", "trust", other.run("admin", "witness", "log"))
            running.enter_context(office.witnessing())
        for office, other in ((east, west), (west, east)):
            office.run("admin", "witness", "add", other.name, other.run("witness", "key"), "--url", other.url)
        older = tmp_path / "older"
        shutil.copytree(east.data, older)
        for office, other in ((east, "west"), (west, "east")):
            assert f"改动最迟在 10 分钟内会被{other}发现" in office.run("admin", "witness", "ask")
        checked = json.loads(east.run("audit", "--json"))
        assert (checked["sound"], checked["outside_witness"], checked["checked"]["anchors"]) == (True, True, 1)
        east.run("admin", "witness", "ask")
        # Whoever owns the machine goes back to an older past, the signer's memory with it, and writes another one.
        shutil.rmtree(east.data)
        older.rename(east.data)
        for _ in range(3):
            east.run("admin", "witness", "quorum", "1")
        assert "west拒绝见证" in east.run("admin", "witness", "ask")


def test_files_do_without_a_network_and_a_real_authority_stamps(offices, tmp_path):
    east, west = offices
    west.run("witness", "trust", east.run("admin", "witness", "log"))
    east.run("admin", "witness", "add", "west", west.run("witness", "key"))
    assert "没有外部见证：不能排除运营者自己改动" in east.run("admin", "witness", "list")
    request, answer = tmp_path / "request", tmp_path / "answer"
    east.run("admin", "witness", "request", "west", "-o", request)
    west.run("witness", "cosign", request, "-o", answer)
    assert "west已见证到" in east.run("admin", "witness", "accept", "west", answer)
    root = Issued("根", ca=True)
    roots = tmp_path / "roots.pem"
    roots.write_text(root.pem)
    folder = tmp_path / "tsa"
    folder.mkdir()
    authority = OpensslAuthority(folder, Issued("时间戳服务器", root))
    with serving(authority.reply) as url:
        east.run("admin", "timestamp", "add", "授时", "--url", url, "--roots", roots)
        east.run("admin", "witness", "ask")
    listed = east.run("admin", "witness", "list")
    assert "时间戳机构　授时" in listed
    assert "没有成功" not in listed
    assert json.loads(east.run("audit", "--json"))["checked"]["anchors"] == 2
