"""The installation's secret key: made once, kept in the data folder."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key in DIR/secret; before the folder exists, one that lasts for this process only.

    Opening an office (`zhiji.cli.office`) makes the folder and the file; reading settings alone writes nothing.
    """
    path = data_dir / "secret"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return secrets.token_urlsafe(50)


def make_secret(data_dir: Path) -> None:
    """Write DIR/secret, readable by its owner only, unless it is there."""
    path = data_dir / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
