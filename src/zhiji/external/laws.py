"""National law that comes with the product (`rules/law`): judged beside a case's own regulation where asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.regulations import applicable
from zhiji.external.library import LibraryError, data_folder, ids_in, versions_in

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from zhiji.core.regulations.model import Regulation


def law_ids() -> tuple[str, ...]:
    """In alphabetical order."""
    return ids_in(_folder())


def law(law_id: str, *, on: date | None = None) -> Regulation:
    """The version in force on that day (`applicable`), by default the newest. Raises `LibraryError`."""
    found = versions(law_id)
    return applicable(found, on) if on else found[-1]


def versions(law_id: str) -> tuple[Regulation, ...]:
    """Oldest first. Raises `LibraryError` for an unknown id."""
    if law_id not in law_ids():
        raise LibraryError(f"没有法律“{law_id}”，可用：{'、'.join(law_ids()) or '无'}")
    return versions_in(_folder(), law_id)


def _folder() -> Path:
    return data_folder("rules") / "law"
