"""Uploads and playback over a real connection: granian on loopback, tuspy, torn connections, a killed server."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from tests.postgres import free_port
from tusclient.client import TusClient

from zhiji.core.ledger.digests import digests

SET_UP = """
import sys
from pathlib import Path
from zhiji.cli.office import open_office
open_office(Path(sys.argv[1]))
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.cast import account as open_account, unit
from zhiji.organisation.roles import Role
account = open_account("lin", "林执", unit("东街中队", None), Role.OFFICER, badge="闽A01001")
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
print(session.session_key)
"""
FILM = b"\xff\xd8\xff\xe0" + os.urandom(1000) * 3000  # a picture to the sniffer, and damaged


class Server:
    """A granian on the data folder; it can be killed and started again on the same port."""

    def __init__(self, data):
        self.port = free_port()
        self.env = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings", "ZHIJI_DATA": str(data)}
        answer = subprocess.run(
            [sys.executable, "-c", SET_UP, data], capture_output=True, text=True, check=True, env=self.env
        )
        self.session = answer.stdout.strip()
        self.process = None

    @property
    def headers(self):
        return {"Cookie": f"sessionid={self.session}", "Tus-Resumable": "1.0.0"}

    def start(self):
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        command += ["--workers-kill-timeout", "5", "--no-ws", "zhiji.config.wsgi:application"]
        self.process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(300):
            try:
                self.request("OPTIONS", "/uploads/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server does not answer")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)  # the group that we made
        self.process.wait()

    def request(self, method, path, body=None, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method)
        for name, value in (self.headers | headers).items():
            request.add_header(name, value)
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  (our own server)
            return response.headers, response.read()

    @contextmanager
    def connection(self, head):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            lines = [
                head,
                f"Host: 127.0.0.1:{self.port}",
                *(f"{name}: {value}" for name, value in self.headers.items()),
            ]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            yield connection


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("office") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def client(server):
    return TusClient(f"http://127.0.0.1:{server.port}/uploads/", headers=server.headers)


def begin(server, length, **headers):
    answer, _ = server.request("POST", "/uploads/", **{"Upload-Length": str(length), **headers})
    return answer["Location"]


def offset(server, location):
    return int(server.request("HEAD", location)[0]["Upload-Offset"])


def test_tuspy_uploads_a_file(server, client):
    uploader = client.uploader(file_stream=io.BytesIO(FILM), chunk_size=700_000, metadata={"filename": "现场 𠮷.mp4"})
    uploader.upload()
    answer, _ = server.request("HEAD", uploader.url.removeprefix(f"http://127.0.0.1:{server.port}"))
    assert answer["Zhiji-Sha256"] == digests(FILM).sha256.hex()
    receipt = json.loads(base64.b64decode(answer["Zhiji-Receipt"]).split(b"\n")[0])
    assert (receipt["size"], receipt["sm3"]) == (len(FILM), digests(FILM).sm3.hex())
    _, seen = server.request("GET", f"/intakes/{receipt['intake']}/stream", Range="bytes=-1000")
    assert seen == FILM[-1000:]


def test_tuspy_goes_on_where_it_stopped(server, client):
    content = FILM + b"another"
    stopped = client.uploader(file_stream=io.BytesIO(content), chunk_size=500_000)
    stopped.upload(stop_at=1_000_000)
    resumed = client.uploader(file_stream=io.BytesIO(content), url=stopped.url, chunk_size=500_000)
    assert resumed.get_offset() == 1_000_000
    resumed.upload()
    answer, _ = server.request("HEAD", stopped.url.removeprefix(f"http://127.0.0.1:{server.port}"))
    assert answer["Zhiji-Sha256"] == digests(content).sha256.hex()


def test_tuspy_sends_checksums(client):
    client.uploader(file_stream=io.BytesIO(FILM[:50_000]), chunk_size=20_000, upload_checksum=True).upload()


def test_a_torn_connection_keeps_what_arrived(server):
    location = begin(server, len(FILM))
    head = f"PATCH {location} HTTP/1.1\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {len(FILM)}"
    with server.connection(head) as connection:
        connection.sendall(FILM[:1_000_000])
        time.sleep(0.3)
    for _ in range(100):  # the server notices in its own time
        arrived = offset(server, location)
        if arrived:
            break
        time.sleep(0.1)
    assert 0 < arrived <= 1_000_000
    answer = finish(server, location, arrived)
    assert answer["Zhiji-Sha256"] == digests(FILM).sha256.hex()


def finish(server, location, arrived, content=FILM):
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(arrived)}
    for attempt in range(50):
        try:
            return server.request("PATCH", location, content[arrived:], **headers)[0]
        except urllib.error.HTTPError as refused:
            assert refused.code == 423  # noqa: PT017  (the torn request is still being put away)
            assert attempt < 49
            time.sleep(0.1)
    raise AssertionError


def test_a_body_without_a_length_arrives_too(server):
    location = begin(server, 10)
    head = f"PATCH {location} HTTP/1.1\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nTransfer-Encoding: chunked"
    with server.connection(head) as connection:
        connection.sendall(b"4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n")
        assert b" 204 " in connection.recv(65536)
    assert offset(server, location) == 10


def test_a_killed_server_loses_nothing_that_it_acknowledged(server):
    content = FILM + b"before the kill"
    location = begin(server, len(content))
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    acknowledged = int(server.request("PATCH", location, content[:1_234_567], **headers)[0]["Upload-Offset"])
    server.kill()
    server.start()
    assert offset(server, location) == acknowledged == 1_234_567
    assert finish(server, location, acknowledged, content)["Zhiji-Sha256"] == digests(content).sha256.hex()
