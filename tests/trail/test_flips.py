import json
import os
import subprocess
import sys

import pytest

CORES = os.cpu_count() or 1


def start(folder, *arguments):
    folder.mkdir()
    command = [sys.executable, "-W", "ignore", "-m", "tests.trail.flips", folder, *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "ZHIJI_DATABASE_URL"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def result_of(program):
    out, _ = program.communicate()
    assert program.returncode == 0
    return json.loads(out)


def test_a_changed_bit_of_the_database_is_found_wherever_it_changes_content(tmp_path):
    result = result_of(start(tmp_path / "flips", 797))
    assert result["bytes"] >= 64 * 1024
    assert result["changed"] > result["tried"] // 3
    assert result["missed"] == []


@pytest.mark.soak
def test_a_changed_bit_is_found_at_every_single_byte_of_the_database(tmp_path):
    programs = [start(tmp_path / f"{first}", CORES, first) for first in range(CORES)]
    results = [result_of(program) for program in programs]
    assert [result["missed"] for result in results] == [[]] * CORES
    assert sum(result["tried"] for result in results) == results[0]["bytes"] >= 64 * 1024
