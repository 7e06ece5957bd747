import json
import os
import subprocess
import sys

import pytest


def flip(folder, step):
    command = [sys.executable, "-W", "ignore", "-m", "tests.trail.flips", str(folder), str(step)]
    environment = {name: value for name, value in os.environ.items() if name != "ZHIJI_DATABASE_URL"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def test_a_changed_bit_of_the_database_is_found_wherever_it_changes_content(tmp_path):
    result = flip(tmp_path, 797)
    assert result["bytes"] >= 64 * 1024
    assert result["changed"] > result["tried"] // 3
    assert result["missed"] == []


@pytest.mark.soak
def test_a_changed_bit_is_found_at_every_single_byte_of_the_database(tmp_path):
    result = flip(tmp_path, 1)
    assert result["tried"] == result["bytes"] >= 64 * 1024
    assert result["missed"] == []
