"""National law that comes with the product (`rules/law`): judged beside a case's own regulation where asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.external.library import LibraryError, data_folder, regulation_file

if TYPE_CHECKING:
    from pathlib import Path

    from zhiji.core.regulations.model import Regulation


@lru_cache
def law_ids() -> tuple[str, ...]:
    """In alphabetical order."""
    return tuple(sorted(file.stem for file in _folder().glob("*.yaml")))


@lru_cache
def law(law_id: str) -> Regulation:
    """Raises `LibraryError` for an unknown id."""
    if law_id not in law_ids():
        raise LibraryError(f"没有法律“{law_id}”，可用：{'、'.join(law_ids()) or '无'}")
    return regulation_file(_folder() / f"{law_id}.yaml")


def _folder() -> Path:
    return data_folder("rules") / "law"
