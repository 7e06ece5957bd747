"""Several programs on one data folder, one of them shot down: no gap, nothing acknowledged is lost."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(tmp_path):
    """A data folder of its own; on PostgreSQL the test database, reached from other processes."""
    extra = {"ZHIJI_DATA": str(tmp_path)}
    if connection.vendor == "postgresql":
        where = connection.settings_dict
        extra["ZHIJI_DATABASE_URL"] = f"postgresql://{where['USER']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
    return {**os.environ, **extra}


def writer(environment, count):
    command = [sys.executable, "-m", "tests.trail.writer", environment["ZHIJI_DATA"], str(count)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def acknowledged(process):
    out, _ = process.communicate()
    assert process.returncode == 0
    return [int(line) for line in out.split()]


def audit(environment, *options):
    command = [sys.executable, "-m", "zhiji", "audit", "--data", environment["ZHIJI_DATA"], *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def sound_log(environment):
    """The number of entries of a log that a fresh process finds sound."""
    done = audit(environment, "--json")
    document = json.loads(done.stdout)
    assert (document["findings"], done.returncode, done.stderr) == ([], 0, "")
    return document["checked"]["entries"]


def test_two_programs_that_record_at_once_leave_one_log_without_a_gap(environment):
    first = acknowledged(writer(environment, 1))
    processes = [writer(environment, 25) for _ in range(2)]
    indexes = sorted(first + [index for process in processes for index in acknowledged(process)])
    assert indexes == list(range(indexes[0], indexes[0] + 41))
    assert sound_log(environment) == indexes[-1] + 1


def test_what_was_acknowledged_survives_a_program_that_is_shot_down(environment):
    process = writer(environment, 10_000)
    last = [int(process.stdout.readline()) for _ in range(20)][-1]
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0].rpartition("\n")[0].split()
    assert sound_log(environment) > max([last, *map(int, rest)])
    assert acknowledged(writer(environment, 1)) == [sound_log(environment) - 1]


@pytest.mark.soak
def test_a_hundred_programs_shot_down_lose_nothing_that_was_acknowledged(environment):
    said = []
    for kill in range(100):
        process = writer(environment, 10_000)
        said += [int(process.stdout.readline()) for _ in range(1 + kill * 37 % 60)]
        process.send_signal(signal.SIGKILL)
        said += map(int, process.communicate()[0].rpartition("\n")[0].split())
    assert len(set(said)) == len(said)  # what was lost would have been given again
    assert sound_log(environment) > max(said)


def test_the_audit_speaks_to_people_and_knows_outside_checkpoints(environment, tmp_path):
    acknowledged(writer(environment, 3))
    first = audit(environment)
    assert first.returncode == 0
    assert "结论：全部相符。" in first.stdout
    assert "没有外部见证：不能排除运营者自己改动" in first.stdout
    kept = tmp_path / "kept.note"
    kept.write_text(json.loads(audit(environment, "--json").stdout)["checkpoint"])
    acknowledged(writer(environment, 3))
    with_witness = audit(environment, "--anchor", str(kept))
    assert (with_witness.returncode, "没有外部见证" in with_witness.stdout) == (0, False)
    newer = audit(environment, "--since", str(kept))
    assert (newer.returncode, "只细查了第" in newer.stdout, "没有外部见证" in newer.stdout) == (0, True, False)
    kept.write_text("nonsense")
    nonsense = audit(environment, "--since", str(kept))
    assert nonsense.returncode == 2
    assert "外部检查点" in nonsense.stderr


def test_an_audit_of_nothing_makes_nothing(tmp_path):
    done = audit({**os.environ, "ZHIJI_DATA": str(tmp_path / "nowhere")})
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有执迹的数据" in done.stderr
    assert not (tmp_path / "nowhere").exists()
