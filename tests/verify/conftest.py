from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.authority import Issued
from tests.tokens import Making
from tests.verify.sample import office_with_case, write_volume

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume that holds, with witnesses and a time stamp. Tests only read it."""
    root = Issued("根", ca=True)
    office = office_with_case()
    office.anchor("court", "notary", stamps=[Making(Issued("时间戳服务器", root), [root])])
    return write_volume(tmp_path_factory.mktemp("sound") / "volume", office)


@pytest.fixture
def volume(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to be tampered with."""
    return shutil.copytree(sound, tmp_path / "volume")
