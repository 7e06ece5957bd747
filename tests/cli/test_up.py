"""The process tree of `zhiji up`, in an empty office."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def becomes(condition, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_listening_however_it_ends(tmp_path, number):
    port = free_port()
    command = [sys.executable, "-m", "zhiji", "up", "--port", str(port), "--data", tmp_path / "data"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
    tree = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert becomes(lambda: listens(port))
    tree.send_signal(number)
    tree.wait(timeout=30)
    assert becomes(lambda: not listens(port))


def test_a_port_that_is_taken_is_named_with_another(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "zhiji", "up", "--port", str(port), "--data", tmp_path / "data"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith(f"端口 {port} 不能监听")
    assert not (tmp_path / "data").exists()
