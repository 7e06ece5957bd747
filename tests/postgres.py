"""A private PostgreSQL for the length of one command:  python -m tests.postgres COMMAND [ARGUMENT …]

The server is the system's own program, run as an unprivileged user in a temporary folder, on a free loopback port; COMMAND
finds it in ZHIJI_DATABASE_URL. Nothing that is already installed or running is touched.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path("/usr/lib/postgresql")


def programs() -> Path:
    """The folder with initdb and pg_ctl of the newest installed server."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise SystemExit("没有找到 PostgreSQL 服务器：Debian 上请运行 apt-get install postgresql。")
    return found[-1].parent


def as_server_user() -> list[str]:
    """The start of a command line that drops root, which PostgreSQL refuses to run as."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Start it, yield its address, stop it and remove its files."""
    folder = Path(tempfile.mkdtemp(prefix="zhiji-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data, port, bin_ = folder / "data", free_port(), programs()

    def run(program: str, *arguments: str | Path) -> None:
        command = [*as_server_user(), bin_ / program, "-D", data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=60"
    try:
        run("initdb", "-U", "zhiji", "-A", "trust", "-E", "UTF8")
        run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://zhiji@127.0.0.1:{port}/postgres"
    finally:
        with suppress(subprocess.CalledProcessError):
            run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    with server() as address:
        return subprocess.run(command, env={**os.environ, "ZHIJI_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
