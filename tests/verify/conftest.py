from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.verify.sample import write_volume

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume that holds. Tests only read it."""
    return write_volume(tmp_path_factory.mktemp("sound") / "volume")


@pytest.fixture
def volume(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to be tampered with."""
    return shutil.copytree(sound, tmp_path / "volume")
