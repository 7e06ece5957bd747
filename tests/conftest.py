"""What every test stands on: a data folder of its own, hypothesis profiles."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before Django reads its settings: nothing a test does may reach a real data folder.
_DATA = tempfile.TemporaryDirectory(prefix="zhiji-tests-")
os.environ["ZHIJI_DATA"] = _DATA.name

settings.register_profile(
    "usual",
    deadline=None,  # two busy cores: time is measured in bench/, not here
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", parent=settings.get_profile("usual"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.fixture(scope="session", autouse=True)
def data_folder() -> Path:
    return Path(_DATA.name)
