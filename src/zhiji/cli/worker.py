"""`zhiji worker`: what has to happen by itself. `zhiji up` runs one; more may run on other hosts."""

from __future__ import annotations

import logging
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that runs every `seconds`, and once at the start. It must be safe to run twice at the same time.

    `long`: it may take hours, so the others do not wait for it; it does not begin again before it has ended.
    """

    name: str
    seconds: int
    run: Callable[[], object]
    long: bool = False


@click.command("worker", short_help="后台任务：签发检查点、复核到期事项和证据文件")
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
@click.option("--parent", type=int, hidden=True, help="这个进程不在了就结束")
def worker(*, data: Path | None, parent: int | None) -> None:
    """运行后台任务，按 Ctrl-C 结束。zhiji up 已经自带一个。"""
    from zhiji.cli.office import open_office

    open_office(data)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    run_periodically(periodic_jobs(), ending, orphaned=lambda: parent is not None and os.getppid() != parent)


def periodic_jobs() -> tuple[Periodic, ...]:
    """Everything that happens by itself, in one place."""
    from zhiji.archive.jobs import finish_destruction
    from zhiji.compliance.jobs import refresh_what_changed, refresh_what_ran_out, run_waiting_trials
    from zhiji.evidence.jobs import recheck_files, sweep_expired_uploads
    from zhiji.trail.jobs import collect_cosignatures, sign_checkpoint, stamp_checkpoint, write_case_index

    return (
        Periodic("签发检查点", 10, sign_checkpoint),
        Periodic("请外部见证", 600, collect_cosignatures),
        Periodic("加盖时间戳", 60, stamp_checkpoint),  # once an hour; asked every minute for cases that are closed
        Periodic("登记案件索引", 600, write_case_index),  # once a day; asked every ten minutes
        Periodic("复核到期事项", 60, refresh_what_ran_out),
        Periodic("按改动的制度重新判定", 30, refresh_what_changed),
        Periodic("用草案重新判定", 5, run_waiting_trials, long=True),
        Periodic("补做依法销毁", 3600, finish_destruction),
        Periodic("清理过期的上传", 3600, sweep_expired_uploads),
        Periodic("复核证据文件", 3600, recheck_files),  # once a day; asked hourly
    )


def run_periodically(
    jobs: tuple[Periodic, ...], ending: threading.Event, *, orphaned: Callable[[], bool] = lambda: False
) -> None:
    """Run each job when it is due until `ending` is set; a job that fails is logged and tried again when next due."""
    waited = {job.name: job.seconds for job in jobs}
    under_way: dict[str, threading.Thread] = {}
    while not ending.is_set() and not orphaned():
        for job in jobs:
            if waited[job.name] >= job.seconds:
                waited[job.name] = 0
                _start(job, under_way) if job.long else _attempt(job)
        ending.wait(1)
        for name in waited:
            waited[name] += 1


def _start(job: Periodic, under_way: dict[str, threading.Thread]) -> None:
    """In a thread of its own, which dies with the process: what it had not finished is done again."""
    if job.name not in under_way or not under_way[job.name].is_alive():
        under_way[job.name] = threading.Thread(target=_attempt_apart, args=(job,), daemon=True)
        under_way[job.name].start()


def _attempt_apart(job: Periodic) -> None:
    from django.db import connections

    _attempt(job)
    connections.close_all()


def _attempt(job: Periodic) -> None:
    from django.db import close_old_connections

    try:
        job.run()
    except Exception:
        log.exception("后台任务“%s”这一次没有成功，到点会再试。", job.name)
    finally:
        close_old_connections()
