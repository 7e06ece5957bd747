"""`zhiji check` on several cores, as a program of its own."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.test_check import RULES, check, faulty, fine, write
from zhiji.cli import case_processes
from zhiji.cli.case_processes import CHUNK_CASES, CHUNKS_AHEAD

JOBS = 2
ENOUGH = CHUNK_CASES * CHUNKS_AHEAD * JOBS  # lines after which the first answers come
PROGRAM = [sys.executable, "-m", "zhiji", "check", "--regulation-file", "rules.yaml", "--json", "--jobs", str(JOBS)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def numbered(count: int) -> list[dict]:
    """Sound and faulty ones by turns, and here and there one that cannot be read."""
    documents = [(fine, faulty)[n % 2]() for n in range(count)]
    for n, document in enumerate(documents):
        document["case"]["id"] = f"C-{n}"
    documents[5]["events"][0]["type"] = "现场检察"
    return documents


def test_several_processes_answer_as_one_does_in_the_order_of_the_input(folder):
    name = write("many.jsonl", *numbered(150))
    one, two = check(name, "--json", "--jobs", "1"), check(name, "--json", "--jobs", "2")
    assert [json.loads(line)["case"] for line in one.stdout.splitlines()] == [f"C-{n}" for n in range(150) if n != 5]
    assert (two.exit_code, two.stdout, two.stderr) == (one.exit_code, one.stdout, one.stderr)
    assert one.exit_code == 2


def test_few_files_start_no_process_and_many_do(folder, monkeypatch):
    monkeypatch.setattr(case_processes, "FEW", 10)
    started = []
    spread = case_processes._spread
    monkeypatch.setattr(case_processes, "_spread", lambda *args: started.append(args) or spread(*args))
    assert check(write("few.jsonl", *numbered(10))).exit_code == 2
    assert started == []
    result = check(write("many.jsonl", *numbered(11)), "--json")
    assert len(started) == 1
    assert len(result.stdout.splitlines()) == 10


def test_a_number_of_processes_below_one_is_refused(folder):
    result = check(write("a.json", fine()), "--jobs", "0")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--jobs" in result.stderr


@contextmanager
def at_work(folder):
    """The program after its first answer, its input still open."""
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    line = json.dumps(fine()).encode() + b"\n"
    with subprocess.Popen([*PROGRAM, "-"], env=path, cwd=folder, start_new_session=True, **pipes) as program:
        try:
            program.stdin.write(line * (ENOUGH + 1))
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["summary"] == {"已满足": 1}
            yield program
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


def processes_of(program) -> list[int]:
    children = [int(pid) for pid in Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()]
    return [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_killed_process_is_said_in_one_line(folder):
    with at_work(folder) as program:
        for pid in processes_of(program):
            os.kill(pid, signal.SIGKILL)
        _, errors = program.communicate(timeout=60)
        assert program.returncode == 2
    [line] = errors.decode().splitlines()
    assert line.startswith("标准输入 第 ")
    assert "判定进程意外结束" in line


def test_ctrl_c_ends_all_of_them_without_a_traceback(folder):
    with at_work(folder) as program:
        os.killpg(program.pid, signal.SIGINT)
        _, errors = program.communicate(timeout=60)
        assert (program.returncode, errors.decode().split()) == (130, ["已中断"])


def test_a_closed_pipe_ends_it_quietly(folder):
    with at_work(folder) as program:
        program.stdout.close()
        program.stdin.close()
        assert program.stderr.read() == b""
        assert program.wait(timeout=60) == 1


def test_the_processes_end_with_one_that_was_killed(folder):
    with at_work(folder) as program:
        ends = [os.pidfd_open(pid) for pid in processes_of(program)]
        program.kill()
        for end in ends:
            poll = select.poll()
            poll.register(end, select.POLLIN)
            assert poll.poll(60_000), "a process outlived the program that started it"
            os.close(end)
    assert len(ends) == JOBS
