"""A demonstration office says so: its accounts with their passwords stand in the data folder, for the sign-in page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    password: str
    title: str
    """Who it is: name and role."""


def demo_accounts() -> list[DemoAccount]:
    """Empty unless this is a demonstration office."""
    try:
        listed = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [DemoAccount(**account) for account in listed]


def keep_demo_accounts(accounts: list[DemoAccount]) -> None:
    text = json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1)
    _path().write_text(text, encoding="utf-8")


def _path() -> Path:
    return Path(settings.DATA_DIR) / "demo-accounts.json"
