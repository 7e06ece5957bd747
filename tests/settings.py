"""The product's settings on a data folder of the tests' own: nothing a test does may reach a real one."""

from __future__ import annotations

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="zhiji-tests-")
os.environ["ZHIJI_DATA"] = _FOLDER.name  # read by the last line, and by the programs that tests start
# Playwright keeps an event loop in the process that has run a journey; Django would refuse the tests that come after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from zhiji.config.settings import *  # noqa: E402, F403

SECOND_FACTOR_ROLES: list[str] = []  # tests of the second step ask for it
