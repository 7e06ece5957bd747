from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.authority import Issued
from tests.tokens import Making
from tests.verify.sample import office_with_case, policy, write_volume
from tests.verify.second import Second

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOT = Issued("根", ca=True)
POLICIES = [
    policy("court", "notary", needed=2),
    b"zhiji-trust/1\ntsa timestamps.example " + base64.b64encode(ROOT.der) + b"\n",
]
"""What a reader brings along who knows the log, the witnesses and the time-stamp authority of the sound volume."""


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume that holds, with witnesses and a time stamp. Tests only read it."""
    office = office_with_case()
    office.anchor("court", "notary", stamps=[Making(Issued("时间戳服务器", ROOT), [ROOT])])
    return write_volume(tmp_path_factory.mktemp("sound") / "volume", office)


@pytest.fixture
def volume(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to be tampered with."""
    return shutil.copytree(sound, tmp_path / "volume")


@pytest.fixture(scope="session")
def second() -> Iterator[Second]:
    """verifier.html without its page, in a process of its own."""
    process = Second()
    yield process
    process.close()
