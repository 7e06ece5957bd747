"""The product's settings on a data folder of the tests' own: nothing a test does may reach a real one."""

from __future__ import annotations

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="zhiji-tests-")
os.environ["ZHIJI_DATA"] = _FOLDER.name  # read by the next line, and by the programs that tests start

from zhiji.config.settings import *  # noqa: E402, F403
