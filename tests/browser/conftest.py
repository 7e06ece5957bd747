"""A demonstration office served by `zhiji up`, and a real browser on it. Nothing here is imitated."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from tests.media import film

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = 4
PASSWORD = "zhiji-demo"
OFFICER, UNIT_HEAD, LEGAL, KEEPER, SUPERVISOR = "linzhi", "zhengguo", "fanglan", "gaojing", "suwen"
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the office."""
    data = tmp_path_factory.mktemp("office")
    environment = os.environ | {"ZHIJI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
    zhiji = [sys.executable, "-m", "zhiji"]
    subprocess.run(
        [*zhiji, "demo", "--cases", str(CASES)], env=environment, check=True, capture_output=True, timeout=300
    )
    port = _free_port()
    with _serving([*zhiji, "up", "--port", str(port)], environment, port) as address:
        yield address


def _free_port() -> int:
    """Not the usual one: several test processes start a server at the same moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(command: list[str], environment: dict[str, str], port: int) -> Iterator[str]:
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_it_listens(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.2)
    pytest.fail("服务器一分钟后还没有应答")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(site) -> dict[str, object]:
    return {
        "base_url": site,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture
def sign_in():
    def sign_in(page, username: str = OFFICER) -> None:
        page.goto("/login")
        page.get_by_label("账号").fill(username)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/")

    return sign_in


@pytest.fixture(scope="session")
def film_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("film") / "现场检查.mp4"
    film(path)
    return path
