"""`zhiji ingest`: bring files and whole folders into the evidence store."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiji.cli.ingest_report import Report
from zhiji.cli.office import open_office, operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhiji.cases.models import Case
    from zhiji.evidence.folders import Walk
    from zhiji.external.digesting import Source


@click.command("ingest", short_help="把文件或整个文件夹收进证据库")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="文件…")
@click.option("--case", "number", metavar="案件编号", help="收入哪个案件；不写则先收下，待归集")
@click.option("--event", metavar="环节编号", help="案件的哪个环节，如 e1；须同时写 --case")
@click.option("--device", metavar="设备编号", help="用哪台设备采集，如 DSJ-00017")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（zhiji-ingest/1）")
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
def ingest(
    *,
    paths: tuple[Path, ...],
    number: str | None,
    event: str | None,
    device: str | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """收取文件或文件夹（执法记录仪的采集站、相机的存储卡）：识别、双摘要、探测、留痕，一遍完成。

    已有的文件按摘要认出，不再存第二份；损坏或无法识别的文件照样收下并标明。隐藏文件和链接不收。可在系统运行时使用，重复执行不会重复收取。

    退出码：0 全部收下，1 有文件读不出来（其余已收），2 用法有误。
    """
    if event is not None and number is None:
        raise click.UsageError("--event 须同时写明 --case")
    open_office(data)
    from zhiji.evidence.folders import walk

    described = {key: value for key, value in (("event", event), ("device", device)) if value}
    case = _case(number, described) if number is not None else None
    walked = walk(paths)
    report = Report(as_json=as_json)
    stopped = _take_in(walked, case, described, report)
    report.close(walked.passed_over)
    if stopped:
        raise click.ClickException(stopped)
    sys.exit(1 if report.refused else 0)


def _case(number: str, described: dict[str, Any]) -> Case:
    from zhiji.cases.errors import CaseError
    from zhiji.cases.queries import office_case
    from zhiji.evidence.actions import require_receptive

    try:
        case = office_case(number)
        require_receptive(case, {"event": described["event"]} if "event" in described else {})
    except CaseError as error:
        raise click.UsageError(str(error)) from error
    return case


def _take_in(walked: Walk, case: Case | None, described: dict[str, Any], report: Report) -> str | None:
    """Take in and report everything; why the store takes nothing more, if that is so."""
    from zhiji.evidence.folders import take_in_all
    from zhiji.external.clock import SystemClock
    from zhiji.external.store import StoreError

    with _progress(walked) as reading:
        try:
            for outcome in take_in_all(
                walked.files, by=operator(), now=SystemClock().now, case=case, reading=reading, **described
            ):
                report.add(outcome)
        except StoreError as error:
            return str(error)
    return None


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, source: Source, advance: Callable[[int], object]) -> None:
        self._source = source
        self._advance = advance

    def read(self, size: int, /) -> bytes:
        block = self._source.read(size)
        self._advance(len(block))
        return block


@contextmanager
def _progress(walked: Walk) -> Iterator[Callable[[Source], Source]]:
    """A bar over the bytes of all files while somebody is looking; on standard error, so that the output stays clean."""
    if not sys.stderr.isatty():
        yield lambda source: source
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("收取"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=sys.stdout.isatty()) as progress:
        task = progress.add_task("", total=sum(found.size for found in walked.files))
        yield lambda source: _Counted(source, lambda count: progress.advance(task, count))
