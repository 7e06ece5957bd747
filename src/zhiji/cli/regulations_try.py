"""`zhiji regulations try`: past cases judged again under a draft, and what would change."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiji.cli.case_checker import Bench, Checker
from zhiji.cli.case_inputs import case_inputs
from zhiji.cli.check import Moment
from zhiji.cli.regulations_output import known, period, print_json
from zhiji.core.casefile import CaseFileError
from zhiji.core.rejudging import Tally, changes
from zhiji.external.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.regulations import Regulation
    from zhiji.core.rejudging import Change

    Compared = Iterator[tuple[CaseFile, tuple[Change, ...]]]

NOTHING_WORSE, WORSE, UNREADABLE = 0, 1, 2
VERDICTS = {
    "worse": "多出问题",
    "mixed": "有增有减",
    "better": "减少问题",
    "other": "只有别的变化",
    "same": "没有变化",
}
NOT_ASKED = "不要求"


@click.command("try", short_help="用草案重新判定以往的案件，看会改变什么")
@click.argument("draft_name", metavar="草案")
@click.argument("files", nargs=-1, metavar="[案件文件…]")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="文件夹", help="不写案件文件的，用这个数据文件夹里的案件"
)
@click.option("--against", metavar="编号", help="与哪部制度的案件相比（默认与草案编号相同的）")
@click.option("--at", type=Moment(), metavar="时刻", help="判定的时刻，带时区（默认现在）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（zhiji-rejudging/1）")
@click.pass_context
def try_(  # its options
    ctx: click.Context,
    *,
    draft_name: str,
    files: tuple[str, ...],
    data: Path | None,
    against: str | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """以往的案件各判两次：按启动之日施行的版本，按草案；列出哪些义务的结论会变、哪些案件多出或减少问题。

    草案是规则文件，或者一个版本（fuzhou-cg@2026-01-01）。什么也不改动。退出码：0 没有案件多出问题，1 有，2 有输入无法读取。
    """
    draft, moment = known(draft_name), at or SystemClock().now()
    trying = Trying(draft, against or draft.id, moment)
    tally = Tally()
    for file, found in trying.files(files) if files else trying.office(data):
        tally.add(file.case.id, file.case.title, found)
    document = {**trying.to_document(), **tally.to_document()}
    if as_json:
        print_json(document)
    else:
        click.echo("\n".join(_lines(draft, document)))
    worse = document["verdicts"]["worse"] + document["verdicts"]["mixed"]
    ctx.exit(UNREADABLE if trying.unreadable else WORSE if worse else NOTHING_WORSE)


@dataclass(slots=True)
class Trying:
    draft: Regulation
    against: str
    at: datetime
    skipped: int = 0  # cases under other regulations
    unreadable: int = 0
    _new: Bench = field(init=False)

    def __post_init__(self) -> None:
        self._new = Bench.of(self.draft)

    def files(self, names: tuple[str, ...]) -> Compared:
        """One after the other, however many there are."""
        checking = Checker(self.at).started()
        for found in case_inputs(names):
            try:
                file, bench = checking.read(found)
            except CaseFileError as error:
                self.unreadable += 1
                click.echo(f"{found.place}：{error if error.path else error.reason}", err=True)
                continue
            if file.case.regulation == self.against:
                yield file, changes(bench.judged(file, at=self.at), self._new.judged(file, at=self.at))
            else:
                self.skipped += 1

    def office(self, data: Path | None) -> Compared:
        from zhiji.cli.office import open_existing_office

        open_existing_office(data)
        from zhiji.compliance.comparing import case_count, compared

        with click.progressbar(length=case_count(self.against), label="重新判定", file=sys.stderr) as bar:
            for each in compared(self.draft, self.against, self.at):
                bar.update(1)
                yield each

    def to_document(self) -> dict[str, Any]:
        draft = {"id": self.draft.id, "title": self.draft.title, "sha256": self.draft.sha256}
        return {
            "format": "zhiji-rejudging/1",
            "draft": draft,
            "against": self.against,
            "at": self.at.isoformat(),
            "skipped": self.skipped,
            "unreadable": self.unreadable,
        }


def _lines(draft: Regulation, document: Mapping[str, Any]) -> Iterator[str]:
    yield f"草案《{draft.title}》（{draft.id}，{period(draft)}），对照 {document['against']} 的案件"
    if not document["cases"]:
        yield f"没有适用 {document['against']} 的案件可以比对；用 --against 指明与哪部制度的案件相比。"
        return
    counts = "、".join(f"{word} {document['verdicts'][one]}" for one, word in VERDICTS.items())
    yield f"共 {document['cases']} 件：{counts}" + (
        f"；另有 {document['skipped']} 件不适用" if document["skipped"] else ""
    )
    for one in document["obligations"]:
        yield click.style(f"\n{one['serial']}  {one['article']}  {one['gist']}", bold=True)
        for move in one["moves"]:
            yield f"  {move['before'] or NOT_ASKED} → {move['after'] or NOT_ASKED}  {move['count']} 项"
        yield from (f"    例如 {example['case']}：{example['message']}" for example in one["examples"][:1])
    for key, word in (("worse", "多出问题的案件"), ("better", "减少问题的案件")):
        if document[key]:
            yield click.style(f"\n{word}", bold=True)
            yield from (f"  {one['case']}  {_moved(one)}  {one['title']}" for one in document[key])


def _moved(case: Mapping[str, Any]) -> str:
    parts = (("多", case["more"]), ("少", case["fewer"]))
    return "、".join(f"{word} {count} 项" for word, count in parts if count)
